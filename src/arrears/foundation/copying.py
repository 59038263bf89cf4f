"""COPY for Arrow columns: the fastest way into PostgreSQL that stays inside Django's transaction."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from psycopg import sql
from pyarrow import csv

Cursor = Any  # Django's cursor wrapper around psycopg's cursor: neither type alone has both interfaces

_PLAIN = csv.WriteOptions(include_header=False)


def copy_in(cursor: Cursor, table: str, columns: pa.Table) -> None:
    """Append rows to a table. Null stays null; sealed bytes come as text (`hexed`)."""
    if columns.num_rows == 0:
        return
    sink = pa.BufferOutputStream()
    csv.write_csv(columns, sink, _PLAIN)
    names = sql.SQL(", ").join(map(sql.Identifier, columns.column_names))
    into = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(sql.Identifier(table), names)
    with cursor.copy(into) as copy:
        copy.write(sink.getvalue().to_pybytes())


def hexed(values: list[bytes]) -> pa.Array:
    """Bytes as PostgreSQL reads them in text."""
    return pa.array(["\\x" + value.hex() for value in values], pa.string())


def new_ids(cursor: Cursor, table: str, count: int) -> list[int]:
    """Fresh primary keys of a table, so that rows of several tables can be copied without a look-up."""
    if count == 0:
        return []
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence(%s, 'id')::regclass) FROM generate_series(1, %s)",
        [table, count],
    )
    return [row[0] for row in cursor.fetchall()]


def stage(cursor: Cursor, name: str, like: str, columns: pa.Table) -> None:
    """A temporary table with some columns of `like` (and their types), filled; dropped at commit."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns.column_names))
    table, model = sql.Identifier(name), sql.Identifier(like)
    cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(table))
    cursor.execute(
        sql.SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
            table, names, model
        )
    )
    copy_in(cursor, name, columns)
    cursor.execute(sql.SQL("ANALYZE {}").format(table))


def same(value: Any, count: int) -> pa.Array:
    """A column that says the same in every row."""
    return pa.repeat(pa.scalar(value), count)
