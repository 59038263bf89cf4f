"""COPY for Arrow columns: the fastest way into PostgreSQL that stays inside Django's transaction.

Rows are written in PostgreSQL's binary format (COPY, "Binary Format"), put together column by column in C++,
so that neither side parses text. A column's Arrow type must be the table's own: int64 for bigint, int32 for
integer, int16 for smallint, string for text, binary for bytea, `jsonb(…)` for jsonb, date32, bool, and
microsecond timestamps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from psycopg import sql

Cursor = Any  # Django's cursor wrapper around psycopg's cursor: neither type alone has both interfaces

ROWS_MAX = 100_000  # rows put together at once
Part = Any
"""A piece of every row: a matrix of bytes (NDArray[uint8]) where it has one width, else a binary column."""

_HEAD = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_TAIL = b"\xff\xff"
_EPOCH_DAYS = 10_957  # 2000-01-01, PostgreSQL's day zero, in days since 1970
_EPOCH_MICROS = _EPOCH_DAYS * 86_400_000_000
_JSONB_VERSION = b"\x01"


def copy_in(cursor: Cursor, table: str, columns: pa.Table) -> None:
    """Append rows to a table; null stays null. ValueError for an Arrow type that no column has."""
    if columns.num_rows == 0:
        return
    names = sql.SQL(", ").join(map(sql.Identifier, columns.column_names))
    into = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(sql.Identifier(table), names)
    with cursor.copy(into) as copy:
        copy.write(_HEAD)
        for start in range(0, columns.num_rows, ROWS_MAX):
            copy.write(rows_of(columns.slice(start, ROWS_MAX)))
        copy.write(_TAIL)


def rows_of(columns: pa.Table) -> bytes | memoryview:
    """The rows of a table in the binary format, without head and tail."""
    count = columns.num_rows
    parts: list[Part] = [_repeated(columns.num_columns.to_bytes(2, "big"), count)]
    for column in columns.columns:
        parts += _field(column.combine_chunks(), count)
    blocks = _merged(parts)
    if len(blocks) == 1 and isinstance(blocks[0], np.ndarray):
        return np.ascontiguousarray(blocks[0]).tobytes()
    rows = pc.binary_join_element_wise(*map(_as_binary, blocks), b"")
    _, offsets, data = rows.buffers()
    first, last = np.frombuffer(offsets, np.int32)[[rows.offset, rows.offset + count]]
    return memoryview(data)[int(first) : int(last)]


def _merged(parts: Sequence[Part]) -> list[Part]:
    """Neighbouring parts of fixed width become one."""
    blocks: list[Part] = []
    for part in parts:
        if blocks and isinstance(part, np.ndarray) and isinstance(blocks[-1], np.ndarray):
            blocks[-1] = np.hstack([blocks[-1], part])
        else:
            blocks.append(part)
    return blocks


def _field(column: pa.Array, count: int) -> list[Part]:
    """Length and value of each row; a null has the length -1 and no value."""
    if pa.types.is_null(column.type):
        return [_repeated(b"\xff\xff\xff\xff", count)]
    if pa.types.is_string(column.type) or pa.types.is_binary(column.type):
        lengths = pc.fill_null(pc.binary_length(column), -1)
        prefix = _big_endian(lengths.to_numpy(zero_copy_only=False), ">i4")
        return [prefix, column.cast(pa.binary()).fill_null(b"")]
    values = _values(column)
    width = values.shape[1]
    if column.null_count == 0:
        return [_repeated(width.to_bytes(4, "big"), count), values]
    known = pc.is_valid(column)
    lengths = np.where(known.to_numpy(zero_copy_only=False), width, -1)
    return [_big_endian(lengths, ">i4"), pc.if_else(known, _as_binary(values), pa.scalar(b""))]


def _values(column: pa.Array) -> NDArray[np.uint8]:
    """Values of a fixed-width column as PostgreSQL writes them."""
    kind = column.type
    if pa.types.is_boolean(kind):
        return _big_endian(column.fill_null(False).to_numpy(zero_copy_only=False), ">u1")
    if pa.types.is_date32(kind):
        days = column.cast(pa.int32()).fill_null(0).to_numpy(zero_copy_only=False)
        return _big_endian(days - _EPOCH_DAYS, ">i4")
    if pa.types.is_timestamp(kind) and kind.unit == "us":
        micros = column.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
        return _big_endian(micros - _EPOCH_MICROS, ">i8")
    if kind in (pa.int16(), pa.int32(), pa.int64()):
        numbers = column.fill_null(0).to_numpy(zero_copy_only=False)
        return _big_endian(numbers, f">i{kind.bit_width // 8}")
    raise ValueError(f"no column is written from {kind}")


def _big_endian(numbers: NDArray[Any], kind: str) -> NDArray[np.uint8]:
    values = np.ascontiguousarray(numbers.astype(kind))
    return values.view(np.uint8).reshape(len(values), values.itemsize)


def _repeated(value: bytes, count: int) -> NDArray[np.uint8]:
    return np.broadcast_to(np.frombuffer(value, np.uint8), (count, len(value)))


def _as_binary(part: Part) -> pa.Array:
    if not isinstance(part, np.ndarray):
        return part
    count, width = part.shape
    offsets = np.arange(0, (count + 1) * width, width, dtype=np.int32)
    data = np.ascontiguousarray(part).reshape(-1)
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
