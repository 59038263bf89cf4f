"""Reading what the rooms publish."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection, transaction

from arrears.night.engine import api as night

_PLANNED = "SELECT set_config('enable_nestloop', %s, true), set_config('jit', %s, true)"


def fetch(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, dict(values))
        return list(cursor.fetchall())


def fetch_joined(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """As `fetch`, for statements that join whole rooms with each other.

    What the rooms publish are functions of a day, whose rows the planner guesses at one: a nested loop over such a
    guess walks thousands of rows thousands of times. Where none is allowed, servers before 18 add a fine to the cost of
    those that cannot be avoided, and would compile the statement for it: seconds for three rows.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PLANNED, ["off", "off"])
        cursor.execute(sql, dict(values))
        found = list(cursor.fetchall())
        cursor.execute(_PLANNED, [None, None])  # as they were
        return found


def whole(value: object) -> int:
    assert isinstance(value, int)
    return value


def has_night(day: date) -> bool:
    """Whether the normal night of a date is finished."""
    return night.last_night(day) == day
