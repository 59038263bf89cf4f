"""Choices about days that words leave open, and the arithmetic both languages share.

The choices are data here, each with a test: change one and the table of cases says what changes.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from arrears.kernel.days import month_first, month_last
from arrears.language.promise.hits import WEEK_DAYS

SUNDAY = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPolicy:
    """How words that leave a day open are read.

    - `by_day_includes`: "before the 15th" allows the 15th itself.
    - `bare_weekday_today_is_next_week`: "Friday", said on a Friday, is in seven days (with a question back).
    - `week_ends_on`: weekday (0 Monday) of "this week", "the weekend".
    - `working_week_ends_on`: weekday of "the end of the week" in English.
    - `month_begins_by`, `month_middle_on`, `first_ten_days_end`…: last day meant by 月初, 月中, 上旬, 中旬.
    - `missing_day_is_month_end`: "the 31st" in a month of thirty days is its last day (with a question back).
    """

    by_day_includes: bool = True
    bare_weekday_today_is_next_week: bool = True
    week_ends_on: int = SUNDAY
    working_week_ends_on: int = 4
    month_begins_by: int = 5
    month_middle_on: int = 15
    early_ends: int = 10
    middle_ends: int = 20
    missing_day_is_month_end: bool = True


POLICY = DayPolicy()


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def in_week(said_on: date, weeks: int, weekday: int) -> date:
    """A weekday (0 Monday) of the Monday-to-Sunday week `weeks` after the one of `said_on`."""
    return monday_of(said_on) + timedelta(days=WEEK_DAYS * weeks + weekday)


def next_weekday(said_on: date, weekday: int) -> tuple[date, date | None]:
    """A bare weekday rolled forward, and the second reading when it names today."""
    ahead = (weekday - said_on.weekday()) % WEEK_DAYS
    if ahead == 0 and POLICY.bare_weekday_today_is_next_week:
        return said_on + timedelta(days=WEEK_DAYS), said_on
    return said_on + timedelta(days=ahead), None


def month_after(said_on: date, months: int) -> date:
    """First day of the month `months` after."""
    index = said_on.year * 12 + said_on.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def day_of_month(first: date, number: int) -> tuple[date, date | None]:
    """A numbered day of a month, and the second reading (the next month's first) when there is no such day."""
    last = calendar.monthrange(first.year, first.month)[1]
    if number <= last:
        return first.replace(day=number), None
    return month_last(first), month_after(first, 1)


def bare_day(said_on: date, number: int) -> tuple[date, date | None]:
    """A bare day of the month rolled forward."""
    here, other = day_of_month(month_first(said_on), number)
    if here >= said_on:
        return here, other
    return day_of_month(month_after(said_on, 1), number)


def month_and_day(
    said_on: date, month: int, number: int, year: int | None = None
) -> tuple[date, date | None] | None:
    """A day of a named month, next year when this year's is gone; None when there is no such month or day."""
    if not (1 <= month <= 12 and 1 <= number <= 31):
        return None
    chosen, other = day_of_month(date(year or said_on.year, month, 1), number)
    if year is None and chosen < said_on:
        chosen, other = day_of_month(date(said_on.year + 1, month, 1), number)
    return chosen, other


def named_month(said_on: date, month: int, year: int | None = None) -> date:
    """First day of the next month of that number (this month counts)."""
    if year is not None:
        return date(year, month, 1)
    return date(said_on.year + (month < said_on.month), month, 1)


def last_weekday_on_or_before(day: date, weekday: int) -> date:
    return day - timedelta(days=(day.weekday() - weekday) % WEEK_DAYS)
