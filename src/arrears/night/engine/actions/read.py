"""Read the rooms' published columns into a snapshot: one frozen view of all of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from psycopg import sql

from arrears.kernel.days import add_months, month_last
from arrears.night.contracts import NIGHT, STATE, WANTED, Wanted
from arrears.night.engine.contracts import RoomNotPublished
from arrears.night.engine.database import columnar
from arrears.night.engine.engines import DuckEngine

_PUBLISHED = """
    SELECT array_to_string(p.proargnames[2:], ',') FROM pg_proc p
    WHERE p.proname = {} AND pg_function_is_visible(p.oid)
      AND pg_get_function_identity_arguments(p.oid) LIKE '%date'
"""


def read_rooms(folder: Path, as_of: date, duck: DuckEngine, after: Callable[[str], None]) -> None:
    """Write every wanted table under a folder, all from one moment of the database.

    `after` is called with the name of each table that is done. Raises RoomNotPublished.
    """
    with columnar() as source, source.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for wanted in WANTED:
            check_published(wanted, cursor)
        for wanted in WANTED:
            cursor.execute(query(wanted, as_of))
            keep(wanted, cursor.fetch_record_batch(), folder, duck)
            after(wanted.table)
    keep_date(folder, as_of, duck)


def check_published(wanted: Wanted, cursor: Any) -> None:
    """Raise RoomNotPublished unless the room has a function of the name with every wanted column."""
    cursor.execute(sql.SQL(_PUBLISHED).format(wanted.function).as_string(None))
    row = cursor.fetchone()
    if row is None:
        raise RoomNotPublished(f"{wanted.room} publishes no {wanted.function}(date)")
    missing = set(wanted.columns) - set(row[0].split(","))
    if missing:
        raise RoomNotPublished(f"{wanted.room}: {wanted.function} lacks {', '.join(sorted(missing))}")


def query(wanted: Wanted, as_of: date) -> str:
    """The statement that reads a table of the contract as of a date."""
    text = sql.SQL("SELECT {} FROM {}({}::date)").format(
        sql.SQL(", ").join(sql.Identifier(name) for name in wanted.columns),
        sql.Identifier(wanted.function),
        as_of.isoformat(),
    )
    if wanted.dated_by is not None and wanted.history_days is not None:
        since = as_of - timedelta(days=wanted.history_days)
        text += sql.SQL(" WHERE {} > {}::date").format(sql.Identifier(wanted.dated_by), since.isoformat())
    return text.as_string(None)


def keep(wanted: Wanted, rows: Any, folder: Path, duck: DuckEngine) -> None:
    """Write Arrow rows as the Parquet table of a snapshot, in the types of the contract."""
    duck.write(duck.arriving(rows).cast(dict(wanted.columns)), folder / wanted.table)


def keep_date(folder: Path, as_of: date, duck: DuckEngine) -> None:
    """Write the one row that says which night this is."""
    following = add_months(as_of.replace(day=1), 1)
    row = {
        "as_of": [as_of],
        "month_days": [month_last(as_of).day],
        "next_month_days": [month_last(following).day],
    }
    keep(NIGHT, pa.table(row), folder, duck)


def empty_state(folder: Path, duck: DuckEngine) -> None:
    """The state that the first night finds: no account was seen before."""
    nobody = duck.connection.create_table("nobody", schema=ibis.schema(dict(STATE.columns)), temp=True)
    duck.write(nobody, folder / STATE.table)
