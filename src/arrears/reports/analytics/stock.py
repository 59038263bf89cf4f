"""Stock: what is open on a date, by bucket, product and the like, and how it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from arrears.reports.analytics.closings import ask, file_of, whole

NON_PERFORMING_DAYS = 90
"""More than 90 days past due counts as non-performing (Basel III, CRE36.69; 金融资产风险分类办法 2023, art. 11)."""
GROUPS = ("bucket", "product", "kind", "creditor_id", "region", "user_id", "batch_id")

NARROW = """
    list_contains($creditors, creditor_id) AND currency = $currency
    AND ($users IS NULL OR list_contains($users, user_id))
    AND ($product = '' OR product = $product) AND ($region = '' OR region = $region)
    AND ($bucket = '' OR bucket = $bucket) AND ($batch IS NULL OR batch_id = $batch)
"""
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
    count(*), count(DISTINCT debtor_id), coalesce(sum(balance_minor), 0)::BIGINT,
    coalesce(sum(overdue_minor), 0)::BIGINT,
    coalesce(sum(balance_minor) FILTER (days_past_due > {NON_PERFORMING_DAYS}), 0)::BIGINT,
    count(*) FILTER (lost)
"""


def total(folder: Path, day: date, cut: Cut) -> Stock:
    """All of the cut on a date."""
    values = {**cut.values, "file": str(file_of(folder, day))}
    (row,) = ask(f"SELECT '', {_FIGURES} FROM read_parquet($file) WHERE {WHERE}", values)  # noqa: S608 - constants
    return _stock(row)


def by_group(folder: Path, day: date, cut: Cut, group: str) -> tuple[Stock, ...]:
    """The cut by one of GROUPS, buckets in order of age, others by balance. ValueError for another group."""
    if group not in GROUPS:
        raise ValueError(f"no such group: {group}")
    order = "min(days_past_due), 1" if group == "bucket" else "4 DESC, 1"
    values = {**cut.values, "file": str(file_of(folder, day))}
    sql = f"""
        SELECT coalesce({group}::VARCHAR, ''), {_FIGURES} FROM read_parquet($file)
        WHERE {WHERE} GROUP BY 1 ORDER BY {order}"""  # noqa: S608 - the group is one of GROUPS
    return tuple(_stock(row) for row in ask(sql, values))


def _stock(row: Sequence[object]) -> Stock:
    group, accounts, debtors, balance, overdue, bad, lost = row
    return Stock(
        group=str(group), accounts=whole(accounts), debtors=whole(debtors), balance=whole(balance),
        overdue=whole(overdue), non_performing=whole(bad), lost=whole(lost),
    )  # fmt: skip
