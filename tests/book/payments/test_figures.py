"""The creditor's figures and the ledger: a file day by day, payments before, between and after."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from arrears.book.payments.api import PAYMENT_COLUMNS, balance, post, post_columns, reverse, take_over_figures
from arrears.book.payments.contracts import FiguresTaken, PaymentOrder
from arrears.book.payments.models import Allocation
from arrears.book.portfolio.api import accounts_by_number, load
from arrears.book.portfolio.contracts import AccountKey, Figures, ItemRecord
from arrears.foundation.api import SYSTEM, CreditorFacts, ensure_creditor
from arrears.kernel.money import Money
from tests.book.portfolio.book_of import account, item

pytestmark = pytest.mark.django_db
JAN, FEB = date(2026, 1, 15), date(2026, 2, 15)
MAR_02, MAR_03, MAR_05, MAR_09 = (date(2026, 3, day) for day in (2, 3, 5, 9))


@pytest.fixture
def bank() -> CreditorFacts:
    return ensure_creditor("bank", "某银行")


def take(bank: CreditorFacts, day: date, figures: Figures, *items: ItemRecord) -> FiguresTaken:
    summary = load(bank.id, [account("L-1", items)], business_date=day, actor=SYSTEM, figures=figures)
    assert summary.refused == ()
    return take_over_figures(bank.id, day, summary.figures_changed, SYSTEM)


def loan(bank: CreditorFacts) -> AccountKey:
    return accounts_by_number(bank.id, ["L-1"])["L-1"]


def pay(bank: CreditorFacts, minor: int, day: date, key: str) -> int:
    order = PaymentOrder(
        creditor_id=bank.id,
        account_id=loan(bank).account_id,
        amount=Money(minor, "CNY"),
        effective_on=day,
        key=key,
    )
    return post(order, SYSTEM).entry_id


def owed(bank: CreditorFacts, day: date) -> list[int]:
    return [one.owed_minor for one in balance(loan(bank).account_id, day).items]


def test_an_outstanding_file_already_contains_the_payments_before_it(bank: CreditorFacts) -> None:
    # 2 March: 200.00 is open. 3 March: 60.00 is paid. 5 March: the file says 140.00 is open.
    take(bank, MAR_02, Figures.OUTSTANDING, item(1, JAN, 100_00), item(2, FEB, 100_00))
    pay(bank, 60_00, MAR_03, "p")
    taken = take(bank, MAR_05, Figures.OUTSTANDING, item(1, JAN, 40_00), item(2, FEB, 100_00))
    assert taken.differences == ()
    assert owed(bank, MAR_05) == [40_00, 100_00]
    assert owed(bank, MAR_03) == [40_00, 100_00]
    assert owed(bank, MAR_02) == [100_00, 100_00]


def test_a_payment_that_arrives_after_the_file_that_contains_it_is_not_counted_twice(
    bank: CreditorFacts,
) -> None:
    take(bank, MAR_02, Figures.OUTSTANDING, item(1, JAN, 100_00))
    take(bank, MAR_05, Figures.OUTSTANDING, item(1, JAN, 40_00))
    pay(bank, 60_00, MAR_03, "late file")
    assert owed(bank, MAR_05) == [40_00]
    assert owed(bank, MAR_03) == [40_00]


def test_where_file_and_ledger_disagree_the_file_rules_and_the_difference_is_told(
    bank: CreditorFacts,
) -> None:
    # the creditor has not booked the payment: its figure is still 100.00
    take(bank, MAR_02, Figures.OUTSTANDING, item(1, JAN, 100_00))
    pay(bank, 60_00, MAR_03, "p")
    taken = take(bank, MAR_05, Figures.OUTSTANDING, item(1, JAN, 100_00))
    (difference,) = taken.differences
    assert (difference.number, difference.ledger_minor, difference.file_minor) == ("L-1", 40_00, 100_00)
    assert owed(bank, MAR_05) == [100_00]
    assert taken.restated == 1


def test_credit_before_a_file_is_contained_in_its_figures(bank: CreditorFacts) -> None:
    take(bank, MAR_02, Figures.OUTSTANDING, item(1, JAN, 100_00))
    pay(bank, 130_00, MAR_03, "p")
    assert balance(loan(bank).account_id, MAR_03).credit_minor == 30_00
    take(bank, MAR_05, Figures.OUTSTANDING, item(2, MAR_05, 50_00))
    after = balance(loan(bank).account_id, MAR_05)
    assert (after.credit_minor, after.total_minor) == (0, 50_00)
    assert sum(line.amount_minor for line in Allocation.objects.all()) == 130_00


def test_a_chargeback_after_a_file_is_owed_again(bank: CreditorFacts) -> None:
    take(bank, MAR_02, Figures.OUTSTANDING, item(1, JAN, 100_00))
    entry = pay(bank, 60_00, MAR_03, "p")
    take(bank, MAR_05, Figures.OUTSTANDING, item(1, JAN, 40_00))
    reverse(entry, MAR_09, "back", "退票", SYSTEM)
    assert owed(bank, MAR_05) == [40_00]
    assert owed(bank, MAR_09) == [100_00]


def test_a_billed_file_that_lowers_a_bill_frees_the_money(bank: CreditorFacts) -> None:
    take(bank, MAR_02, Figures.BILLED, item(1, JAN, 100_00), item(2, FEB, 100_00))
    pay(bank, 120_00, MAR_03, "p")
    taken = take(bank, MAR_05, Figures.BILLED, item(1, JAN, 70_00), item(2, FEB, 100_00))
    assert taken.refitted == 1
    assert owed(bank, MAR_03) == [0, 80_00]
    assert owed(bank, MAR_05) == [0, 50_00]


def test_a_new_instalment_uses_credit_that_waits(bank: CreditorFacts) -> None:
    take(bank, MAR_02, Figures.BILLED, item(1, JAN, 100_00))
    pay(bank, 130_00, MAR_03, "p")
    take(bank, MAR_05, Figures.BILLED, item(2, FEB, 50_00))
    found = balance(loan(bank).account_id, MAR_05)
    assert (found.total_minor, found.credit_minor) == (20_00, 0)


def test_the_same_file_again_adds_no_line(bank: CreditorFacts) -> None:
    items = (item(1, JAN, 100_00), item(2, FEB, 100_00))
    take(bank, MAR_02, Figures.OUTSTANDING, *items)
    pay(bank, 60_00, MAR_03, "p")
    take(bank, MAR_05, Figures.OUTSTANDING, *items)
    lines = Allocation.objects.count()
    taken = take(bank, MAR_05, Figures.OUTSTANDING, *items)
    assert (taken.restated, taken.refitted) == (0, 0)
    assert Allocation.objects.count() == lines


def test_rows_of_a_payment_file(bank: CreditorFacts) -> None:
    take(bank, MAR_02, Figures.BILLED, item(1, JAN, 100_00))
    rows = [
        {"number": "L-1", "effective_on": MAR_03, "amount_minor": 30_00, "currency": "CNY", "key": "a"},
        {"number": "L-9", "effective_on": MAR_03, "amount_minor": 1_00, "currency": "CNY", "key": "b"},
        {"number": "L-1", "effective_on": MAR_09, "kind": "reversal", "reverses_key": "a", "key": "c"},
        {"number": "L-1", "effective_on": MAR_09, "kind": "reversal", "reverses_key": "zz", "key": "d"},
        {"number": "L-1", "effective_on": MAR_05, "amount_minor": 20_00, "currency": "CNY", "key": "e"},
    ]
    table = pa.Table.from_pylist(rows, PAYMENT_COLUMNS)
    summary = post_columns(bank.id, table, SYSTEM)
    assert (summary.posted, summary.repeated) == (3, 0)
    assert [(one.place, one.key) for one in summary.refused] == [(1, "b"), (3, "d")]
    assert owed(bank, MAR_05) == [50_00]
    assert owed(bank, MAR_09) == [80_00]
    again = post_columns(bank.id, table, SYSTEM)
    assert (again.posted, again.repeated, again.refused_count) == (0, 3, 2)
