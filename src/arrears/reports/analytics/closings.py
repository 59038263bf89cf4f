"""The closings of the days: one Parquet file for each business date, a row for each open account.

A file is written once and never changed. Twelve months of a million accounts are twelve month ends and the
days between; a page reads two files, a curve the month ends alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

SCHEMA = pa.schema(
    [
        ("creditor_id", pa.int32()), ("account_id", pa.int64()), ("debtor_id", pa.int64()),
        ("user_id", pa.int32()), ("kind", pa.string()), ("product", pa.string()), ("currency", pa.string()),
        ("region", pa.string()), ("batch_id", pa.int32()), ("opened_on", pa.date32()),
        ("placed_on", pa.date32()), ("bucket", pa.string()), ("days_past_due", pa.int32()),
        ("overdue_minor", pa.int64()), ("balance_minor", pa.int64()), ("lost", pa.bool_()),
        ("received_month_minor", pa.int64()), ("open", pa.bool_()), ("first_overdue_on", pa.date32()),
        ("placed_minor", pa.int64()), ("received_minor", pa.int64()),
    ]
)  # fmt: skip
"""Amounts in minor units. `received_month_minor`: money of the calendar month up to the date; `received_minor`:
since placement. Accounts that ended stay as rows that are not `open`, so that their money is not forgotten.
`placed_minor` and `first_overdue_on` are carried on from the closing in which they were first seen."""
ROWS_A_GROUP = 122_880


def file_of(folder: Path, day: date) -> Path:
    return folder / f"{day.isoformat()}.parquet"


def days(folder: Path) -> list[date]:
    """The business dates that were closed, in order."""
    return sorted(date.fromisoformat(path.stem) for path in folder.glob("????-??-??.parquet"))


def month_ends(closed: Iterable[date]) -> list[date]:
    """The last closed date of each month."""
    last: dict[tuple[int, int], date] = {}
    for day in sorted(closed):
        last[(day.year, day.month)] = day
    return list(last.values())


_CARRIED = f"""
COPY (
    SELECT r.* REPLACE (
        coalesce(b.first_overdue_on, r.first_overdue_on) AS first_overdue_on,
        coalesce(b.placed_minor, r.placed_minor) AS placed_minor
    ) FROM read_parquet($raw) r
    LEFT JOIN (SELECT account_id, first_overdue_on, placed_minor FROM read_parquet($before)) b USING (account_id)
    ORDER BY r.account_id
) TO '%s' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS_A_GROUP})
"""  # noqa: S608 - a number of this module


def keep(folder: Path, day: date, batches: Iterable[pa.RecordBatch], before: date | None = None) -> int:
    """Write a closing; it appears whole or not at all. Returns its rows.

    `before`: the closing from which what was first seen then is carried on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{day.isoformat()}.{os.getpid()}.part"
    rows = 0
    with pq.ParquetWriter(part, SCHEMA, compression="zstd", version="2.6") as writer:
        for batch in batches:
            writer.write_batch(batch, row_group_size=ROWS_A_GROUP)
            rows += batch.num_rows
    if before is not None:
        carried = part.with_suffix(".carried")
        place = str(carried).replace("'", "''")
        ask(_CARRIED % place, {"raw": str(part), "before": str(file_of(folder, before))})
        part.unlink()
        part = carried
    part.replace(file_of(folder, day))
    return rows


@lru_cache(maxsize=1)
def _engine() -> duckdb.DuckDBPyConnection:
    """One engine for the process, which keeps nothing; a cursor of it for each question and thread."""
    return duckdb.connect(":memory:")


def ask(sql: str, values: dict[str, object]) -> list[tuple[object, ...]]:
    """Ask DuckDB in memory; the files are named by bound values."""
    with _engine().cursor() as cursor:
        return cursor.execute(sql, values).fetchall()


def whole(value: object) -> int:
    assert isinstance(value, int)
    return value
