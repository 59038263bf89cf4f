"""Workdays ahead."""

from __future__ import annotations

from datetime import date, timedelta

from arrears.kernel.days import is_rest_day_or_weekend


def workday_after(day: date, count: int) -> date:
    """So many workdays after a day; weekends alone count where no calendar is known."""
    found = day
    for _ in range(count):
        found += timedelta(days=1)
        while is_rest_day_or_weekend(found):
            found += timedelta(days=1)
    return found
