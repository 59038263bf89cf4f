"""The creditors' own totals beside the stock: the newest day, and what changed since day, month and year began."""

from __future__ import annotations

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


def grids(monkeypatch: pytest.MonkeyPatch, *rows: DailyTotals) -> dict[str, list[tuple[object, ...]]]:
    monkeypatch.setattr(stated.intake, "daily_totals", lambda actor, first, last: rows)
    monkeypatch.setattr(stated, "creditors", lambda actor: ())
    scope = Scope(kind=ScopeKind.COMPANY, title=Words("全部", "All"), creditor_ids=(1,))
    asked = Question(
        scope=scope, filters=RowFilters(), currency="CNY", period=Period(first=TODAY, last=TODAY), day=TODAY
    )
    found = stated.portfolio_grids(asked, SYSTEM)
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
