"""The ledger in the database says what the pure replay says, for every date, whatever came in which order.

The pure engine carries 2,000 examples a property (test_replay.py); here a hundred histories go through the
doors, the published functions and the triggers.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.book.payments.api import (
    PostingRefused,
    balance,
    post,
    refund,
    reverse,
    take_over_figures,
    waive,
)
from arrears.book.payments.contracts import Component, PaymentOrder, RefundOrder, WaiverOrder
from arrears.book.payments.models import Allocation, Entry
from arrears.book.payments.queries.histories import histories, movement_of
from arrears.book.payments.rules.facts import STATUTORY, LineKey
from arrears.book.payments.rules.replay import replay
from arrears.book.portfolio.api import accounts_by_number, load
from arrears.book.portfolio.contracts import AccountKey, Figures, ItemRecord
from arrears.foundation.api import SYSTEM, Actor, Role, ensure_creditor
from arrears.kernel.money import Money
from tests.book.payments.histories import History, all_days, credit_on, owed_on
from tests.book.portfolio.book_of import account, item
from tests.profiles import examples

FIRST = date(2026, 1, 1)
days = st.integers(0, 30).map(lambda ahead: FIRST + timedelta(days=ahead))
money = st.integers(1, 120)
instalments = st.lists(
    st.tuples(days, st.integers(0, 60), st.integers(0, 20), st.integers(0, 9)), min_size=1, max_size=3
)
BOSS = Actor(name="boss", sees_all=True, role=Role.ADMINISTRATOR, user_id=None)


@dataclass(frozen=True)
class Step:
    kind: str
    day: date
    amount: int
    which: int


steps = st.lists(
    st.builds(
        Step,
        st.sampled_from(["pay", "pay", "pay", "reverse", "refund", "waive", "file"]),
        days,
        money,
        st.integers(0, 7),
    ),
    max_size=8,
)


def book_of(creditor_id: int, items: list[ItemRecord], figures: Figures, day: date) -> AccountKey:
    summary = load(creditor_id, [account("L", items)], business_date=day, actor=SYSTEM, figures=figures)
    take_over_figures(creditor_id, day, summary.figures_changed, SYSTEM)
    return accounts_by_number(creditor_id, ["L"])["L"]


def items_of(rows: list[tuple[date, int, int, int]], more: int = 0) -> list[ItemRecord]:
    return [
        item(place, due, principal + more, interest, penalty=penalty)
        for place, (due, principal, interest, penalty) in enumerate(rows, start=1)
    ]


def take(step: Step, place: int, loan: AccountKey) -> None:
    """One step through its door; a refusal leaves the ledger as it was."""
    common = {"creditor_id": loan.creditor_id, "account_id": loan.account_id, "effective_on": step.day}
    if step.kind == "pay":
        chosen = (1 + step.which % 3,) if step.which > 5 else ()
        post(
            PaymentOrder(**common, amount=Money(step.amount, "CNY"), key=f"p{place}", designation=chosen),
            SYSTEM,
        )
    elif step.kind == "refund":
        refund(RefundOrder(**common, amount=Money(step.amount, "CNY"), key=f"b{place}", why="退款"), SYSTEM)
    elif step.kind == "waive":
        waive(
            WaiverOrder(
                **common, amounts={Component.PENALTY: step.amount % 5 + 1}, key=f"w{place}", why="减免"
            ),
            BOSS,
        )
    else:
        known = list(Entry.objects.filter(account_id=loan.account_id).order_by("pk"))
        if known:
            entry = known[step.which % len(known)]
            reverse(entry.pk, max(step.day, entry.effective_on), f"r{place}", "退票", SYSTEM)


def booked() -> dict[LineKey, int]:
    found: dict[LineKey, int] = defaultdict(int)
    for line in Allocation.objects.all():
        found[(line.entry_id, line.effective_on, line.item_id, Component(line.component), line.charge)] += (
            line.amount_minor
        )
    return {key: amount for key, amount in found.items() if amount}


@pytest.mark.django_db
@settings(max_examples=examples(200))
@given(instalments, steps, st.sampled_from(list(Figures)))
def test_the_database_tells_what_a_replay_tells(
    rows: list[tuple[date, int, int, int]], taken: list[Step], figures: Figures
) -> None:
    with transaction.atomic():
        check(rows, taken, figures)
        transaction.set_rollback(True)


def check(rows: list[tuple[date, int, int, int]], taken: list[Step], figures: Figures) -> None:
    bank = ensure_creditor("bank", "某银行")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO payments_waiverlimit (creditor_id, role, component, currency, amount_minor_max)"
            " VALUES (%s, 'administrator', '', 'CNY', 1000) ON CONFLICT DO NOTHING",
            [bank.id],
        )
    loan = book_of(bank.id, items_of(rows), figures, FIRST)
    filed = FIRST
    for place, step in enumerate(taken):
        if step.kind == "file":
            filed = max(filed, step.day)
            book_of(bank.id, items_of(rows, step.amount % 9), figures, filed)
            continue
        try:
            take(step, place, loan)
        except PostingRefused:
            continue
    known = histories(bank.id, [loan.account_id])[loan.account_id]
    movements = [movement_of(row) for row in Entry.objects.filter(account_id=loan.account_id)]
    lines = replay(known.versions, movements, STATUTORY)
    assert booked() == lines
    history = History(tuple(known.versions), tuple(movements), STATUTORY)
    for day in all_days(history):
        told = balance(loan.account_id, day)
        assert {(one.sequence, part): amount for one in told.items for part, amount in one.owed.items()} == {
            key: amount for key, amount in owed_on(history, lines, day).items() if amount
        }
        assert told.credit_minor == credit_on(lines, day)
        assert all(one.billed_minor - one.paid_minor == one.owed_minor for one in told.items)
