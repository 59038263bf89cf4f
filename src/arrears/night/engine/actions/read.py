"""Read the rooms' published columns into a snapshot: one frozen view of all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from psycopg import sql

from arrears.night.contracts import ITEMS, NIGHT, STATE, WANTED, Wanted
from arrears.night.engine.actions.tables import check_published, keep, night_row, query
from arrears.night.engine.actions.usual import Base, keep_mark, usual_read
from arrears.night.engine.database import columnar
from arrears.night.engine.engines import DuckEngine


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """How the book was read: `changed` accounts beside a kept snapshot, or None for all of them."""

    changed: int | None


def read_rooms(
    folder: Path, as_of: date, duck: DuckEngine, after: Callable[[str], None], base: Base | None = None
) -> Read:
    """Write every wanted table under a folder, all from one moment of the database.

    With a `base` only accounts that changed since are read of the great tables; the result is the same.
    `after` is called with the name of each table that is done. Raises RoomNotPublished.
    """
    with columnar() as source, source.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for wanted in WANTED:
            check_published(wanted, cursor)
        keep_mark(folder, as_of, cursor)
        usual = usual_read(base, folder, as_of, cursor, duck) if base is not None else None
        with _aside(folder, as_of, duck, cursor if usual is None else None) as items:
            for wanted in WANTED:
                if wanted is not ITEMS and (usual is None or not wanted.among):
                    _read(wanted, folder, as_of, cursor, duck)
                    after(wanted.table)
            items()
            after(ITEMS.table)
    keep_date(folder, as_of, duck)
    return Read(changed=usual)


def _read(wanted: Wanted, folder: Path, as_of: date, cursor: Any, duck: DuckEngine) -> None:
    cursor.execute(query(wanted, as_of))
    keep(wanted, cursor.fetch_record_batch(), folder, duck)


@contextmanager
def _aside(folder: Path, as_of: date, duck: DuckEngine, cursor: Any | None) -> Iterator[Callable[[], None]]:
    """The instalments, half of all there is to read, through a connection of their own that sees the same moment
    as this one; yields what waits for them. Without a cursor nothing is read."""
    if cursor is None:
        yield lambda: None
        return
    cursor.execute("SELECT pg_export_snapshot()")
    moment = str(cursor.fetchone()[0])

    def read() -> None:
        own = duck.beside()
        try:
            with columnar() as source, source.cursor() as other:
                other.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                other.execute(
                    sql.SQL("SET TRANSACTION SNAPSHOT {}").format(sql.Literal(moment)).as_string(None)
                )
                _read(ITEMS, folder, as_of, other, own)
        finally:
            own.close()

    with ThreadPoolExecutor(1, "items") as threads:
        reading = threads.submit(read)
        yield reading.result


def keep_date(folder: Path, as_of: date, duck: DuckEngine) -> None:
    """Write the one row that says which night this is."""
    keep(NIGHT, pa.Table.from_pylist([night_row(as_of)]), folder, duck)


def empty_state(folder: Path, duck: DuckEngine) -> None:
    """The state that the first night finds: no account was seen before."""
    nobody = duck.connection.create_table("nobody", schema=ibis.schema(dict(STATE.columns)), temp=True)
    duck.write(nobody, folder / STATE.table)
