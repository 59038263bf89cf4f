"""Payments reach the ledger: allocated by law, once per key, one by one or in bulk."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import Error, connection, transaction

from arrears.book.payments.api import PostingRefused, balance, entries_of, post, post_many, received
from arrears.book.payments.contracts import Component, PaymentOrder
from arrears.book.payments.models import Allocation, Entry
from arrears.book.portfolio.api import accounts_by_number, load
from arrears.book.portfolio.contracts import AccountKey, AccountKind
from arrears.foundation.api import SYSTEM, Actor, OutOfScope, ensure_creditor
from arrears.kernel.money import Money
from tests.book.portfolio.book_of import DAY, LI, account, item

pytestmark = pytest.mark.django_db
JAN, FEB, MAR, APR = (date(2026, month, 15) for month in (1, 2, 3, 4))
ITEMS = [item(1, JAN, 100_00, 5_00), item(2, FEB, 100_00, 4_00), item(3, MAR, 100_00), item(4, APR, 100_00)]


@pytest.fixture
def loan() -> AccountKey:
    bank = ensure_creditor("bank", "某银行")
    cards = account("C-1", [item(1, JAN, 50_00, 3_00, penalty=2_00)], debtor=LI, kind=AccountKind.CARD)
    load(bank.id, [account("L-1", ITEMS), cards], business_date=DAY, actor=SYSTEM)
    return accounts_by_number(bank.id, ["L-1"])["L-1"]


def order(loan: AccountKey, minor: int, day: date = DAY, key: str = "p1", **more: object) -> PaymentOrder:
    return PaymentOrder(
        creditor_id=loan.creditor_id,
        account_id=loan.account_id,
        amount=Money(minor, "CNY"),
        effective_on=day,
        key=key,
        **more,  # type: ignore[arg-type]  # a test's shorthand
    )


def test_before_any_payment_everything_is_owed(loan: AccountKey) -> None:
    found = balance(loan.account_id, DAY)
    assert (found.total_minor, found.overdue_minor) == (409_00, 209_00)
    assert found.by_component == {Component.PRINCIPAL: 400_00, Component.INTEREST: 9_00}
    assert found.oldest_unpaid_due == JAN
    assert balance(loan.account_id, JAN).overdue_minor == 0


def test_a_payment_settles_interest_then_principal_of_the_oldest_instalment(loan: AccountKey) -> None:
    posting = post(order(loan, 50_00), SYSTEM)
    assert [(line.component, line.amount_minor) for line in posting.lines] == [
        (Component.INTEREST, 5_00),
        (Component.PRINCIPAL, 45_00),
    ]
    after = balance(loan.account_id, DAY)
    assert (after.overdue_minor, after.total_minor) == (159_00, 359_00)
    assert after.items[0].owed == {Component.PRINCIPAL: 55_00}
    assert balance(loan.account_id, date(2026, 3, 1)).overdue_minor == 209_00


def test_money_beyond_what_is_due_waits_as_credit_for_the_next_due_date(loan: AccountKey) -> None:
    posting = post(order(loan, 259_00), SYSTEM)
    assert balance(loan.account_id, DAY).credit_minor == 50_00
    assert balance(loan.account_id, MAR).credit_minor == 0
    assert balance(loan.account_id, MAR).items[2].owed_minor == 50_00
    assert sum(line.amount_minor for line in posting.lines) == 259_00


def test_an_instalment_that_the_debtor_names_is_paid_first(loan: AccountKey) -> None:
    post(order(loan, 100_00, designation=(2,)), SYSTEM)
    items = balance(loan.account_id, DAY).items
    assert (items[0].owed_minor, items[1].owed_minor) == (105_00, 4_00)


def test_a_card_pays_interest_and_fees_before_principal_until_day_ninety(loan: AccountKey) -> None:
    card = accounts_by_number(loan.creditor_id, ["C-1"])["C-1"]
    post(order(card, 5_00), SYSTEM)
    assert balance(card.account_id, DAY).by_component == {Component.PRINCIPAL: 50_00}


def test_the_same_key_twice_is_one_entry(loan: AccountKey) -> None:
    first = post(order(loan, 10_00), SYSTEM)
    again = post(order(loan, 10_00), SYSTEM)
    assert (again.repeated, again.entry_id, again.lines) == (True, first.entry_id, first.lines)
    assert Entry.objects.count() == 1
    with pytest.raises(PostingRefused, match="another entry"):
        post(order(loan, 11_00), SYSTEM)


def test_a_back_dated_payment_is_right_on_every_date_since(loan: AccountKey) -> None:
    post(order(loan, 105_00, date(2026, 3, 1), "late"), SYSTEM)
    assert balance(loan.account_id, date(2026, 3, 1)).oldest_unpaid_due == FEB
    post(order(loan, 105_00, date(2026, 1, 20), "found"), SYSTEM)
    assert balance(loan.account_id, date(2026, 1, 31)).overdue_minor == 0
    assert balance(loan.account_id, date(2026, 2, 20)).oldest_unpaid_due == FEB
    march = balance(loan.account_id, date(2026, 3, 1))
    assert (march.overdue_minor, march.credit_minor) == (0, 1_00)
    by_entry = {entry.key: 0 for entry in entries_of(loan.account_id)}
    for line in Allocation.objects.select_related("entry"):
        by_entry[line.entry.key] += line.amount_minor
    assert by_entry == {"late": 105_00, "found": 105_00}


def test_bulk_posts_repeats_and_refuses(loan: AccountKey) -> None:
    card = accounts_by_number(loan.creditor_id, ["C-1"])["C-1"]
    post(order(loan, 1_00, key="old"), SYSTEM)
    orders = [
        order(loan, 10_00, key="a"),
        order(card, 20_00, key="b"),
        order(loan, 1_00, key="old"),
        order(loan, 0, key="c"),
        order(loan, 5_00, key="a"),
        order(loan, 10_00, key="a"),
        order(loan, 30_00, date(2026, 2, 1), key="d"),
    ]
    summary = post_many(orders, SYSTEM)
    assert (summary.posted, summary.repeated, summary.refused_count) == (3, 2, 2)
    assert [(one.place, one.key) for one in summary.refused] == [(3, "c"), (4, "a")]
    assert summary.amounts_minor == {"CNY": 60_00}
    assert balance(loan.account_id, DAY).total_minor == 409_00 - 41_00
    assert [one.amount_minor for one in received([loan.account_id], JAN, DAY)] == [30_00, 1_00, 10_00]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"amount": Money(-1, "CNY")}, "more than zero"),
        ({"amount": Money(1, "USD")}, "USD cannot"),
        ({"key": ""}, "key"),
        ({"account_id": 0}, "no such account"),
    ],
)
def test_an_order_that_cannot_be_posted_is_refused(
    loan: AccountKey, change: dict[str, object], reason: str
) -> None:
    base = {name: getattr(order(loan, 1), name) for name in ("creditor_id", "account_id", "amount", "key")}
    with pytest.raises(PostingRefused, match=reason):
        post(PaymentOrder(effective_on=DAY, **(base | change)), SYSTEM)
    assert not Entry.objects.exists()


def test_a_creditor_out_of_scope_is_refused(loan: AccountKey) -> None:
    with pytest.raises(OutOfScope):
        post_many([order(loan, 1)], Actor(name="s"))


@pytest.mark.parametrize("statement", ["UPDATE {} SET amount_minor = 1", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["payments_entry", "payments_allocation"])
def test_the_database_itself_refuses_to_change_the_ledger(
    loan: AccountKey, statement: str, table: str
) -> None:
    post(order(loan, 10_00), SYSTEM)
    with pytest.raises(Error, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
