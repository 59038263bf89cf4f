"""The ledger in the database says what the pure replay says, for every date, whatever came in which order.

Two thousand histories go through the doors, the published functions and the triggers: forty accounts of a creditor
side by side in one transaction, since setting up costs more than posting.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.book.payments.api import (
    PAYMENT_COLUMNS,
    PostingRefused,
    balances,
    post,
    post_columns,
    refund,
    reverse,
    take_over_figures,
    waive,
)
from arrears.book.payments.contracts import Balance, Component, PaymentOrder, RefundOrder, WaiverOrder
from arrears.book.payments.models import Allocation, Entry
from arrears.book.payments.queries.histories import histories, movement_of
from arrears.book.payments.rules.facts import STATUTORY, LineKey
from arrears.book.payments.rules.replay import replay
from arrears.book.portfolio.api import accounts_by_number, load
from arrears.book.portfolio.contracts import AccountKey, Figures, ItemRecord
from arrears.foundation.api import SYSTEM, Actor, CreditorFacts, Role, ensure_creditor
from arrears.kernel.money import Money
from tests.book.payments.histories import History, all_days, credit_on, owed_on
from tests.book.portfolio.book_of import account, item
from tests.profiles import CI

FIRST = date(2026, 1, 1)
ACCOUNTS = 40
RUNS = 50 if CI else 2  # of ACCOUNTS histories each
SLOTS = 7
DAYS_ASKED = 8
KINDS = (*["pay"] * 8, "designated", "come back", "reverse", "refund", "waive")
BOSS = Actor(name="boss", sees_all=True, role=Role.ADMINISTRATOR, user_id=None)
Bill = list[tuple[date, int, int, int]]


def day_of(pick: Random) -> date:
    return FIRST + timedelta(days=pick.randint(0, 30))


@dataclass
class Book:
    """A creditor's accounts on their way; `filed`: the business date of its last file."""

    bank: CreditorFacts
    figures: Figures
    pick: Random
    bills: dict[str, Bill]
    loans: dict[str, AccountKey] = field(default_factory=dict)
    filed: date = FIRST
    made: int = 0

    def key(self) -> str:
        self.made += 1
        return f"k{self.made}"

    def file(self, day: date) -> None:
        """A portfolio file: most bills as they were, some larger."""
        self.filed = max(self.filed, day)
        records = [account(name, self._items(bill)) for name, bill in self.bills.items()]
        summary = load(self.bank.id, records, business_date=self.filed, actor=SYSTEM, figures=self.figures)
        take_over_figures(self.bank.id, self.filed, summary.figures_changed, SYSTEM)
        self.loans = dict(accounts_by_number(self.bank.id, self.bills))

    def _items(self, bill: Bill) -> list[ItemRecord]:
        more = self.pick.choice((0, 0, 3, 8))
        return [
            item(place, due, principal + more, interest, penalty=penalty)
            for place, (due, principal, interest, penalty) in enumerate(bill, start=1)
        ]

    def step(self) -> None:
        """Something happens on some accounts: money by a file, the rest through its own door."""
        rows: list[dict[str, Any]] = []
        for loan in self.loans.values():
            if self.pick.random() < 0.6:
                self._one(loan, self.pick.choice(KINDS), rows)
        post_columns(self.bank.id, pa.Table.from_pylist(rows, PAYMENT_COLUMNS), SYSTEM)

    def _one(self, loan: AccountKey, kind: str, rows: list[dict[str, Any]]) -> None:
        day, amount, key = day_of(self.pick), self.pick.randint(1, 120), self.key()
        line: dict[str, Any] = {"number": loan.number, "effective_on": day, "currency": "CNY", "key": key}
        if kind == "pay":
            rows.append(line | {"kind": "payment", "amount_minor": amount})
        elif kind == "come back":
            known = list(Entry.objects.filter(account_id=loan.account_id).values_list("key", flat=True))
            if known:
                rows.append(line | {"kind": "reversal", "reverses_key": self.pick.choice(sorted(known))})
        else:
            try:
                self._by_door(loan, kind, day, amount, key)
            except PostingRefused:
                return  # the ledger stays as it was

    def _by_door(self, loan: AccountKey, kind: str, day: date, amount: int, key: str) -> None:
        common: dict[str, Any] = {
            "creditor_id": loan.creditor_id,
            "account_id": loan.account_id,
            "effective_on": day,
        }
        money = Money(amount, "CNY")
        if kind == "designated":
            post(PaymentOrder(**common, amount=money, key=key, designation=(1 + amount % 3,)), SYSTEM)
        elif kind == "refund":
            refund(RefundOrder(**common, amount=money, key=key, why="退款"), SYSTEM)
        elif kind == "waive":
            waive(
                WaiverOrder(**common, amounts={Component.PENALTY: amount % 5 + 1}, key=key, why="减免"), BOSS
            )
        else:
            known = list(Entry.objects.filter(account_id=loan.account_id).order_by("pk"))
            if known:
                entry = self.pick.choice(known)
                reverse(entry.pk, max(day, entry.effective_on), key, "退票", SYSTEM)


def drawn_bill(pick: Random) -> Bill:
    return [
        (day_of(pick), pick.randint(0, 60), pick.randint(0, 20), pick.randint(0, 9))
        for _ in range(pick.randint(1, 3))
    ]


@pytest.mark.django_db
@settings(max_examples=RUNS)
@given(st.integers(0, 2**48))
def test_the_database_tells_what_a_replay_tells(seed: int) -> None:
    with transaction.atomic():
        check(Random(seed))
        transaction.set_rollback(True)


def check(pick: Random) -> None:
    bank = ensure_creditor("bank", "某银行")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO payments_waiverlimit (creditor_id, role, component, currency, amount_minor_max)"
            " VALUES (%s, 'administrator', '', 'CNY', 1000) ON CONFLICT DO NOTHING",
            [bank.id],
        )
    bills = {f"L{place}": drawn_bill(pick) for place in range(ACCOUNTS)}
    book = Book(bank, pick.choice(list(Figures)), pick, bills)
    book.file(FIRST)
    for _ in range(pick.randint(1, SLOTS)):
        if pick.random() < 0.15:
            book.file(day_of(pick))
        else:
            book.step()
    told = told_by_replay(book)
    days = sorted({day for history, _ in told.values() for day in all_days(history)})
    asked = {days[-1], *pick.sample(days, min(len(days), DAYS_ASKED))}
    for day in sorted(asked):
        found = balances(told, day)
        for account_id, (history, lines) in told.items():
            compare(found[account_id], history, lines, day)


def told_by_replay(book: Book) -> dict[int, tuple[History, dict[LineKey, int]]]:
    """Each account's history with the lines of its replay, which are those that stand in the database."""
    booked: dict[int, dict[LineKey, int]] = defaultdict(lambda: defaultdict(int))
    for line in Allocation.objects.filter(creditor_id=book.bank.id):
        slot = (line.entry_id, line.effective_on, line.item_id, Component(line.component), line.charge)
        booked[line.account_id][slot] += line.amount_minor
    movements = defaultdict(list)
    for row in Entry.objects.filter(creditor_id=book.bank.id):
        movements[row.account_id].append(movement_of(row))
    found = {}
    for account_id, known in histories(
        book.bank.id, [loan.account_id for loan in book.loans.values()]
    ).items():
        lines = replay(known.versions, movements[account_id], STATUTORY)
        assert {key: amount for key, amount in booked[account_id].items() if amount} == lines
        found[account_id] = (History(tuple(known.versions), tuple(movements[account_id]), STATUTORY), lines)
    return found


def compare(told: Balance, history: History, lines: dict[LineKey, int], day: date) -> None:
    assert {(one.sequence, part): amount for one in told.items for part, amount in one.owed.items()} == {
        key: amount for key, amount in owed_on(history, lines, day).items() if amount
    }
    assert told.credit_minor == credit_on(lines, day)
    assert all(one.billed_minor - one.paid_minor == one.owed_minor for one in told.items)
