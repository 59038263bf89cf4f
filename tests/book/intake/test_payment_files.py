"""Payment files: posted once, in any order, with reversals; what does not fit is named."""

from __future__ import annotations

from datetime import date

import pytest

from arrears.book.intake.api import IntakeError
from arrears.book.payments.api import balance
from arrears.book.portfolio.api import accounts_by_number
from arrears.foundation.api import CreditorFacts
from tests.book.intake.sheets import DAY, csv_of, said, take, three_instalments

HEADINGS = ("合同号", "还款日期", "还款金额", "还款方式", "流水号", "交易类型", "原流水号")
PAID = {
    "合同号": "ZL-001",
    "还款日期": "2026-03-01",
    "还款金额": "1,050.25",
    "还款方式": "代扣",
    "流水号": "LS1",
    "交易类型": "还款",
}
OWED = 3 * (1000_00 + 50_25)


@pytest.fixture
def book(leasing: CreditorFacts) -> CreditorFacts:
    take(csv_of(three_instalments()))
    return leasing


def left(creditor: CreditorFacts, day: date = DAY) -> int:
    key = accounts_by_number(creditor.id, ["ZL-001"])["ZL-001"]
    return balance(key.account_id, day).total_minor


def payments(*rows: dict[str, str]) -> bytes:
    return csv_of(rows, HEADINGS)


def test_a_payment_is_posted_and_settles_the_oldest(book: CreditorFacts) -> None:
    report = take(payments(PAID), mapping="payments")
    assert (report.rows, report.accepted, report.new, report.accounts) == (1, 1, 1, 1)
    assert report.totals.amounts_minor == {"payment.amount": 1050_25}
    assert left(book) == OWED - 1050_25


def test_the_same_payment_in_another_file_is_not_posted_again(book: CreditorFacts) -> None:
    take(payments(PAID), mapping="payments")
    second = PAID | {"流水号": "LS2", "还款金额": "10"}
    report = take(payments(PAID, second), mapping="payments", day=date(2026, 4, 1))
    assert (report.accepted, report.new, report.unchanged) == (2, 1, 1)
    assert left(book) == OWED - 1050_25 - 10_00


def test_payment_files_may_come_in_any_order(book: CreditorFacts) -> None:
    late = PAID | {"流水号": "LS2", "还款日期": "2026-03-20", "还款金额": "100"}
    take(payments(late), mapping="payments", day=DAY)
    take(payments(PAID), mapping="payments", day=date(2026, 3, 2))
    assert left(book) == OWED - 1050_25 - 100_00
    assert left(book, date(2026, 3, 10)) == OWED - 1050_25


def test_a_payment_taken_back_restores_the_debt(book: CreditorFacts) -> None:
    back = PAID | {"流水号": "LS2", "还款日期": "2026-03-04", "交易类型": "冲正", "原流水号": "LS1"}
    report = take(payments(back, PAID), mapping="payments")
    assert (report.accepted, report.new) == (2, 2)
    assert left(book) == OWED
    again = take(payments(PAID, back), mapping="payments", day=date(2026, 4, 1))
    assert (again.new, again.unchanged) == (0, 2)


@pytest.mark.parametrize(
    ("change", "column", "reason"),
    [
        ({"合同号": "ZL-999"}, "合同号", ""),
        ({"合同号": ""}, "合同号", "must not be empty"),
        ({"还款日期": "2026-04-01"}, "还款日期", "the day lies after the file's business date"),
        ({"还款日期": "2026-02-30"}, "还款日期", "this day does not exist"),
        ({"还款金额": "0"}, "还款金额", "the amount must not be zero"),
        ({"还款金额": "-5"}, "还款金额", "an amount must not be negative"),
        ({"还款金额": "1e400"}, "还款金额", "not an amount"),
        ({"流水号": ""}, "流水号", "must not be empty"),
        ({"还款方式": "飞鸽"}, "还款方式", "unknown value"),
        ({"交易类型": "冲正"}, "交易类型", "a reversal needs the number of the original transaction"),
        ({"交易类型": "冲正", "原流水号": "LS0"}, "合同号", ""),
    ],
)
def test_what_does_not_fit_is_named(
    book: CreditorFacts, change: dict[str, str], column: str, reason: str
) -> None:
    good = PAID | {"流水号": "LS9", "还款金额": "1"}
    report = take(payments(PAID | change, good), mapping="payments")
    assert (report.accepted, report.rejected, report.new) == (1, 1, 1)
    ((row, where, why),) = said(report)
    assert (row, where) == (2, column)
    assert reason in why
    assert left(book) == OWED - 1_00


def test_one_transaction_number_with_two_contents(book: CreditorFacts) -> None:
    report = take(payments(PAID, PAID | {"还款金额": "7"}, PAID | {"流水号": "LS3"}), mapping="payments")
    assert (report.accepted, report.rejected) == (1, 2)
    assert {row for row, _, _ in said(report)} == {2, 3}


def test_a_row_that_stands_twice_is_taken_once(book: CreditorFacts) -> None:
    report = take(payments(PAID, PAID), mapping="payments")
    assert (report.accepted, said(report)) == (1, [(3, "", "repeats row 2 word for word")])


def test_a_day_without_payments(book: CreditorFacts) -> None:
    report = take(payments(), mapping="payments")
    assert (report.rows, report.new) == (0, 0)


def test_a_dry_run_posts_nothing(book: CreditorFacts) -> None:
    report = take(payments(PAID), mapping="payments", dry_run=True)
    assert (report.file_id, report.new) == (None, 1)
    assert left(book) == OWED


def test_a_portfolio_file_is_no_payment_file(book: CreditorFacts) -> None:
    with pytest.raises(IntakeError, match="columns are missing: 还款日期, 还款金额, 流水号"):
        take(csv_of(three_instalments()), mapping="payments")
