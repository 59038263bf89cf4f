"""COPY for Arrow columns: the fastest way into PostgreSQL that stays inside Django's transaction.

Rows are written in PostgreSQL's binary format (COPY, "Binary Format"), put together column by column in C++,
so that neither side parses text. A column's Arrow type must be the table's own: int64 for bigint, int32 for
integer, int16 for smallint, string for text, binary for bytea, `jsonb(…)` for jsonb, date32, bool, and
microsecond timestamps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from psycopg import sql

Cursor = Any  # Django's cursor wrapper around psycopg's cursor: neither type alone has both interfaces

ROWS_MAX = 100_000  # rows put together at once
Rows = memoryview
"""Bytes of some rows."""

_HEAD = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_TAIL = b"\xff\xff"
_LENGTH = 4  # bytes that say how long a value is
_EPOCH_DAYS = 10_957  # 2000-01-01, PostgreSQL's day zero, in days since 1970
_EPOCH_MICROS = _EPOCH_DAYS * 86_400_000_000
_JSONB_VERSION = b"\x01"


def copy_in(cursor: Cursor, table: str, columns: pa.Table) -> None:
    """Append rows to a table; null stays null. ValueError for an Arrow type that no column has."""
    if columns.num_rows == 0:
        return
    slices = (columns.slice(start, ROWS_MAX) for start in range(0, columns.num_rows, ROWS_MAX))
    copy_slices(cursor, table, columns.column_names, slices)


def copy_slices(cursor: Cursor, table: str, names: Sequence[str], slices: Iterable[pa.Table]) -> None:
    """Append rows as they arrive; the next slice is put together while the server takes the one before.

    Slices have these columns in this order and at most `ROWS_MAX` rows. ValueError as `copy_in`.
    """
    listed = sql.SQL(", ").join(map(sql.Identifier, names))
    into = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(sql.Identifier(table), listed)
    with cursor.copy(into) as copy:
        copy.write(_HEAD)
        for rows in _one_ahead(map(rows_of, slices)):
            copy.write(rows)
        copy.write(_TAIL)


def _one_ahead(made: Iterator[Rows]) -> Iterator[Rows]:
    """The same, each one made while the one before is used."""
    with ThreadPoolExecutor(1, "rows") as aside:
        following = aside.submit(next, made, None)
        while (rows := following.result()) is not None:
            following = aside.submit(next, made, None)
            yield rows


def rows_of(columns: pa.Table) -> Rows:
    """The rows of a table in the binary format, without head and tail."""
    count = columns.num_rows
    fields: list[_Fixed | pa.Array] = [_Fixed(np.full(count, columns.num_columns), ">i2", headed=False)]
    for column in columns.columns:
        whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        fields += _field(whole, count)
    blocks: list[pa.Array] = []
    for fixed, some in groupby(fields, lambda field: isinstance(field, _Fixed)):
        together = list(some)
        blocks += [_block(together, count)] if fixed else together
    rows = blocks[0] if len(blocks) == 1 else pc.binary_join_element_wise(*blocks, b"")
    _, offsets, data = rows.buffers()
    first, last = np.frombuffer(offsets, np.int32)[[rows.offset, rows.offset + count]]
    return memoryview(data)[int(first) : int(last)]


@dataclass(frozen=True, slots=True)
class _Fixed:
    """A piece of every row of one width: values of a column with their length before them, or bare.

    `kind` is the big-endian NumPy type; where `nulls`, the length is -1 and no value follows.
    """

    values: NDArray[Any]
    kind: str
    nulls: NDArray[np.bool_] | None = None
    headed: bool = True


def _field(column: pa.Array, count: int) -> list[_Fixed | pa.Array]:
    """Length and value of each row; a null has the length -1 and no value."""
    if pa.types.is_null(column.type):
        return [_Fixed(np.full(count, -1), ">i4", headed=False)]
    if pa.types.is_string(column.type) or pa.types.is_binary(column.type):
        lengths = pc.fill_null(pc.binary_length(column), -1).to_numpy(zero_copy_only=False)
        return [_Fixed(lengths, ">i4", headed=False), column.cast(pa.binary()).fill_null(b"")]
    values, kind = _values(column)
    nulls = column.is_null().to_numpy(zero_copy_only=False) if column.null_count else None
    return [_Fixed(values, kind, nulls)]


def _values(column: pa.Array) -> tuple[NDArray[Any], str]:
    """Values of a fixed-width column and how PostgreSQL writes them."""
    kind = column.type
    if pa.types.is_boolean(kind):
        return column.fill_null(False).to_numpy(zero_copy_only=False), ">u1"
    if pa.types.is_date32(kind):
        days = column.cast(pa.int32()).fill_null(0).to_numpy(zero_copy_only=False)
        return days - _EPOCH_DAYS, ">i4"
    if pa.types.is_timestamp(kind) and kind.unit == "us":
        micros = column.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
        return micros - _EPOCH_MICROS, ">i8"
    if kind in (pa.int16(), pa.int32(), pa.int64()):
        return column.fill_null(0).to_numpy(zero_copy_only=False), f">i{kind.bit_width // 8}"
    raise ValueError(f"no column is written from {kind}")


def _block(fields: Sequence[_Fixed], count: int) -> pa.Array:
    """Pieces of fixed width side by side, as one binary value a row: all rows as a matrix of bytes, out of which
    the bytes of nulls are taken."""
    parts: list[tuple[str, str]] = []
    for place, field in enumerate(fields):
        parts += [(f"length{place}", ">i4")] if field.headed else []
        parts.append((f"value{place}", field.kind))
    layout = np.dtype(parts)
    rows = np.zeros(count, layout)
    sizes = np.full(count, layout.itemsize)
    keep: NDArray[np.bool_] | None = None
    at = 0
    for place, field in enumerate(fields):
        width = layout[f"value{place}"].itemsize
        rows[f"value{place}"] = field.values
        if field.headed:
            rows[f"length{place}"] = width if field.nulls is None else np.where(field.nulls, -1, width)
            at += _LENGTH
        if field.nulls is not None:
            keep = np.ones((count, layout.itemsize), np.bool_) if keep is None else keep
            keep[:, at : at + width] = ~field.nulls[:, None]
            sizes -= width * field.nulls
        at += width
    data = rows.view(np.uint8) if keep is None else rows.view(np.uint8).reshape(keep.shape)[keep]
    offsets = np.zeros(count + 1, np.int32)
    np.cumsum(sizes, out=offsets[1:])
    return pa.Array.from_buffers(pa.binary(), count, [None, pa.py_buffer(offsets), pa.py_buffer(data)])


def jsonb(texts: Iterable[str]) -> pa.Array:
    """A jsonb column from JSON texts."""
    return pa.array([_JSONB_VERSION + text.encode() for text in texts], pa.binary())


def new_ids(cursor: Cursor, table: str, count: int) -> list[int]:
    """Fresh primary keys of a table, so that rows of several tables can be copied without a look-up."""
    if count == 0:
        return []
    cursor.execute(
        "SELECT array_agg(nextval(s.name)) FROM generate_series(1, %s),"
        " (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name OFFSET 0) s",
        [count, table],
    )
    return list(cursor.fetchone()[0])


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


def tell_the_planner(cursor: Cursor) -> int:
    """Statistics of the tables that have changed a lot since their last ones; returns how many.

    The server does the same by itself, by the same rule, up to a minute later: too late for whoever reads a large
    change at once with the plan for an empty table. A role that does not own a table leaves it to the server.
    """
    cursor.execute("SELECT pg_stat_force_next_flush()")
    cursor.execute(
        "SELECT s.relid::regclass::text FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid"
        " WHERE s.n_mod_since_analyze > 50 + 0.1 * greatest(c.reltuples, 0) AND c.relpersistence = 'p'"
        " AND pg_has_role(c.relowner, 'USAGE') ORDER BY 1"
    )
    names = [str(row[0]) for row in cursor.fetchall()]
    for name in names:
        cursor.execute(f"ANALYZE {name}")  # spelled by the server itself, quoted where it has to be
    return len(names)


def same(value: Any, count: int, kind: pa.DataType | None = None) -> pa.Array:
    """A column that says the same in every row."""
    return pa.repeat(pa.scalar(value, kind), count)
