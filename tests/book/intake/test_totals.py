"""Daily totals: a creditor's whole portfolio by product (MISSION M26)."""

from __future__ import annotations

from datetime import date

from arrears.book.intake.api import daily_totals
from arrears.foundation.api import SYSTEM, Actor, CreditorFacts, Role
from tests.book.intake.sheets import DAY, csv_of, said, take

HEADINGS = ("产品", "合同数", "活跃客户数", "商户数", "余额（万元）", "不良余额（万元）", "收入（万元）")
GOLD = {
    "产品": "金卡",
    "合同数": "12,345,678",
    "活跃客户数": "8000000",
    "余额（万元）": "123456.78",
    "不良余额（万元）": "345.6",
    "收入（万元）": "78",
}


def test_totals_are_kept_by_product_and_day(leasing: CreditorFacts) -> None:
    blue = GOLD | {"产品": "标准卡", "商户数": "12"}
    report = take(csv_of([GOLD, blue], HEADINGS), mapping="totals")
    assert (report.accepted, report.new, report.changed) == (2, 2, 0)
    first, second = daily_totals(SYSTEM, DAY, DAY)
    assert (second.product, second.contracts, second.merchants) == ("金卡", 12_345_678, None)
    assert (first.merchants, first.balance_minor, first.currency) == (12, 1_234_567_800_00, "CNY")
    assert first.non_performing_minor == 3_456_000_00


def test_a_corrected_file_of_the_day_replaces_the_figures(leasing: CreditorFacts) -> None:
    take(csv_of([GOLD], HEADINGS), mapping="totals")
    report = take(csv_of([GOLD | {"合同数": "1"}], HEADINGS), mapping="totals")
    assert (report.new, report.changed, report.unchanged) == (0, 1, 0)
    assert [row.contracts for row in daily_totals(SYSTEM, DAY, DAY)] == [1]
    take(csv_of([GOLD], HEADINGS), mapping="totals", day=date(2026, 4, 1))
    assert len(daily_totals(SYSTEM, DAY, date(2026, 4, 1))) == 2


def test_bad_totals_are_named(leasing: CreditorFacts) -> None:
    rows = [GOLD | {"产品": ""}, GOLD | {"余额（万元）": "很多"}, GOLD, GOLD]
    report = take(csv_of(rows, HEADINGS), mapping="totals")
    assert (report.accepted, report.rejected) == (1, 3)
    assert [(row, column) for row, column, _ in said(report)] == [(2, "产品"), (3, "余额（万元）"), (5, "")]


def test_a_dry_run_keeps_none(leasing: CreditorFacts) -> None:
    assert take(csv_of([GOLD], HEADINGS), mapping="totals", dry_run=True).new == 1
    assert daily_totals(SYSTEM, DAY, DAY) == ()


def test_only_creditors_in_scope_are_told(leasing: CreditorFacts) -> None:
    take(csv_of([GOLD], HEADINGS), mapping="totals")
    stranger = Actor(name="other", role=Role.CREDITOR, creditor_ids=frozenset({leasing.id + 1}))
    assert daily_totals(stranger, DAY, DAY) == ()
