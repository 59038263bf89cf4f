"""The accounts behind a figure of stock or flow, a page at a time, largest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from arrears.reports.analytics.closings import ask, file_of, whole
from arrears.reports.analytics.flow import JOINED, LEFT
from arrears.reports.analytics.stock import WHERE, Cut


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """An account between two closings; what it was before it joined or after it left is None."""

    creditor_id: int
    account_id: int
    debtor_id: int
    bucket_before: str | None
    bucket_after: str | None
    balance_before: int | None
    balance_after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """A page of accounts with the sums over all pages."""

    items: tuple[AccountLine, ...]
    number: int
    size: int
    count: int
    balance_before: int
    balance_after: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // self.size))


_COLUMNS = "creditor_id, account_id, debtor_id, bucket, balance_minor"
_PICKED = f"""
WITH b AS (SELECT {_COLUMNS} FROM read_parquet($before) WHERE {WHERE}),
     a AS (SELECT {_COLUMNS} FROM read_parquet($after) WHERE {WHERE}),
     both_days AS (
        SELECT coalesce(a.creditor_id, b.creditor_id) AS creditor_id, account_id,
               coalesce(a.debtor_id, b.debtor_id) AS debtor_id, b.bucket AS was, a.bucket AS now,
               b.balance_minor AS balance_before, a.balance_minor AS balance_after
        FROM b FULL JOIN a USING (account_id)),
     picked AS (
        SELECT * FROM both_days
        WHERE ($from = '' OR coalesce(was, '{JOINED}') = $from) AND ($to = '' OR coalesce(now, '{LEFT}') = $to))
"""  # noqa: S608 - constants; files and limits are bound
_SUMS = """
SELECT count(*), coalesce(sum(balance_before), 0)::BIGINT, coalesce(sum(balance_after), 0)::BIGINT FROM picked"""
_PAGE = """
SELECT * FROM picked ORDER BY greatest(balance_before, balance_after) DESC, account_id LIMIT $size OFFSET $skip"""


def accounts(
    folder: Path,
    first: date,
    last: date,
    cut: Cut,
    before: str = "",
    after: str = "",
    page: int = 1,
    size: int = 50,
) -> AccountPage:
    """Accounts that went from one bucket to another (empty: any; `+` joined, `-` left) between two closings.

    The same date twice gives the stock of that date.
    """
    values = {
        **cut.values, "bucket": "", "before": str(file_of(folder, first)), "after": str(file_of(folder, last)),
        "from": before, "to": after,
    }  # fmt: skip
    number, size = max(1, page), max(1, size)
    (sums,) = ask(f"{_PICKED} {_SUMS}", values)
    rows = ask(f"{_PICKED} {_PAGE}", {**values, "size": size, "skip": (number - 1) * size})
    return AccountPage(
        items=tuple(AccountLine(**dict(zip(AccountLine.__slots__, row, strict=True))) for row in rows),  # type: ignore[arg-type]  # columns in the order of the fields
        number=number,
        size=size,
        count=whole(sums[0]),
        balance_before=whole(sums[1]),
        balance_after=whole(sums[2]),
    )
