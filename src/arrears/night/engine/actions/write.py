"""Write a night's decisions: one bulk copy into a partition of its own, seen only when all of it is there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import ibis
import psycopg
from psycopg import sql

from arrears.foundation.copying import ROWS_MAX, copy_slices
from arrears.night.engine.columns import DECISION
from arrears.night.engine.database import address
from arrears.night.engine.engines import DuckEngine


def write(decisions: Path, run_id: int, business_date: date, duck: DuckEngine, finish: str) -> None:
    """Copy a decision folder into the partition of a run and run `finish` in the same transaction.

    A process that dies on the way leaves nothing: table, rows and indexes belong to one transaction.
    """
    rows = duck.kept(decisions).mutate(
        run_id=ibis.literal(run_id).cast("int64"), business_date=ibis.literal(business_date)
    )
    names = ("run_id", "business_date", *DECISION)
    partition = f"night_decision_{run_id}"
    with psycopg.connect(address()) as target, target.cursor() as cursor:
        _run(cursor, "CREATE TABLE {} (LIKE night_decision INCLUDING CONSTRAINTS)", sql.Identifier(partition))
        copy_slices(cursor, partition, names, duck.batches(rows.select(*names), ROWS_MAX))
        _attach(cursor, sql.Identifier(partition), run_id, business_date.isoformat())
        cursor.execute(finish.encode())


def _run(cursor: psycopg.Cursor, text: str, *parts: sql.Composable | str | int) -> None:
    cursor.execute(sql.SQL(text).format(*parts))


def _attach(cursor: psycopg.Cursor, partition: sql.Identifier, run_id: int, day: str) -> None:
    _run(cursor, "CREATE UNIQUE INDEX ON {} (account_id)", partition)
    _run(cursor, "CREATE INDEX ON {} (creditor_id, debtor_id)", partition)
    _run(
        cursor,
        "ALTER TABLE night_decision ATTACH PARTITION {} FOR VALUES FROM ({}, {}) TO ({}, {})",
        partition, day, run_id, day, run_id + 1,
    )  # fmt: skip
    _run(cursor, "ANALYZE {}", partition)
