"""Reading what the rooms publish."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import connection

from arrears.night.engine import api as night
from arrears.night.engine.api import NoSuchNight

DAYS_NEAR = 14
"""A night is nearly always so near; looked up by its index before all decisions are read for it."""


def fetch(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, dict(values))
        return list(cursor.fetchall())


def whole(value: object) -> int:
    assert isinstance(value, int)
    return value


def has_night(day: date) -> bool:
    """Whether the normal night of a date is finished."""
    try:
        night.summary(day)
    except NoSuchNight:
        return False
    return True


def last_night(last: date) -> date | None:
    """The business date of the latest finished night on or before a day."""
    near = (last - timedelta(days=back) for back in range(DAYS_NEAR))
    found = next((day for day in near if has_night(day)), None)
    return found or _any_night(last)


def _any_night(last: date) -> date | None:
    rows = fetch(
        "SELECT max(business_date) FROM night_proposal WHERE business_date <= %(last)s", {"last": last}
    )
    day = rows[0][0]
    assert day is None or isinstance(day, date)
    return day
