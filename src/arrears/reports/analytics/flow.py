"""Flow: how accounts rolled from bucket to bucket between two closings (迁徙率).

Accounts that left and that joined are a column and a row of their own, so that every row sums to the stock
before and every column to the stock after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from arrears.reports.analytics.closings import ask, file_of, whole
from arrears.reports.analytics.kept import has_pair, narrow, of_pair
from arrears.reports.analytics.stock import WHERE, Cut

JOINED, LEFT = "+", "-"
CURRENT = "C"


class Move(StrEnum):
    """What became of an account between two closings."""

    JOINED = "joined"
    LEFT = "left"
    NEW = "new_delinquency"
    CURED = "cured"
    WORSE = "worse"
    BETTER = "better"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Accounts that went from one bucket to another, with their balance before and after, and the money
    received from them in the month of the later closing (minor units)."""

    before: str
    after: str
    accounts: int
    balance_before: int
    balance_after: int
    received: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """All cells between two closings; buckets in order of age. `stage`: where the accounts of one bucket went, alone."""

    first: date
    last: date
    buckets: tuple[str, ...]
    cells: tuple[Cell, ...]
    stage: str = ""

    def cell(self, before: str, after: str) -> Cell:
        for one in self.cells:
            if (one.before, one.after) == (before, after):
                return one
        return Cell(before=before, after=after, accounts=0, balance_before=0, balance_after=0)

    @property
    def rows(self) -> tuple[str, ...]:
        return (self.stage,) if self.stage else (*self.buckets, JOINED)

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.buckets, LEFT)

    def accounts_before(self, bucket: str) -> int:
        return sum(one.accounts for one in self.cells if one.before == bucket)

    def balance_before(self, bucket: str) -> int:
        return sum(one.balance_before for one in self.cells if one.before == bucket)

    def rate(self, before: str, after: str, *, amount: bool = False) -> Fraction | None:
        """The share of a bucket's accounts (or of its balance before) that went to another; None of nothing."""
        if before == JOINED:
            return None
        whole = self.balance_before(before) if amount else self.accounts_before(before)
        cell = self.cell(before, after)
        return Fraction(cell.balance_before if amount else cell.accounts, whole) if whole else None

    def move_of(self, cell: Cell) -> Move:
        if cell.before == JOINED:
            return Move.JOINED
        if cell.after == LEFT:
            return Move.LEFT
        if cell.before == cell.after:
            return Move.SAME
        if cell.before == CURRENT:
            return Move.NEW
        if cell.after == CURRENT:
            return Move.CURED
        worse = self.buckets.index(cell.after) > self.buckets.index(cell.before)
        return Move.WORSE if worse else Move.BETTER

    def of_stage(self, bucket: str) -> Matrix:
        """Where the accounts of one bucket went: its row alone. Empty: every row."""
        if not bucket:
            return self
        cells = tuple(one for one in self.cells if one.before == bucket)
        return Matrix(first=self.first, last=self.last, buckets=self.buckets, cells=cells, stage=bucket)

    def cells_of(self, move: Move) -> tuple[tuple[str, str], ...]:
        """From and to of the cells that are this move."""
        return tuple((one.before, one.after) for one in self.cells if self.move_of(one) is move)

    def moves(self) -> dict[Move, tuple[int, int, int]]:
        """Accounts, balance before and balance after by what became of them."""
        found = dict.fromkeys(Move, (0, 0, 0))
        for one in self.cells:
            kind = self.move_of(one)
            was = found[kind]
            found[kind] = (
                was[0] + one.accounts, was[1] + one.balance_before, was[2] + one.balance_after,
            )  # fmt: skip
        return found


_MATRIX = f"""
WITH b AS (SELECT account_id, bucket, days_past_due, balance_minor FROM read_parquet($before) WHERE {WHERE}),
     a AS (SELECT account_id, bucket, days_past_due, balance_minor, received_month_minor
           FROM read_parquet($after) WHERE {WHERE})
SELECT coalesce(b.bucket, '{JOINED}'), coalesce(a.bucket, '{LEFT}'), count(*),
       coalesce(sum(b.balance_minor), 0)::BIGINT, coalesce(sum(a.balance_minor), 0)::BIGINT,
       min(b.days_past_due), min(a.days_past_due), coalesce(sum(a.received_month_minor), 0)::BIGINT
FROM b FULL JOIN a USING (account_id) GROUP BY 1, 2
"""  # noqa: S608 - constants; files and limits are bound


_KEPT = f"""
WITH s AS (
    SELECT *, coalesce(b_bucket IS NOT NULL AND {narrow("b_")}, false) AS was,
           coalesce(a_bucket IS NOT NULL AND {narrow("a_")}, false) AS now
    FROM read_parquet($pairs)
)
SELECT last, CASE WHEN was THEN b_bucket ELSE '{JOINED}' END, CASE WHEN now THEN a_bucket ELSE '{LEFT}' END,
       sum(accounts)::BIGINT, coalesce(sum(balance_before) FILTER (was), 0)::BIGINT,
       coalesce(sum(balance_after) FILTER (now), 0)::BIGINT, min(days_before) FILTER (was),
       min(days_after) FILTER (now), coalesce(sum(received) FILTER (now), 0)::BIGINT
FROM s WHERE was OR now GROUP BY 1, 2, 3
"""  # noqa: S608 - constants; files and limits are bound


def matrix(folder: Path, first: date, last: date, cut: Cut) -> Matrix:
    """How the cut rolled between two closed dates. A cut by bucket is not possible here and is left out."""
    if has_pair(folder, first, last):
        return matrices(folder, ((first, last),), cut)[0]
    return read_matrix(folder, first, last, cut)


def read_matrix(folder: Path, first: date, last: date, cut: Cut) -> Matrix:
    """The same out of the two closings themselves, for a pair whose sums are not kept."""
    values = {
        **cut.values, "bucket": "", "before": str(file_of(folder, first)), "after": str(file_of(folder, last)),
    }  # fmt: skip
    return matrix_of(first, last, ask(_MATRIX, values))


def matrices(folder: Path, pairs: Iterable[tuple[date, date]], cut: Cut) -> list[Matrix]:
    """The matrices of several pairs with different last dates, in their order, out of their kept sums."""
    wanted = list(pairs)
    if not wanted:
        return []
    values = {**cut.values, "bucket": "", "pairs": [of_pair(folder, *pair) for pair in wanted]}
    found = defaultdict[object, list[tuple[object, ...]]](list)
    for last, *row in ask(_KEPT, values):
        found[last].append(tuple(row))
    return [matrix_of(first, last, found[last]) for first, last in wanted]


def matrix_of(first: date, last: date, rows: Iterable[tuple[object, ...]]) -> Matrix:
    """A matrix out of rows (from, to, accounts, balance before, balance after, youngest days of each, received)."""
    cells, youngest = [], dict[str, int]()
    for before, after, accounts, was, now, days_before, days_after, received in rows:
        for bucket, days in ((str(before), days_before), (str(after), days_after)):
            if bucket not in (JOINED, LEFT) and isinstance(days, int):
                youngest[bucket] = min(days, youngest.get(bucket, days))
        cells.append(
            Cell(
                before=str(before), after=str(after), accounts=whole(accounts), balance_before=whole(was),
                balance_after=whole(now), received=whole(received),
            )
        )  # fmt: skip
    order = tuple(sorted(youngest, key=lambda one: (youngest[one], one)))
    place = {code: at for at, code in enumerate((*order, JOINED, LEFT))}
    cells.sort(key=lambda one: (place[one.before], place[one.after]))
    return Matrix(first=first, last=last, buckets=order, cells=tuple(cells))
