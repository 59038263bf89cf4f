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
_SIDE = f"SELECT {_COLUMNS} FROM read_parquet(${{file}}) WHERE {WHERE}"  # noqa: S608 - constants
_PICKED = """
WITH b AS ({before}), a AS ({after}),
     picked AS MATERIALIZED (
        SELECT coalesce(a.creditor_id, b.creditor_id) AS creditor_id, account_id,
               coalesce(a.debtor_id, b.debtor_id) AS debtor_id, b.bucket AS was, a.bucket AS now,
               b.balance_minor AS balance_before, a.balance_minor AS balance_after
        FROM b {join} JOIN a USING (account_id) WHERE {where}),
"""
_PAGE = """
     sums AS (SELECT count(*) AS counted, coalesce(sum(balance_before), 0)::BIGINT AS before_sum,
                     coalesce(sum(balance_after), 0)::BIGINT AS after_sum FROM picked),
     page AS (SELECT * FROM picked ORDER BY greatest(balance_before, balance_after) DESC, account_id
              LIMIT $size OFFSET $skip)
SELECT sums.*, page.* FROM sums LEFT JOIN page ON true
ORDER BY greatest(balance_before, balance_after) DESC, account_id"""


def _picked(before: str, after: str) -> tuple[str, dict[str, object]]:
    """Only the accounts of the wanted buckets are read, and joined the way that finds the wanted ones alone."""
    sides, values = {}, dict[str, object]()
    for name, bucket, absent in (("before", before, JOINED), ("after", after, LEFT)):
        sides[name] = _SIDE.format(file=name)
        if bucket not in ("", absent):
            sides[name] += f" AND bucket = $wanted_{name}"
            values[f"wanted_{name}"] = bucket
    needs_before, needs_after = before not in ("", JOINED), after not in ("", LEFT)
    join = {(True, True): "INNER", (True, False): "LEFT", (False, True): "RIGHT"}.get(
        (needs_before, needs_after), "FULL"
    )
    where = ["b.account_id IS NULL"] if before == JOINED else []
    where += ["a.account_id IS NULL"] if after == LEFT else []
    return _PICKED.format(**sides, join=join, where=" AND ".join(where) or "true"), values


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
    number, size = max(1, page), max(1, size)
    picked, wanted = _picked(before, after)
    values = {
        **cut.values, **wanted, "bucket": "", "size": size, "skip": (number - 1) * size,
        "before": str(file_of(folder, first)), "after": str(file_of(folder, last)),
    }  # fmt: skip
    found = ask(f"{picked} {_PAGE}", values)
    sums, rows = found[0][:3], [row[3:] for row in found if row[4] is not None]
    return AccountPage(
        items=tuple(AccountLine(**dict(zip(AccountLine.__slots__, row, strict=True))) for row in rows),  # type: ignore[arg-type]  # columns in the order of the fields
        number=number,
        size=size,
        count=whole(sums[0]),
        balance_before=whole(sums[1]),
        balance_after=whole(sums[2]),
    )
