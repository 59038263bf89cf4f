"""Stock, flow, vintages and forecast of a scope, over the closings that were kept."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from arrears.kernel.days import month_first
from arrears.reports.analytics import accounts as listed
from arrears.reports.analytics import behind as listed_behind
from arrears.reports.analytics import closings, flow, forecast, stock, vintage
from arrears.reports.analytics.stock import Cut, Stock
from arrears.reports.contracts import RowFilters, Scope
from arrears.reports.queries.closing import folder

MONTHS_SHOWN = 13


def closed_days() -> list[date]:
    """Business dates with a closing, in order."""
    return closings.days(folder())


def cut_of(scope: Scope, filters: RowFilters, currency: str) -> Cut:
    """The accounts of a scope under filters, in one currency."""
    creditors = tuple(one for one in scope.creditor_ids if filters.creditor_id in (None, one))
    return Cut(
        creditors=creditors, currency=currency, users=scope.user_ids, product=filters.product,
        region=filters.region, bucket=filters.bucket, batch=filters.batch_id,
    )  # fmt: skip


def stock_total(day: date, cut: Cut) -> Stock:
    return stock.total(folder(), day, cut)


def stock_by(day: date, cut: Cut, group: str) -> tuple[Stock, ...]:
    return stock.by_group(folder(), day, cut, group)


def begins(day: date, closed: Sequence[date]) -> dict[str, date | None]:
    """The closings that a day is compared with: the one before it, the last of the month and year before.

    None where there is no such closing; nothing else takes its place.
    """
    before = [one for one in closed if one < day]
    limits = {
        "day": day - timedelta(days=1),
        "month": month_first(day) - timedelta(days=1),
        "year": date(day.year, 1, 1) - timedelta(days=1),
    }
    found: dict[str, date | None] = {}
    for name, limit in limits.items():
        reached = [one for one in before if one <= limit]
        near = reached[-1] if reached else None
        found[name] = near if near and (limit - near).days <= 10 else None
    return found


def roll(first: date, last: date, cut: Cut) -> flow.Matrix:
    """The matrix between two closings; in a cut by bucket where the accounts of this bucket went."""
    return flow.matrix(folder(), first, last, cut).of_stage(cut.bucket)


def account_page(which: listed.Between, cut: Cut, page: int, size: int) -> listed.AccountPage:
    return listed.accounts(folder(), which, cut, page, size)


def behind(which: listed_behind.Which, cut: Cut, page: int, size: int) -> listed_behind.BehindPage:
    """The accounts behind a figure of a closing; ValueError for rows or groups that there are none of."""
    return listed_behind.behind(folder(), which, cut, page, size)


def vintages(day: date, cut: Cut, by: str) -> tuple[vintage.Point, ...]:
    """Curves over the month ends up to a day, the newest thirteen."""
    ends = closings.month_ends(one for one in closed_days() if one <= day)[-MONTHS_SHOWN:]
    return vintage.curves(folder(), ends, cut, by)


def _ends_before(day: date) -> list[date]:
    return [one for one in closings.month_ends(closed_days()) if one < month_first(day)][-MONTHS_SHOWN:]


def month_pairs(day: date) -> list[tuple[date, date]]:
    """Of each month end before a day's month, the one before it."""
    return [(last, first) for first, last in pairwise(_ends_before(day))]


def _history(day: date, cut: Cut) -> tuple[list[flow.Matrix], dict[str, int], date | None]:
    """Month on month up to the last month end before a day's month, the balance by bucket then, and that month end."""
    ends = _ends_before(day)
    if not ends:
        return [], {}, None
    whole = dataclasses.replace(cut, bucket="")
    history = flow.matrices(folder(), pairwise(ends), whole)
    return history, {one.group: one.balance for one in stock_by(ends[-1], whole, "bucket")}, ends[-1]


def recoveries_ahead(day: date, cut: Cut) -> tuple[forecast.Forecast, date | None]:
    """The forecast from the last month end before a day's month, and that month end (None: no closing yet)."""
    history, start, begun = _history(day, cut)
    return forecast.forecast(history, start, stage=cut.bucket), begun


def received_since(begun: date, day: date, cut: Cut) -> int:
    """Money of the month up to a closing from the accounts that are open then (of those that stood in the cut's bucket
    when the month began)."""
    return sum(one.received for one in roll(begun, day, cut).cells)


def forecast_made(
    day: date, cut: Cut, ahead: int, tested: date | None
) -> tuple[forecast.Made | None, list[flow.Matrix], date | None]:
    """How a month of the forecast (or of its back-test) was made, the months it was made from, and the closing whose
    balances it begins with."""
    history, start, begun = _history(day, cut)
    found = forecast.made(history, start, ahead, tested, cut.bucket)
    months = history[: found.months] if found else []
    return found, months, (months[-1].last if months else begun)
