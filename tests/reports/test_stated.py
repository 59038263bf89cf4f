"""The creditors' own totals beside the stock: the newest day, and what changed since day, month and year began."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from arrears.book.intake.contracts import DailyTotals
from arrears.foundation.api import SYSTEM
from arrears.kernel.words import Words
from arrears.reports.contracts import Period, Question, RowFilters, Scope, ScopeKind
from arrears.reports.queries.grids import stated

TODAY = date(2026, 11, 23)


def told(
    day: date, contracts: int | None, balance: int, income: int | None = 0, product: str = "card"
) -> DailyTotals:
    return DailyTotals(
        creditor_id=1, business_date=day, product=product, currency="CNY", contracts=contracts, active_customers=7,
        merchants=None, balance_minor=balance, non_performing_minor=balance // 10, income_minor=income,
    )  # fmt: skip


def asked_of() -> Question:
    scope = Scope(kind=ScopeKind.COMPANY, title=Words("全部", "All"), creditor_ids=(1,))
    span = Period(first=TODAY, last=TODAY)
    return Question(scope=scope, filters=RowFilters(), currency="CNY", period=span, day=TODAY)


def grids(monkeypatch: pytest.MonkeyPatch, *rows: DailyTotals) -> dict[str, list[tuple[object, ...]]]:
    monkeypatch.setattr(stated.intake, "daily_totals", lambda actor, first, last: rows)
    monkeypatch.setattr(stated, "creditors", lambda actor: ())
    found = stated.portfolio_grids(asked_of(), SYSTEM)
    return {one.code: [tuple(getattr(cell, "en", cell) for cell in row) for row in one.rows] for one in found}


def test_changes_since_day_month_and_year(monkeypatch: pytest.MonkeyPatch) -> None:
    found = grids(
        monkeypatch,
        told(date(2025, 12, 31), 80, 1_000),
        told(date(2026, 10, 31), 90, 3_000, None),
        told(date(2026, 11, 22), 95, 5_000, 40),
        told(TODAY, 60, 4_000, 50),
        told(TODAY, 40, 2_000, 5, product="loan"),
    )
    assert [(row[2], row[3], row[6], row[8]) for row in found["portfolio"]] == [
        ("card", 60, 4_000, Fraction(1, 10)), ("loan", 40, 2_000, Fraction(1, 10)),
    ]  # fmt: skip
    assert [(row[1], row[2], row[3], row[6], row[8]) for row in found["portfolio_changes"]] == [
        ("since the day before", date(2026, 11, 22), 5, 1_000, 15),
        (
            "since the month began",
            date(2026, 10, 31),
            10,
            3_000,
            None,
        ),  # no income was stated then: unknown, not zero
        ("since the year began", date(2025, 12, 31), 20, 5_000, 55),
    ]
    assert all(row[5] is None for row in found["portfolio_changes"]), "merchants were never stated"


def test_totals_of_long_ago_say_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert grids(monkeypatch, told(date(2026, 9, 1), 1, 1)) == {}
    assert set(grids(monkeypatch, told(date(2026, 11, 1), 1, 1))) == {"portfolio"}


def test_each_number_opens_what_was_stated(monkeypatch: pytest.MonkeyPatch) -> None:
    days = (date(2026, 11, 22), TODAY)
    rows = (
        told(days[0], 95, 5_000, 40),
        told(TODAY, 60, 4_000, 50),
        told(TODAY, 40, 2_000, 5, product="loan"),
    )
    grids(monkeypatch, *rows)
    portfolio, changed = stated.portfolio_grids(asked_of(), SYSTEM)
    assert "product=loan" in portfolio.refs[1, "balance"]
    assert "days=2026-11-22%2C2026-11-23" in changed.refs[0, "income"]
    assert (0, "merchants") not in changed.refs, "what was never stated opens nothing"
    found = stated.stated_rows(asked_of(), days, SYSTEM)
    assert [(row[1], str(getattr(row[2], "en", row[2])), row[6]) for row in found.rows] == [
        (days[0], "card", 5_000), (TODAY, "card", 4_000), (TODAY, "loan", 2_000), (TODAY, "All", 6_000),
    ]  # fmt: skip
    assert changed.rows[0][6] == 6_000 - 5_000
    other = replace(asked_of(), scope=replace(asked_of().scope, creditor_ids=(2,)))
    assert stated.stated_rows(other, days, SYSTEM).rows == (), "another creditor's totals"
    assert stated.stated_rows(asked_of(), (), SYSTEM).rows == ()
