"""The accounts behind a figure of a closing: of the stock, of a vintage, of liquidation, of a month's recovery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from arrears.reports.analytics.closings import ask, file_of, whole
from arrears.reports.analytics.kept import BAD_DAYS, NON_PERFORMING_DAYS, VINTAGES
from arrears.reports.analytics.stock import GROUPS, NARROW, Cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """The accounts behind a figure of one closing, or of a closing and the eve of its month.

    `rows`: one of ROWS; `group` and `value`: one of DIMENSIONS and the value that the figure's line has of it.
    """

    day: date
    rows: str = "open"
    group: str = ""
    value: str = ""
    eve: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """An account as the closing saw it. `received`: since placement, or in the month for a recovery. Minor units."""

    creditor_id: int
    account_id: int
    debtor_id: int
    bucket: str
    days_past_due: int
    balance: int
    overdue: int
    placed: int
    received: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BehindPage:
    """A page of accounts; counts and sums are those of all pages, and are the figure."""

    items: tuple[Behind, ...]
    number: int
    size: int
    count: int
    debtors: int
    balance: int
    overdue: int
    placed: int
    received: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // self.size))


ROWS: Mapping[str, str] = {
    "open": "open",
    "overdue": "open AND overdue_minor > 0",
    "non_performing": f"open AND days_past_due > {NON_PERFORMING_DAYS}",
    "bad": f"open AND days_past_due > {BAD_DAYS}",
    "lost": "open AND lost",
    "placed": "placed_on IS NOT NULL",
    "received": "placed_on IS NOT NULL AND received_minor <> 0",
    "arrears": "open AND overdue_minor > 0",
    "paid": "open AND overdue_minor > 0",
}
OF_A_MONTH = frozenset({"arrears", "paid"})
"""Rows of the eve of a month beside what came in up to the closing."""
DIMENSIONS: Mapping[str, str] = {
    **{one: f"coalesce({one}::VARCHAR, '')" for one in GROUPS},
    **{one: f"strftime(date_trunc('month', {one}), '%Y-%m')" for one in VINTAGES},
}
_ORDER: Mapping[str, str] = {
    "overdue": "overdue", "arrears": "overdue", "paid": "received", "placed": "placed", "received": "received",
}  # fmt: skip
_BEHIND = """
WITH picked AS MATERIALIZED (
    SELECT s.creditor_id, account_id, s.debtor_id, s.bucket, s.days_past_due, s.balance_minor AS balance,
           s.overdue_minor AS overdue, s.placed_minor AS placed, {received} AS received
    FROM read_parquet($file) s {month} WHERE {where}
), sums AS (
    SELECT count(*) AS counted, count(DISTINCT debtor_id) AS debtors, coalesce(sum(balance), 0)::BIGINT,
           coalesce(sum(overdue), 0)::BIGINT, coalesce(sum(placed), 0)::BIGINT, coalesce(sum(received), 0)::BIGINT
    FROM picked
), page AS (SELECT * FROM picked ORDER BY {order} DESC, account_id LIMIT $size OFFSET $skip)
SELECT sums.*, page.* FROM sums LEFT JOIN page ON true ORDER BY {order} DESC, account_id"""
_MONTH = """
LEFT JOIN (SELECT account_id, received_month_minor FROM read_parquet($later)) m USING (account_id)"""


def behind(folder: Path, which: Which, cut: Cut, page: int = 1, size: int = 50) -> BehindPage:
    """The accounts behind a figure of stock, vintages, liquidation or recovery, the largest first.

    ValueError for rows or a group that there are none of, and for a recovery without its eve.
    """
    if which.rows not in ROWS or which.group not in ("", *DIMENSIONS):
        raise ValueError(f"no rows {which.rows} by {which.group}")
    if (which.rows in OF_A_MONTH) is (which.eve is None):
        raise ValueError("the arrears of an eve, and no other rows, have an eve")
    number, size = max(1, page), max(1, size)
    values: dict[str, object] = {
        **cut.values, "file": str(file_of(folder, which.eve or which.day)), "size": size,
        "skip": (number - 1) * size,
    }  # fmt: skip
    where = [ROWS[which.rows], NARROW]
    if which.group:
        where.append(f"{DIMENSIONS[which.group]} = $value")
        values["value"] = which.value
    if which.eve is not None:
        values["later"] = str(file_of(folder, which.day))
    where += ["m.received_month_minor > 0"] if which.rows == "paid" else []
    found = ask(
        _BEHIND.format(
            received="coalesce(m.received_month_minor, 0)" if which.eve else "s.received_minor",
            month=_MONTH if which.eve else "", where=" AND ".join(where),
            order=_ORDER.get(which.rows, "balance"),
        ),
        values,
    )  # fmt: skip
    names = tuple(Behind.__slots__)
    sums = [whole(one) for one in found[0][:6]]
    return BehindPage(
        items=tuple(
            Behind(**dict(zip(names, row[6:], strict=True)))  # type: ignore[arg-type]  # columns in the order of the fields
            for row in found
            if row[7] is not None
        ),
        number=number, size=size,
        **dict(zip(("count", "debtors", "balance", "overdue", "placed", "received"), sums, strict=True)),
    )  # fmt: skip
