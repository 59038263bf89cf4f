"""When a step is due, and how many days until it can be."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import reduce
from typing import Any

import ibis
from ibis.expr.types import Table

from arrears.night.contracts import CHANNELS
from arrears.night.strategy.contracts import REVIEW_DAYS_MAX, Step, Window

NEVER = 2 * REVIEW_DAYS_MAX


def _falls_today(step: Step, table: Table) -> Any:
    """Whether the date is one of a step's days of the month; a short month has them on its last day."""
    days = [ibis.least(day, table.month_days) == table.day_of_month for day in step.day_of_month]
    return reduce(operator.or_, days)


def is_due(step: Step, bit: int, table: Table, holds: Callable[[str, Table], Any]) -> Any:
    """Whether a step is due tonight, for cases: null is no."""
    parts = [
        *_within(table.ladder_days, step.days),
        *_within(table.days_to_due, step.days_before_due),
        *_within(table.days_since_broken, step.after_broken),
    ]
    if step.day_of_month:
        parts.append(_falls_today(step, table))
    if step.wait_days:
        since = table.days_since_attempt
        parts.append(since.isnull() | (since >= step.wait_days))
    if step.once:
        parts.append((table.done & (1 << bit)) == 0)
    if step.channel in CHANNELS:
        parts.append((table.gate_closed & (1 << CHANNELS.index(step.channel))) == 0)
    if step.when:
        parts.append(holds(step.when, table))
    return reduce(operator.and_, parts) if parts else ibis.literal(True)


def _within(column: Any, window: Window | None) -> list[Any]:
    if window is None:
        return []
    bounds = []
    if window.low is not None:
        bounds.append(column >= window.low)
    if window.high is not None:
        bounds.append(column <= window.high)
    return bounds


def wait(step: Step, table: Table) -> Any | None:
    """Days until the timing of a step can hold, at least 1; beyond the review time when it cannot."""
    bounds = [
        *_until(table.ladder_days, step.days),
        *_until(table.days_since_broken, step.after_broken),
        *_down_to(table.days_to_due, step.days_before_due),
    ]
    if step.wait_days:
        bounds.append((step.wait_days - table.days_since_attempt).fill_null(1))
    if step.day_of_month:
        bounds.append(_to_month_day(step, table))
    return ibis.greatest(*bounds, 1) if bounds else None


def _until(column: Any, window: Window | None) -> list[Any]:
    """Days until a counter that rises daily enters a window; `NEVER` when it is past it or unknown."""
    if window is None:
        return []
    ahead = (window.low or 0) - column
    if window.high is not None:
        ahead = ibis.ifelse(column >= window.high, NEVER, ahead)
    return [ahead.fill_null(NEVER)]


def _down_to(column: Any, window: Window | None) -> list[Any]:
    """The same for a counter that falls daily."""
    if window is None:
        return []
    ahead = column - window.high if window.high is not None else ibis.literal(1)
    if window.low is not None:
        ahead = ibis.ifelse(column <= window.low, NEVER, ahead)
    return [ahead.fill_null(NEVER)]


def _to_month_day(step: Step, table: Table) -> Any:
    """Days to the next day of the month on which a step falls, the date itself excluded."""
    ahead = []
    for day in step.day_of_month:
        this_month = ibis.least(day, table.month_days)
        next_month = table.month_days + ibis.least(day, table.next_month_days)
        ahead.append(
            ibis.ifelse(this_month > table.day_of_month, this_month, next_month) - table.day_of_month
        )
    return ibis.least(*ahead) if len(ahead) > 1 else ahead[0]
