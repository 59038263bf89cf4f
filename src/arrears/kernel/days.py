"""Business days: calendars with an honest edge, months and years as the law counts them."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from importlib import import_module

import chinese_calendar

WALK_DAYS_MAX = 400


class NoCalendar(ValueError):
    """No holiday data for this place and year: the caller must say what it does without."""


def is_rest_day(day: date, region: str = "CN") -> bool:
    """Whether a day is a legal rest day in a region (ISO country, or `US`).

    China: State Council notices with make-up workdays (chinesecalendar). Raises NoCalendar outside
    the years that the data covers.
    """
    if region == "CN":
        try:
            return bool(chinese_calendar.is_holiday(day))
        except NotImplementedError as error:
            raise NoCalendar(f"no calendar of China for {day.year}") from error
    return day.weekday() >= 5 or day in _holidays(region, day.year)


def is_rest_day_or_weekend(day: date, region: str = "CN") -> bool:
    """As `is_rest_day`, and weekends alone where no calendar is known (used for planning, never for law)."""
    try:
        return is_rest_day(day, region)
    except NoCalendar:
        return day.weekday() >= 5


@lru_cache(maxsize=256)
def _holidays(region: str, year: int) -> frozenset[date]:
    # loaded for the first region that asks: China has its own calendar, and a command must start at once
    holidays = import_module("holidays")
    try:
        found = holidays.country_holidays(region, years=year)
    except NotImplementedError as error:
        raise NoCalendar(f"no calendar for {region}") from error
    return frozenset(found.keys())


def next_workday(day: date, region: str = "CN") -> date:
    """The day itself when it is a workday, else the next one (Civil Code 203, CPL 85)."""
    for ahead in range(WALK_DAYS_MAX):
        candidate = day + timedelta(days=ahead)
        if not is_rest_day(candidate, region):
            return candidate
    raise NoCalendar(f"no workday within {WALK_DAYS_MAX} days of {day}")


def add_months(day: date, months: int) -> date:
    """The same day of a later (or earlier) month, or that month's last day (Civil Code 202)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    return add_months(day, 12 * years)


def month_first(day: date) -> date:
    return day.replace(day=1)


def month_last(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def each_day(first: date, last: date) -> Iterator[date]:
    """Every day from first to last, both included."""
    for ahead in range((last - first).days + 1):
        yield first + timedelta(days=ahead)
