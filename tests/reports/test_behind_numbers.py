"""What stands behind changes of the stock, the fates of accounts and the forecast: each adds up to its number."""

from __future__ import annotations

import dataclasses
from datetime import date
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import Settings

from arrears.foundation.api import SYSTEM
from arrears.kernel.words import Words
from arrears.reports.analytics import flow, forecast, stock, vintage
from arrears.reports.analytics.accounts import MEASURES, Between, accounts
from arrears.reports.analytics.flow import Move
from arrears.reports.analytics.stock import Cut
from arrears.reports.contracts import Period, Question, RowFilters, Scope, ScopeKind
from arrears.reports.queries.grids.forecast import forecast_month_grids, outlook_grids
from tests.reports.twelve import AUGUST, OCTOBER, SEPTEMBER, close, twelve

ENDS = [AUGUST, SEPTEMBER, OCTOBER]
CUT = Cut(creditors=(1,), currency="CNY")
GOLD = Cut(creditors=(1,), currency="CNY", product="gold")
LATE = Cut(creditors=(1,), currency="CNY", bucket="M1")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return twelve(tmp_path_factory.mktemp("numbers"))


@pytest.mark.parametrize("cut", [CUT, GOLD, LATE])
@pytest.mark.parametrize("change", MEASURES)
def test_a_change_of_the_stock_is_that_of_its_accounts(book: Path, cut: Cut, change: str) -> None:
    was, now = stock.total(book, AUGUST, cut), stock.total(book, OCTOBER, cut)
    found = accounts(book, Between(first=AUGUST, last=OCTOBER, change=change), cut)
    assert found.change == getattr(now, change) - getattr(was, change)
    assert sum(one.change for one in found.items) == found.change
    assert all(one.change for one in found.items), "accounts that stayed as they were are not listed"
    sizes = [abs(one.change) for one in found.items]
    assert sizes == sorted(sizes, reverse=True)


def test_accounts_that_joined_and_left(book: Path) -> None:
    found = accounts(book, Between(first=AUGUST, last=OCTOBER, change="accounts"), CUT)
    assert [(one.account_id, one.was, one.now) for one in found.items] == [
        (9, 1, None), (10, 1, None), (11, None, 1), (12, None, 1),
    ]  # fmt: skip
    assert (found.count, found.was, found.now, found.change) == (4, 2, 2, 0)


@pytest.mark.parametrize("stage", ["", "C", "M1"])
def test_the_fates_of_accounts_are_those_of_the_matrix(book: Path, stage: str) -> None:
    cut, every = Cut(creditors=(1,), currency="CNY", bucket=stage), 0
    matrix = flow.matrix(book, SEPTEMBER, OCTOBER, cut).of_stage(stage)
    for move, (count, was, now) in matrix.moves().items():
        which = Between(first=SEPTEMBER, last=OCTOBER, cells=matrix.cells_of(move))
        found = accounts(book, which, cut)
        assert (found.count, found.was, found.now) == (count, was, now), move
        every += found.count
    if not stage:
        # 1 stayed in C; 12 is new; 10 was charged off; 2, 5, 7 went on; 3 and 8 are current again; 11 is late now.
        assert every == 12 - 1
        worse = accounts(book, Between(first=SEPTEMBER, last=OCTOBER, cells=matrix.cells_of(Move.WORSE)), cut)
        assert sorted(one.account_id for one in worse.items) == [2, 5, 7]
    else:
        assert matrix.rows == (stage,)
        assert every == stock.total(book, SEPTEMBER, cut).accounts


def history(book: Path) -> tuple[list[flow.Matrix], dict[str, int]]:
    start = {one.group: one.balance for one in stock.by_group(book, OCTOBER, CUT, "bucket")}
    return flow.matrices(book, pairwise(ENDS), CUT), start


@pytest.mark.parametrize("stage", ["", "C", "M1", "M3"])
def test_the_parts_of_a_forecast_add_up_to_it(book: Path, stage: str) -> None:
    months, start = history(book)
    found = forecast.forecast(months, start, stage=stage)
    for one in found.ahead:
        made = forecast.made(months, start, one.months_ahead, stage=stage)
        assert made is not None
        assert (made.expected, made.months) == (one.expected, 2)
    first = forecast.made(months, start, 0, stage=stage)
    assert first is not None
    stands = {one.bucket: one.balance for one in first.parts if one.balance is not None}
    assert stands == {code: value for code, value in start.items() if stage in ("", code)}, "of the closing"
    for past in found.tested:
        made = forecast.made(months, start, 0, past.month, stage)
        assert made is not None
        assert (made.expected, made.months) == (past.expected, 1)
        back = Between(first=SEPTEMBER, last=past.month, before=stage)
        assert accounts(book, back, CUT).received == past.actual


def test_a_month_by_hand(book: Path) -> None:
    # August to September: of 2,000.00 in M1 150.00 were paid; in October of 1,650.00 in M1 350.00, of 800.00 in C
    # 10.00 (accounts 1, 4, 11: 90, 300, 110 open in C with 10 paid).
    months, start = history(book)
    made = forecast.made(months, start, 0, OCTOBER)
    assert made is not None
    (m1,) = [one for one in made.parts if one.bucket == "M1"]
    assert m1.balance == 165_000
    assert m1.rate == pytest.approx(150 / 1_500)
    assert m1.money == pytest.approx(16_500)


def test_stages_add_up_to_the_forecast_without_newcomers(book: Path) -> None:
    months, start = history(book)
    whole = forecast.made(months, start, 0)
    assert whole is not None
    stages = [forecast.forecast(months, start, stage=code).ahead[0].expected for code in start]
    joined = sum(one.money for one in whole.parts if one.bucket == flow.JOINED)
    assert sum(stages) == pytest.approx(whole.expected - joined, abs=len(stages))


def test_nothing_is_made_of_no_history() -> None:
    assert forecast.made([], {"C": 1}, 0) is None
    assert forecast.made([], {"C": 1}, 0, date(2026, 10, 31)) is None


def test_a_vintage_by_stage_is_the_share_that_stands_in_it(book: Path) -> None:
    whole = {(one.vintage, one.closed_on): one for one in vintage.curves(book, ENDS, CUT)}
    shares = dict.fromkeys(whole, 0)
    for bucket in ("C", "M1", "M2", "M3", "M4"):
        cut = Cut(creditors=(1,), currency="CNY", bucket=bucket)
        for one in vintage.curves(book, ENDS, cut):
            assert one.balance == whole[one.vintage, one.closed_on].balance
            shares[one.vintage, one.closed_on] += one.bad_balance
    assert shares == {key: one.balance for key, one in whole.items()}


@pytest.mark.parametrize("stage", ["", "M1"])
def test_every_number_of_the_forecast_opens_what_it_is_made_of(
    tmp_path: Path, settings: Settings, stage: str
) -> None:
    settings.SNAPSHOTS = tmp_path
    folder, day = twelve(tmp_path / "reports"), date(2026, 11, 10)
    told = {"bucket": "M1", "days_past_due": 15, "balance_minor": 45_000, "received_month_minor": 5_000}
    close(folder, day, [{"account_id": 6, **told}, {"account_id": 3, **told, "received_month_minor": 700}])
    scope = Scope(kind=ScopeKind.COMPANY, title=Words("全部", "All"), creditor_ids=(1,))
    asked = Question(
        scope=scope, filters=RowFilters(bucket=stage), currency="CNY", period=Period(first=day, last=day), day=day
    )  # fmt: skip
    ahead, tested = outlook_grids(asked, SYSTEM)
    # Account 6 stood in M1 when the month began, account 3 was current.
    assert ahead.rows[0][4] == (5_000 if stage else 5_700)
    assert ahead.rows[0][5] == ahead.rows[0][1] - ahead.rows[0][4]  # type: ignore[operator]  # money of both
    opened = 0
    for grid in (ahead, tested):
        codes = [column.code for column in grid.columns]
        for (row, column), ref in grid.refs.items():
            query = {name: value[0] for name, value in parse_qs(urlsplit(ref).query).items()}
            value = grid.rows[row][codes.index(column)]
            if "/forecast/month/" in ref:
                past = date.fromisoformat(query["of"]) if "of" in query else None
                parts, months = forecast_month_grids(asked, int(query.get("ahead", 0)), past)
                expected = grid.rows[row][1]
                assert parts.rows[-1][3] == expected
                assert len(months.rows) == (1 if past else 2)
            else:
                first, last = (date.fromisoformat(query[name]) for name in ("from", "to"))
                which = Between(first=first, last=last, before=query.get("before", ""))
                assert accounts(folder, which, CUT).received == value, ref
            opened += 1
    assert opened == 4 * 4 + 1 + 3
    assert forecast_month_grids(dataclasses.replace(asked, day=None), 0, None) == ()
    assert outlook_grids(dataclasses.replace(asked, day=None), SYSTEM) == ()
