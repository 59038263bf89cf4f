"""Vintages (账龄曲线): how accounts opened in a month stand at each month end after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from arrears.reports.analytics.closings import ask, whole
from arrears.reports.analytics.kept import VINTAGES, of_days
from arrears.reports.analytics.stock import NARROW, Cut

BY = VINTAGES


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
    """The share of each vintage's balance more than 30 days past due, at each closing of `ends`; in a cut by bucket
    the share of its balance that stands in this bucket."""
    if by not in BY:
        raise ValueError(f"no vintages by {by}")
    if not ends:
        return ()
    sql = f"""
        SELECT month, closed, sum(accounts)::BIGINT, sum(balance)::BIGINT,
               CASE WHEN $stage = '' THEN sum(bad)::BIGINT
                    ELSE coalesce(sum(balance) FILTER (bucket = $stage), 0)::BIGINT END
        FROM read_parquet($files) WHERE {NARROW} GROUP BY 1, 2 ORDER BY 1, 2"""  # noqa: S608 - constants
    rows = ask(sql, {**cut.values, "bucket": "", "stage": cut.bucket, "files": of_days(folder, by, ends)})
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
