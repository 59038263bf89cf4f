"""Vintages (账龄曲线): how accounts opened in a month stand at each month end after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from arrears.reports.analytics.closings import ask, file_of, whole
from arrears.reports.analytics.stock import WHERE, Cut

BAD_DAYS = 30
BY = ("opened_on", "placed_on", "first_overdue_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A vintage at one month end. `months`: whole calendar months since the vintage's month."""

    vintage: date
    closed_on: date
    months: int
    accounts: int
    balance: int
    bad_balance: int

    @property
    def bad_share(self) -> Fraction | None:
        return Fraction(self.bad_balance, self.balance) if self.balance else None


def curves(folder: Path, ends: Sequence[date], cut: Cut, by: str = "opened_on") -> tuple[Point, ...]:
    """The share of each vintage's balance more than 30 days past due, at each closing of `ends`."""
    if by not in BY:
        raise ValueError(f"no vintages by {by}")
    if not ends:
        return ()
    sql = f"""
        SELECT date_trunc('month', {by})::DATE, parse_filename(filename, true)::DATE AS closed,
               count(*), sum(balance_minor)::BIGINT,
               coalesce(sum(balance_minor) FILTER (days_past_due > {BAD_DAYS}), 0)::BIGINT
        FROM read_parquet($files, filename=true) WHERE {by} IS NOT NULL AND {WHERE}
        GROUP BY 1, 2 ORDER BY 1, 2"""  # noqa: S608 - the column is one of BY
    rows = ask(sql, {**cut.values, "files": [str(file_of(folder, day)) for day in ends]})
    return tuple(_point(row) for row in rows)


def _point(row: tuple[object, ...]) -> Point:
    vintage, closed, accounts, balance, bad = row
    assert isinstance(vintage, date)
    assert isinstance(closed, date)
    accounts, balance, bad = whole(accounts), whole(balance), whole(bad)
    months = 12 * (closed.year - vintage.year) + closed.month - vintage.month
    return Point(
        vintage=vintage, closed_on=closed, months=months, accounts=accounts, balance=balance, bad_balance=bad
    )
