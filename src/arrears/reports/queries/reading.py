"""Reading what the rooms publish."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection


def fetch(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, dict(values))
        return list(cursor.fetchall())


def whole(value: object) -> int:
    assert isinstance(value, int)
    return value


def last_night(last: date) -> date | None:
    """The business date of the latest finished night on or before a day."""
    found = fetch(
        "SELECT max(business_date) FROM night_proposal WHERE business_date <= %(last)s", {"last": last}
    )
    night = found[0][0]
    assert night is None or isinstance(night, date)
    return night
