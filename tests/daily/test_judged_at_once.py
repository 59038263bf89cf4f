"""Judging the whole portfolio at once says what judging each account by itself says, and what the pure rule says.

Forty random ledgers share a transaction: an example that came alone would cost a hundred times as much.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection, transaction

from arrears.book.payments import api as payments
from arrears.book.payments.contracts import PaymentOrder
from arrears.desk.promises import api as promises
from arrears.desk.promises.actions import judging
from arrears.desk.promises.models import Promise
from arrears.desk.promises.rules.judge import Facts, Said, judge
from arrears.desk.promises.rules.money_in import MoneyIn
from arrears.foundation.api import SYSTEM
from arrears.kernel.money import Money
from tests import cast

FIRST = date(2026, 11, 2)
LEDGERS = 40


@dataclass
class Ledger:
    """One account: what was promised, and the money as the rule is to see it."""

    of: cast.Placed
    promises: list[Promise]
    money: list[MoneyIn]


def some_day(chance: Random) -> date:
    return FIRST + timedelta(days=chance.randint(0, 20))


def promised(of: cast.Placed, chance: Random) -> list[Promise]:
    made = []
    for _number in range(chance.randint(0, 3)):
        taken = some_day(chance)
        made.append(
            Promise(
                creditor_id=of.creditor.id, debtor_id=of.debtor_id, account_id=of.account_id, currency="CNY",
                amount_minor=chance.randint(1, 5) * 1_000, taken_on=taken, grace_days=chance.randint(0, 2),
                due_on=taken + timedelta(days=chance.randint(0, 6)), late_days=5, taken_by="x",
            )
        )  # fmt: skip
    return Promise.objects.bulk_create(made)


def paid(of: cast.Placed, chance: Random) -> list[PaymentOrder]:
    return [
        PaymentOrder(
            creditor_id=of.creditor.id, account_id=of.account_id, effective_on=some_day(chance),
            amount=Money(chance.randint(1, 6) * 1_000, "CNY"), key=f"{of.account_id}/{number}",
        )
        for number in range(chance.randint(0, 3))
    ]  # fmt: skip


def book(chance: Random) -> list[Ledger]:
    """Random ledgers; of every fifth payment the money went back, as if it had never come."""
    of = cast.creditor()
    placed = [
        cast.place(of, f"C-{n}", cast.person("王一", n), first_due=FIRST - timedelta(days=40))
        for n in range(1, LEDGERS + 1)
    ]
    orders = {one.account_id: paid(one, chance) for one in placed}
    payments.post_many([order for listed in orders.values() for order in listed], SYSTEM)
    ledgers = [Ledger(one, promised(one, chance), []) for one in placed]
    for ledger in ledgers:
        entries = {entry.key: entry.entry_id for entry in payments.entries_of(ledger.of.account_id)}
        for order in orders[ledger.of.account_id]:
            if chance.randint(1, 5) == 1:
                payments.reverse(
                    entries[order.key], effective_on=order.effective_on, key=f"back/{order.key}", why="x",
                    actor=SYSTEM,
                )  # fmt: skip
            else:
                ledger.money.append(MoneyIn(order.effective_on, order.amount.minor))
    return ledgers


def written() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id, p.state, p.received_minor, p.completed_on, p.judged_on, v.as_of, v.state, v.received_minor "
            "FROM promises_promise p LEFT JOIN promises_promiseverdict v ON v.promise_id = p.id ORDER BY p.id, v.id"
        )
        return list(cursor.fetchall())


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_judging_at_once_is_judging_each(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(judging, "BATCH", 7)  # many pages
    chance = Random(seed)
    ledgers = book(chance)
    late = FIRST + timedelta(days=chance.randint(15, 20))  # when most promises have fallen due
    days = (late, some_day(chance))  # the second may lie before the first: a past date again
    found = []
    for one_by_one in (True, False):
        with transaction.atomic():
            for day in days:
                if one_by_one:
                    for ledger in ledgers:
                        promises.judge_account(ledger.of.account_id, day)
                else:
                    promises.judge(day)
            found.append(written())
            transaction.set_rollback(True)
    assert found[0] == found[1]
    assert len({row[1] for row in found[1]}) > 3, "the ledgers of this seed bring every verdict about"
    told = {row[0]: row[1:4] for row in found[1]}
    for ledger in ledgers:
        for row, verdict in zip(ledger.promises, judge(facts(ledger), max(days)), strict=True):
            if row.taken_on <= max(days):
                assert told[row.pk] == (verdict.state.value, verdict.received_minor, verdict.completed_on)


def facts(ledger: Ledger) -> Facts:
    return Facts(
        promises=tuple(
            Said(
                id=row.pk,
                amount_minor=row.amount_minor,
                taken_on=row.taken_on,
                due_on=row.due_on,
                grace_days=row.grace_days,
                late_days=row.late_days,
            )
            for row in ledger.promises
        ),
        money=tuple(ledger.money),
    )
