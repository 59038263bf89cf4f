"""One wanted table: whether it is published, the statement that reads it, the Parquet that keeps it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from psycopg import sql

from arrears.kernel.days import add_months, month_last
from arrears.night.contracts import Wanted
from arrears.night.engine.contracts import RoomNotPublished
from arrears.night.engine.engines import DuckEngine

_PUBLISHED = """
    SELECT array_to_string(p.proargnames[2:], ',') FROM pg_proc p
    WHERE p.proname = {} AND pg_function_is_visible(p.oid)
      AND pg_get_function_identity_arguments(p.oid) LIKE '%date'
"""


def check_published(wanted: Wanted, cursor: Any) -> None:
    """Raise RoomNotPublished unless the room has a function of the name with every wanted column."""
    cursor.execute(sql.SQL(_PUBLISHED).format(wanted.function).as_string(None))
    row = cursor.fetchone()
    if row is None:
        raise RoomNotPublished(f"{wanted.room} publishes no {wanted.function}(date)")
    missing = set(wanted.columns) - set(row[0].split(","))
    if missing:
        raise RoomNotPublished(f"{wanted.room}: {wanted.function} lacks {', '.join(sorted(missing))}")


def query(wanted: Wanted, as_of: date, among: sql.Composable | None = None) -> str:
    """The statement that reads a table of the contract as of a date; `among`: creditors and accounts, arrays."""
    text = sql.SQL("SELECT {} FROM {}({}::date{})").format(
        sql.SQL(", ").join(sql.Identifier(name) for name in wanted.columns),
        sql.Identifier(wanted.function if among is None else f"{wanted.function}_among"),
        as_of.isoformat(),
        sql.SQL("") if among is None else sql.SQL(", {}").format(among),
    )
    if wanted.dated_by is not None and wanted.history_days is not None:
        since = as_of - timedelta(days=wanted.history_days)
        text += sql.SQL(" WHERE {} > {}::date").format(sql.Identifier(wanted.dated_by), since.isoformat())
    return text.as_string(None)


def keep(wanted: Wanted, rows: Any, folder: Path, duck: DuckEngine) -> None:
    """Write Arrow rows as the Parquet table of a snapshot, in the types of the contract."""
    duck.write(duck.arriving(rows).cast(dict(wanted.columns)), folder / wanted.table)


def night_row(as_of: date) -> dict[str, Any]:
    """The one row that says which night it is."""
    following = add_months(as_of.replace(day=1), 1)
    return {
        "as_of": as_of,
        "month_days": month_last(as_of).day,
        "next_month_days": month_last(following).day,
    }
