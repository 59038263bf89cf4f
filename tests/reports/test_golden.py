"""Stock, flow, vintages and forecast of twelve accounts over three months, each figure added up by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from arrears.reports.analytics import closings, flow, stock, vintage
from arrears.reports.analytics.flow import JOINED, LEFT, Matrix, Move
from arrears.reports.analytics.forecast import forecast
from arrears.reports.analytics.stock import Cut
from tests.reports.twelve import AUGUST, OCTOBER, SEPTEMBER, twelve

ALL = Cut(creditors=(1,), currency="CNY")
YUAN = 100


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return twelve(tmp_path_factory.mktemp("closings"))


def test_the_dates_that_were_closed(folder: Path) -> None:
    assert closings.days(folder) == [AUGUST, SEPTEMBER, OCTOBER]
    assert closings.month_ends([date(2026, 8, 30), AUGUST, SEPTEMBER]) == [AUGUST, SEPTEMBER]


@pytest.mark.parametrize(
    ("day", "accounts", "debtors", "balance", "overdue", "non_performing"),
    [
        (AUGUST, 10, 9, 5_500, 2_450, 0),
        (SEPTEMBER, 10, 9, 4_350, 1_925, 1_000),
        (OCTOBER, 10, 9, 3_060, 1_005, 700),
    ],
)
def test_stock(
    folder: Path, day: date, accounts: int, debtors: int, balance: int, overdue: int, non_performing: int
) -> None:
    found = stock.total(folder, day, ALL)
    assert (found.accounts, found.debtors) == (accounts, debtors)
    assert (found.balance, found.overdue, found.non_performing) == (
        balance * YUAN, overdue * YUAN, non_performing * YUAN,
    )  # fmt: skip
    assert found.non_performing_ratio == Fraction(non_performing, balance)


def test_stock_by_bucket_and_product(folder: Path) -> None:
    assert [(one.group, one.accounts, one.balance) for one in stock.by_group(folder, OCTOBER, ALL, "bucket")] == [
        ("C", 5, 1_050 * YUAN), ("M1", 2, 610 * YUAN), ("M2", 1, 200 * YUAN), ("M3", 1, 500 * YUAN),
        ("M4", 1, 700 * YUAN),
    ]  # fmt: skip
    assert [
        (one.group, one.accounts, one.balance) for one in stock.by_group(folder, OCTOBER, ALL, "product")
    ] == [("blue", 4, 2_000 * YUAN), ("gold", 6, 1_060 * YUAN)]
    gold = Cut(creditors=(1,), currency="CNY", product="gold")
    assert stock.total(folder, OCTOBER, gold).accounts == 6
    assert stock.total(folder, OCTOBER, Cut(creditors=(2,), currency="CNY")).accounts == 0


def test_roll_rates_of_september(folder: Path) -> None:
    found = flow.matrix(folder, AUGUST, SEPTEMBER, ALL)
    assert found.buckets == ("C", "M1", "M2", "M3", "M4")
    table = [[found.cell(row, column).accounts for column in found.columns] for row in found.rows]
    assert table == [
        # C M1 M2 M3 M4 left
        [1, 2, 0, 0, 0, 0],  # C: 1 stays, 2 and 3 fall behind
        [1, 1, 1, 0, 0, 0],  # M1: 4 cures, 6 stays, 5 rolls on
        [0, 1, 0, 1, 0, 0],  # M2: 8 betters, 7 rolls on
        [0, 0, 0, 0, 1, 1],  # M3: 10 rolls on, 9 leaves
        [0, 0, 0, 0, 0, 0],
        [1, 0, 0, 0, 0, 0],  # joined: 11
    ]
    assert found.rate("C", "M1") == Fraction(2, 3)
    assert found.rate("C", "M1", amount=True) == Fraction(500, 600)
    assert found.rate("M3", LEFT, amount=True) == Fraction(900, 1_900)
    assert found.rate("M4", "M4") is None
    assert found.rate(JOINED, "C") is None


def test_what_became_of_the_accounts_in_october(folder: Path) -> None:
    found = flow.matrix(folder, SEPTEMBER, OCTOBER, ALL).moves()
    assert {move: (one[0], one[1] // YUAN, one[2] // YUAN) for move, one in found.items()} == {
        Move.JOINED: (1, 0, 120),
        Move.LEFT: (1, 1_000, 0),
        Move.NEW: (1, 110, 110),
        Move.CURED: (2, 900, 550),
        Move.WORSE: (3, 1_400, 1_400),
        Move.BETTER: (0, 0, 0),
        Move.SAME: (3, 940, 880),
    }


def test_the_matrix_reconciles_with_the_stock(folder: Path) -> None:
    for first, last in ((AUGUST, SEPTEMBER), (SEPTEMBER, OCTOBER), (AUGUST, OCTOBER)):
        assert unreconciled(folder, first, last, ALL) == []


def unreconciled(folder: Path, first: date, last: date, cut: Cut) -> list[str]:
    """Buckets whose row or column of the matrix is not the stock."""
    found: Matrix = flow.matrix(folder, first, last, cut)
    before = {one.group: one for one in stock.by_group(folder, first, cut, "bucket")}
    after = {one.group: one for one in stock.by_group(folder, last, cut, "bucket")}
    wrong = []
    for code in {*found.buckets, *before, *after}:
        row = (found.accounts_before(code), found.balance_before(code))
        column = [one for one in found.cells if one.after == code]
        sums = (sum(one.accounts for one in column), sum(one.balance_after for one in column))
        if row != ((before[code].accounts, before[code].balance) if code in before else (0, 0)):
            wrong.append(f"row {code}")
        if sums != ((after[code].accounts, after[code].balance) if code in after else (0, 0)):
            wrong.append(f"column {code}")
    return wrong


def test_vintages_by_month_of_opening(folder: Path) -> None:
    found = vintage.curves(folder, [AUGUST, SEPTEMBER, OCTOBER], ALL)
    june = [one for one in found if one.vintage == date(2026, 6, 1)]
    # June: accounts 1 2 6 7 8 9 10; more than 30 days: 7 8 9 10, then 7 10, then 2 7.
    assert [(one.months, one.accounts, one.balance // YUAN, one.bad_balance // YUAN) for one in june] == [
        (2, 7, 4_300, 3_400), (3, 6, 3_140, 1_700), (4, 5, 1_780, 900),
    ]  # fmt: skip
    assert june[0].bad_share == Fraction(34, 43)
    assert [one.months for one in found if one.vintage == date(2026, 9, 1)] == [0, 1]


def test_forecast_from_two_months(folder: Path) -> None:
    history = [flow.matrix(folder, *pair, ALL) for pair in ((AUGUST, SEPTEMBER), (SEPTEMBER, OCTOBER))]
    start = {one.group: one.balance for one in stock.by_group(folder, OCTOBER, ALL, "bucket")}
    found = forecast(history, start)
    # September forecast October: C pays 10/600, M1 150/1500, M2 200/1500 of 500/1650/500 …
    assert [(one.month, one.actual // YUAN) for one in found.tested] == [(OCTOBER, 410)]
    expected = 500 * 10 / 600 + 1_650 * 150 / 1_500 + 500 * 200 / 1_500
    assert found.tested[0].expected == pytest.approx(expected * YUAN, abs=1)
    assert found.mean_error == pytest.approx(abs(expected - 410) / 410, rel=1e-3)
    # Both months together: of C 1,100 paid 20, of M1 3,150 paid 550, of M2 2,000 paid 200.
    first = 1_050 * 20 / 1_100 + 610 * 550 / 3_150 + 200 * 200 / 2_000
    assert found.ahead[0].expected == pytest.approx(first * YUAN, abs=1)
    for one in found.ahead:
        assert one.low is not None
        assert one.high is not None
        assert one.low <= one.high
    assert forecast(history, start) == found


def test_without_history_nothing_is_forecast(folder: Path) -> None:
    assert forecast([], {"C": 1}).ahead == ()
    alone = forecast([flow.matrix(folder, AUGUST, SEPTEMBER, ALL)], {"M1": 100})
    assert (alone.ahead[0].low, alone.mean_error) == (None, None)
