"""A file of payments ends at the lines of its rows posted one by one, cent for cent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from random import Random
from typing import Any

import pyarrow as pa
import pytest

from arrears.book.payments.api import PAYMENT_COLUMNS, post, post_columns, reverse
from arrears.book.payments.contracts import PaymentOrder, PostingRefused, PostSummary
from arrears.book.payments.models import Allocation, AllocationPolicy, Entry
from arrears.book.portfolio.api import accounts_by_number, load
from arrears.book.portfolio.contracts import AccountKind, AccountRecord
from arrears.foundation.api import SYSTEM, CreditorFacts, ensure_creditor
from arrears.kernel.money import Money
from tests.book.portfolio.book_of import account, item
from tests.profiles import CI

FIRST = date(2026, 1, 1)
ACCOUNTS, FILES = 12, 3
RUNS = 40 if CI else 3  # of twelve histories each; the pure property beside has 2,000 examples
Row = dict[str, Any]
Line = tuple[str, str, date, int | None, str, bool]


def day_of(pick: Random, span: int = 90) -> date:
    return FIRST + timedelta(days=pick.randrange(span))


def drawn_account(place: int, pick: Random) -> AccountRecord:
    instalments = [
        item(number, day_of(pick), pick.randrange(60), pick.randrange(20), penalty=pick.randrange(9))
        for number in range(1, pick.randint(1, 3) + 1)
    ]
    kind = pick.choice((AccountKind.LOAN, AccountKind.CARD))
    product = pick.choice(("", "pro-rata", "ahead"))
    currency = pick.choice(("CNY", "CNY", "USD"))
    return account(f"A{place}", instalments, kind=kind, currency=currency, product=product)


def drawn_file(pick: Random, names: list[str]) -> list[Row]:
    """Payments with what files bring: over-payments, known keys, other currencies, unknown accounts."""
    rows: list[Row] = []
    for _ in range(pick.randint(1, 14)):
        names.append(f"k{len(names)}")
        rows.append(
            {
                "number": f"A{pick.randrange(ACCOUNTS + 1)}",
                "effective_on": day_of(pick, 120),
                "amount_minor": pick.choice((0, 5, 20, 40, 90, 300)),
                "currency": pick.choice(("CNY", "CNY", "CNY", "USD")),
                "way": "transfer",
                "key": pick.choice(names) if pick.random() < 0.15 else names[-1],
                "kind": "payment",
                "reverses_key": None,
                "memo": None,
            }
        )
    return rows + [returned(pick, names) for _ in range(pick.randrange(4))]


def returned(pick: Random, names: list[str]) -> Row:
    """A debit that came back: often of a payment that is there, sometimes twice, too early or of none."""
    names.append(f"k{len(names)}")
    return {
        "number": None,
        "effective_on": day_of(pick, 150),
        "amount_minor": None,
        "currency": "CNY",
        "way": None,
        "key": pick.choice(names) if pick.random() < 0.1 else names[-1],
        "kind": "reversal",
        "reverses_key": pick.choice(names),
        "memo": None,
    }


def bank(code: str, seed: int) -> CreditorFacts:
    creditor = ensure_creditor(code, "某银行")
    pick = Random(seed)
    records = [drawn_account(place, pick) for place in range(ACCOUNTS)]
    load(creditor.id, records, business_date=FIRST, actor=SYSTEM)
    for product, data in (("pro-rata", {"order": "pro_rata"}), ("ahead", {"ahead": "next"})):
        AllocationPolicy.objects.create(
            creditor_id=creditor.id, product=product, policy=data, valid_from=FIRST, by="test"
        )
    return creditor


def one_by_one(creditor: CreditorFacts, rows: list[Row]) -> tuple[int, int, set[int]]:
    """(posted, repeated, places refused) of a file's rows posted singly."""
    keys = accounts_by_number(creditor.id, {str(row["number"]) for row in rows})
    posted = repeated = 0
    refused = set()
    for place, row in sorted(enumerate(rows), key=lambda one: one[1]["kind"] == "reversal"):
        if row["kind"] == "reversal":
            entry = Entry.objects.filter(creditor_id=creditor.id, key=row["reverses_key"]).first()
            try:
                again = reverse(
                    entry.pk if entry else 0, row["effective_on"], str(row["key"]), "file", SYSTEM
                )
            except PostingRefused:
                refused.add(place)
                continue
            posted += not again.repeated
            repeated += again.repeated
            continue
        known = keys.get(str(row["number"]))
        order = PaymentOrder(
            creditor_id=creditor.id,
            account_id=known.account_id if known else 0,
            amount=Money(int(str(row["amount_minor"])), str(row["currency"])),
            effective_on=row["effective_on"],
            key=str(row["key"]),
        )
        try:
            done = post(order, SYSTEM)
        except PostingRefused:
            refused.add(place)
            continue
        posted += not done.repeated
        repeated += done.repeated
    return posted, repeated, refused


def lines_of(creditor: CreditorFacts) -> dict[Line, int]:
    """Lines by account number, key of the entry and slot; instalments by sequence."""
    found: dict[Line, int] = defaultdict(int)
    for line in Allocation.objects.filter(creditor_id=creditor.id).select_related("entry", "account", "item"):
        slot = line.item.sequence if line.item else None
        found[line.account.number, line.entry.key, line.effective_on, slot, line.component, line.charge] += (
            line.amount_minor
        )
    return {key: amount for key, amount in found.items() if amount}


@pytest.mark.parametrize("seed", range(RUNS))
def test_a_file_is_its_rows_one_by_one(db: None, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each run has twelve accounts with histories of their own, over three files with a reversal between."""
    pick = Random(seed)
    monkeypatch.setattr("arrears.book.payments.actions.bulk.CHUNK_ROWS", pick.choice((1, 4, 25_000)))
    bulk, single = bank("bulk", seed), bank("single", seed)
    names: list[str] = []
    for number in range(FILES):
        rows = drawn_file(pick, names)
        done = post_columns(bulk.id, pa.Table.from_pylist(rows, PAYMENT_COLUMNS), SYSTEM)
        posted, repeated, refused = one_by_one(single, rows)
        assert (done.posted, done.repeated) == (posted, repeated)
        assert {one.place for one in done.refused} == refused
        assert lines_of(bulk) == lines_of(single)
        reverse_one(bulk, single, number, pick)


def reverse_one(bulk: CreditorFacts, single: CreditorFacts, number: int, pick: Random) -> None:
    known = list(Entry.objects.filter(creditor_id=bulk.id, kind="payment").order_by("key"))
    if not known:
        return
    chosen = pick.choice(known)
    for creditor in (bulk, single):
        entry = Entry.objects.get(creditor_id=creditor.id, key=chosen.key)
        try:
            reverse(entry.pk, entry.effective_on, f"r{number}", "退票", SYSTEM)
        except PostingRefused:
            continue


def test_usual_payments_take_the_short_way(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hundred payments, one to four an account, each behind the last: none is left to the replay."""
    creditor = ensure_creditor("usual", "某银行")
    records = [account(f"A{place}", [item(1, FIRST, 1_000_00, 15_00)]) for place in range(ACCOUNTS)]
    load(creditor.id, records, business_date=FIRST, actor=SYSTEM)
    rows = [
        {
            "number": f"A{place % ACCOUNTS}",
            "effective_on": FIRST + timedelta(days=1 + place),
            "amount_minor": 10_00 + place,
            "currency": "CNY",
            "key": f"k{place}",
            "kind": "payment",
        }
        for place in range(200)
    ]
    left: list[PaymentOrder] = []
    monkeypatch.setattr("arrears.book.payments.actions.bulk.CHUNK_ROWS", 40)  # in chunks, an account in one
    monkeypatch.setattr("arrears.book.payments.actions.bulk.post_many", counting(left))
    done = post_columns(creditor.id, pa.Table.from_pylist(rows, PAYMENT_COLUMNS), SYSTEM)
    assert (done.posted, left) == (200, [])
    assert sum(lines_of(creditor).values()) == sum(10_00 + place for place in range(200))


def counting(left: list[PaymentOrder]) -> Callable[..., PostSummary]:
    def post_many(orders: Iterable[PaymentOrder], *_given: object) -> PostSummary:
        left.extend(orders)
        return PostSummary()

    return post_many
