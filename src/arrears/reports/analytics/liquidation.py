"""Liquidation (stair step): what of the placed amount has come in, by months since placement; and the recovery
of a month's opening arrears. Accounts that ended count on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from arrears.reports.analytics.closings import ask, whole
from arrears.reports.analytics.kept import narrow, of_days, of_pair
from arrears.reports.analytics.stock import NARROW, Cut

BY = {"batch": "batch_id::VARCHAR", "placed": "placed_month"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A batch (or month of placement) at a month end. `months`: calendar months since its first placement."""

    group: str
    closed_on: date
    months: int
    accounts: int
    placed: int
    received: int

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.received, self.placed) if self.placed else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """Arrears of a bucket on the eve of a month, and what came in on them up to a day of it."""

    bucket: str
    accounts: int
    overdue: int
    paid_accounts: int
    received: int

    @property
    def by_count(self) -> Fraction | None:
        return Fraction(self.paid_accounts, self.accounts) if self.accounts else None

    @property
    def by_amount(self) -> Fraction | None:
        return Fraction(self.received, self.overdue) if self.overdue else None


def steps(folder: Path, ends: Sequence[date], cut: Cut, by: str = "batch") -> tuple[Step, ...]:
    """Received since placement beside what was placed, at each closing of `ends`; a bucket of the cut means the
    accounts that stand in it at that closing. ValueError for another `by`."""
    if by not in BY:
        raise ValueError(f"no liquidation by {by}")
    if not ends:
        return ()
    sql = f"""
        SELECT coalesce({BY[by]}, ''), closed, min(placed_on), sum(accounts)::BIGINT, sum(placed)::BIGINT,
               sum(received)::BIGINT
        FROM read_parquet($files) WHERE {NARROW} GROUP BY 1, 2 ORDER BY 1, 2"""  # noqa: S608 - the group is one of BY
    values = {**cut.values, "files": of_days(folder, "steps", ends)}
    return tuple(_step(row) for row in ask(sql, values))


def _step(row: tuple[object, ...]) -> Step:
    group, closed, placed_on, accounts, placed, received = row
    assert isinstance(closed, date)
    assert isinstance(placed_on, date)
    return Step(
        group=str(group), closed_on=closed, accounts=whole(accounts), placed=whole(placed),
        received=whole(received),
        months=12 * (closed.year - placed_on.year) + closed.month - placed_on.month,
    )  # fmt: skip


def recovery(folder: Path, eve: date, day: date, cut: Cut) -> tuple[Recovery, ...]:
    """Of what was overdue on the eve of a month: what came in by a day of that month, by bucket of the eve."""
    sql = f"""
        SELECT b_bucket, sum(owing)::BIGINT, sum(overdue)::BIGINT, sum(paid)::BIGINT,
               sum(received_on_overdue)::BIGINT
        FROM read_parquet($pair) WHERE b_bucket IS NOT NULL AND owing > 0 AND {narrow("b_")}
        GROUP BY 1 ORDER BY min(days_before), 1"""  # noqa: S608 - constants
    values = {**cut.values, "pair": of_pair(folder, eve, day)}
    return tuple(
        Recovery(
            bucket=str(row[0]), accounts=whole(row[1]), overdue=whole(row[2]), paid_accounts=whole(row[3]),
            received=whole(row[4]),
        )
        for row in ask(sql, values)
    )  # fmt: skip
