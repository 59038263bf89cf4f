"""Stock: what is open on a date, by bucket, product and the like, and how it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from arrears.reports.analytics.closings import ask, whole
from arrears.reports.analytics.kept import narrow, of_day

GROUPS = ("bucket", "product", "kind", "creditor_id", "region", "user_id", "batch_id")

NARROW = narrow()
WHERE = f"open AND {NARROW}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Which accounts a page is about. Empty and None mean no limit."""

    creditors: tuple[int, ...]
    currency: str
    users: tuple[int, ...] | None = None
    product: str = ""
    region: str = ""
    bucket: str = ""
    batch: int | None = None

    @property
    def values(self) -> dict[str, object]:
        return {
            "creditors": list(self.creditors),
            "currency": self.currency,
            "users": None if self.users is None else list(self.users),
            "product": self.product,
            "region": self.region,
            "bucket": self.bucket,
            "batch": self.batch,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """A group of accounts on a date. Amounts in minor units; a debtor counts once in each group."""

    group: str
    accounts: int
    debtors: int
    balance: int
    overdue: int
    non_performing: int
    lost: int

    @property
    def non_performing_ratio(self) -> Fraction | None:
        return Fraction(self.non_performing, self.balance) if self.balance else None


_FIGURES = f"""
WITH sums AS (
    SELECT coalesce({{group}}::VARCHAR, '') AS grouped, sum(accounts)::BIGINT AS accounts,
           sum(balance)::BIGINT AS balance, sum(overdue)::BIGINT AS overdue, sum(bad)::BIGINT AS bad,
           sum(lost)::BIGINT AS lost, min(days) AS days
    FROM read_parquet($stock) WHERE {NARROW} GROUP BY 1
), people AS (
    SELECT grouped, sum(debtors)::BIGINT AS debtors
    FROM (SELECT DISTINCT coalesce({{group}}::VARCHAR, '') AS grouped, alike, debtors
          FROM read_parquet($debtors) WHERE {NARROW}) GROUP BY 1
)
SELECT grouped, accounts, debtors, balance, overdue, bad, lost FROM sums JOIN people USING (grouped) ORDER BY {{order}}
"""  # noqa: S608 - constants; files and limits are bound
_NOTHING = Stock(group="", accounts=0, debtors=0, balance=0, overdue=0, non_performing=0, lost=0)


def total(folder: Path, day: date, cut: Cut) -> Stock:
    """All of the cut on a date."""
    rows = _asked(folder, day, cut, "''", "1")
    return rows[0] if rows else _NOTHING


def by_group(folder: Path, day: date, cut: Cut, group: str) -> tuple[Stock, ...]:
    """The cut by one of GROUPS, buckets in order of age, others by balance. ValueError for another group."""
    if group not in GROUPS:
        raise ValueError(f"no such group: {group}")
    return _asked(folder, day, cut, group, "days, 1" if group == "bucket" else "balance DESC, 1")


def _asked(folder: Path, day: date, cut: Cut, group: str, order: str) -> tuple[Stock, ...]:
    files = {name: of_day(folder, name, day) for name in ("stock", "debtors")}
    rows = ask(_FIGURES.format(group=group, order=order), {**cut.values, **files})
    return tuple(_stock(row) for row in rows)


def _stock(row: Sequence[object]) -> Stock:
    group, accounts, debtors, balance, overdue, bad, lost = row
    return Stock(
        group=str(group), accounts=whole(accounts), debtors=whole(debtors), balance=whole(balance),
        overdue=whole(overdue), non_performing=whole(bad), lost=whole(lost),
    )  # fmt: skip
