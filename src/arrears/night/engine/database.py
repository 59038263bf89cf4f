"""The night's own way into PostgreSQL: ADBC for columns, a lock for the date."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import adbc_driver_postgresql.dbapi
import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo

from arrears.night.engine.contracts import NightBusy

_LOCK_CLASS = 0x4E49
_LOOK_AGAIN_SECONDS = 0.2


def address() -> str:
    """The database of this process as a libpq address."""
    settings = connection.settings_dict
    parts = {
        "dbname": settings["NAME"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "host": settings["HOST"],
        "port": settings["PORT"],
        "options": settings.get("OPTIONS", {}).get("options"),
    }
    return make_conninfo(**{name: str(value) for name, value in parts.items() if value})


@contextmanager
def columnar() -> Iterator[Any]:
    """An ADBC connection in a transaction of its own; what is not committed is undone."""
    opened = adbc_driver_postgresql.dbapi.connect(address())
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def only_one(business_date: date, wait_seconds: float) -> Iterator[None]:
    """Hold the date's lock. A second night of the date waits, then raises NightBusy.

    The lock belongs to a connection of its own: when the process dies, the server lets it go.
    """
    with psycopg.connect(address(), autocommit=True) as guard:
        deadline = time.monotonic() + wait_seconds
        while not _locked(guard, business_date):
            if time.monotonic() >= deadline:
                raise NightBusy(f"a night of {business_date} is running")
            time.sleep(_LOOK_AGAIN_SECONDS)
        yield


def _locked(guard: psycopg.Connection[Any], business_date: date) -> bool:
    row = guard.execute(
        "SELECT pg_try_advisory_lock(%s, %s)", [_LOCK_CLASS, business_date.toordinal()]
    ).fetchone()
    return row is not None and bool(row[0])
