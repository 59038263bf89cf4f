"""The accounts behind a cell of flow or a change of the stock, a page at a time, largest first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from arrears.reports.analytics.closings import ask, file_of, whole
from arrears.reports.analytics.flow import JOINED, LEFT
from arrears.reports.analytics.kept import NON_PERFORMING_DAYS
from arrears.reports.analytics.stock import WHERE, Cut

MEASURES: Mapping[str, str] = {
    "accounts": "1::BIGINT",
    "balance": "balance_minor",
    "overdue": "overdue_minor",
    "non_performing": f"CASE WHEN days_past_due > {NON_PERFORMING_DAYS} THEN balance_minor ELSE 0 END",
}
"""What of an account is compared between two closings: itself, or minor units of its currency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """The accounts behind a number between two closings.

    `before` and `after`: buckets (empty: any; `+` joined, `-` left); `cells`: of these moves alone. `change`: only
    accounts of which this one of MEASURES is another one than before, in the bucket of the cut on each of the days;
    without it buckets are those of the flow, and the cut's is left out.
    """

    first: date
    last: date
    before: str = ""
    after: str = ""
    cells: Collection[tuple[str, str]] | None = None
    change: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """An account between two closings; what it was before it joined or after it left is None.

    `was` and `now` are what is compared (the balance, when it is no change); `received`: in the month of the later.
    """

    creditor_id: int
    account_id: int
    debtor_id: int
    bucket_before: str | None
    bucket_after: str | None
    was: int | None
    now: int | None
    received: int | None

    @property
    def change(self) -> int:
        return (self.now or 0) - (self.was or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """A page of accounts with the sums over all pages."""

    items: tuple[AccountLine, ...]
    number: int
    size: int
    count: int
    was: int
    now: int
    received: int

    @property
    def change(self) -> int:
        return self.now - self.was

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // self.size))


_SIDE = """SELECT creditor_id, account_id, debtor_id, bucket, received_month_minor, {measure} AS measure
        FROM read_parquet(${file}) WHERE {where}"""
_PICKED = """
WITH b AS ({before}), a AS ({after}),
     picked AS MATERIALIZED (
        SELECT coalesce(a.creditor_id, b.creditor_id) AS creditor_id, account_id,
               coalesce(a.debtor_id, b.debtor_id) AS debtor_id, b.bucket AS bucket_before, a.bucket AS bucket_after,
               b.measure AS was, a.measure AS now, a.received_month_minor AS received
        FROM b {join} JOIN a USING (account_id) WHERE {where}),
     sums AS (SELECT count(*) AS counted, coalesce(sum(was), 0)::BIGINT, coalesce(sum(now), 0)::BIGINT,
                     coalesce(sum(received), 0)::BIGINT FROM picked),
     page AS (SELECT * FROM picked ORDER BY {order} DESC, account_id LIMIT $size OFFSET $skip)
SELECT sums.*, page.* FROM sums LEFT JOIN page ON true ORDER BY {order} DESC, account_id"""
_LARGEST = "greatest(was, now)"
_MOST_CHANGED = "abs(coalesce(now, 0) - coalesce(was, 0))"


def _picked(which: Between) -> tuple[str, dict[str, object]]:
    """Only the accounts of the wanted buckets are read, and joined the way that finds the wanted ones alone."""
    sides, values = {}, dict[str, object]()
    for name, bucket, absent in (("before", which.before, JOINED), ("after", which.after, LEFT)):
        sides[name] = _SIDE.format(file=name, where=WHERE, measure=MEASURES[which.change or "balance"])
        if bucket not in ("", absent):
            sides[name] += f" AND bucket = $wanted_{name}"
            values[f"wanted_{name}"] = bucket
    needs_before, needs_after = which.before not in ("", JOINED), which.after not in ("", LEFT)
    join = {(True, True): "INNER", (True, False): "LEFT", (False, True): "RIGHT"}.get(
        (needs_before, needs_after), "FULL"
    )
    where = ["b.account_id IS NULL"] if which.before == JOINED else []
    where += ["a.account_id IS NULL"] if which.after == LEFT else []
    where += ["coalesce(b.measure, 0) <> coalesce(a.measure, 0)"] if which.change else []
    if which.cells is not None:
        where.append(
            f"list_contains($cells, coalesce(b.bucket, '{JOINED}') || ' ' || coalesce(a.bucket, '{LEFT}'))"
        )
        values["cells"] = [" ".join(cell) for cell in which.cells]
    order = _MOST_CHANGED if which.change else _LARGEST
    return _PICKED.format(**sides, join=join, where=" AND ".join(where) or "true", order=order), values


def accounts(folder: Path, which: Between, cut: Cut, page: int = 1, size: int = 50) -> AccountPage:
    """The accounts behind a number between two closings, the largest first. KeyError for an unknown measure.

    The same date twice gives the stock of that date.
    """
    number, size = max(1, page), max(1, size)
    sql, wanted = _picked(which)
    values = {
        **cut.values, **wanted, "bucket": cut.bucket if which.change else "", "size": size,
        "skip": (number - 1) * size, "before": str(file_of(folder, which.first)),
        "after": str(file_of(folder, which.last)),
    }  # fmt: skip
    found = ask(sql, values)
    count, was, now, received = (whole(one) for one in found[0][:4])
    rows = [row[4:] for row in found if row[5] is not None]
    return AccountPage(
        items=tuple(AccountLine(**dict(zip(AccountLine.__slots__, row, strict=True))) for row in rows),  # type: ignore[arg-type]  # columns in the order of the fields
        number=number, size=size, count=count, was=was, now=now, received=received,
    )  # fmt: skip
