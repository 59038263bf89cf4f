"""A usual night: of the great tables only accounts that changed since a kept snapshot are read.

The base is an earlier night's snapshot with the mark of its reading: the oldest transaction then open in the server.
A row counts as new when its transaction is not older. (The list of those open would be narrower, but it does not
name their savepoints, by which rows are marked too.) What begins to count by the calendar alone is asked for too
(`book_changed`). The accounts are counted afterwards: where the count differs (a restore, a removal), everything is
read.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from psycopg import sql

from arrears.night.contracts import ACCOUNTS, CHANGED, WANTED, Wanted
from arrears.night.engine.actions.tables import keep, query
from arrears.night.engine.engines import DuckEngine

_MARK = "read.json"
_SHARE = 3
"""When more than a third of the accounts changed, reading everything is faster."""
_AGE_MAX = 1_000_000_000  # transactions: far below where their numbers come round again
_READ_AMONG = tuple(wanted for wanted in WANTED if wanted.among)
_MARK_NOW = """
    SELECT (pg_snapshot_xmin(pg_current_snapshot()))::text,
           (SELECT system_identifier::text FROM pg_control_system()) || '/' || current_database()
"""
_TOGETHER = """
    SELECT count(*), count(DISTINCT p.pronamespace) FROM pg_proc p
    WHERE p.proname = ANY({}) AND pg_function_is_visible(p.oid)
"""
_OPEN_SINCE = """
    SELECT {since}::xid8 <= pg_snapshot_xmax(pg_current_snapshot()) AND age({since}::xid8::xid) < {most}
"""
_AMONG = sql.SQL(
    "ARRAY(SELECT DISTINCT creditor_id FROM night_changed), ARRAY(SELECT account_id FROM night_changed)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The snapshot of an earlier night, and what was open in the database when it was read."""

    folder: Path
    as_of: date
    since: str
    database: str


def base_in(folder: Path) -> Base | None:
    """A snapshot as a base; None when it does not say how it was read, or lacks a table."""
    mark = folder / _MARK
    if not mark.exists() or not all(any((folder / each.table).glob("*.parquet")) for each in _READ_AMONG):
        return None
    kept = json.loads(mark.read_text())
    return Base(
        folder=folder,
        as_of=date.fromisoformat(kept["as_of"]),
        since=str(kept["since"]),
        database=str(kept["database"]),
    )


def keep_mark(folder: Path, as_of: date, cursor: Any) -> None:
    """Say in the snapshot what was open in the database when it was read."""
    since, database = _one(cursor, _MARK_NOW)
    folder.mkdir(parents=True, exist_ok=True)
    kept = {"as_of": as_of.isoformat(), "since": since, "database": database}
    (folder / _MARK).write_text(json.dumps(kept))


def usual_read(base: Base, folder: Path, as_of: date, cursor: Any, duck: DuckEngine) -> int | None:
    """Write the great tables from a base and what changed since; how many accounts changed, or None when
    everything has to be read."""
    if not _usable(base, as_of, cursor):
        return None
    changed = _changed(base, as_of, cursor)
    of_base = duck.kept(base.folder / ACCOUNTS.table).count().to_pyarrow().as_py()
    if changed * _SHARE > of_base:
        return None
    work = folder / "changed"
    try:
        cursor.execute("SELECT account_id FROM night_changed")
        duck.write(duck.arriving(cursor.fetch_record_batch()), work / "keys")
        for wanted in _READ_AMONG:
            cursor.execute(query(wanted, as_of, _AMONG))
            keep(wanted, cursor.fetch_record_batch(), work, duck)
            _merge(wanted, base, work, folder, as_of, duck)
        if _counted(as_of, cursor) == duck.kept(folder / ACCOUNTS.table).count().to_pyarrow().as_py():
            return changed
        for wanted in _READ_AMONG:
            shutil.rmtree(folder / wanted.table)
        return None
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _usable(base: Base, as_of: date, cursor: Any) -> bool:
    """An earlier date, the same database with its transactions still ahead, and rooms that publish together."""
    if base.as_of >= as_of or _one(cursor, _MARK_NOW)[1] != base.database:
        return False
    functions = [CHANGED, *(each.function for each in _READ_AMONG)]
    functions += [f"{each.function}_among" for each in _READ_AMONG]
    found, places = _one(cursor, sql.SQL(_TOGETHER).format(sql.Literal(functions)).as_string(None))
    if found != len(functions) or places != 1:
        return False
    asked = sql.SQL(_OPEN_SINCE).format(since=sql.Literal(base.since), most=sql.Literal(_AGE_MAX))
    return bool(_one(cursor, asked.as_string(None))[0])


def _changed(base: Base, as_of: date, cursor: Any) -> int:
    cursor.execute("DROP TABLE IF EXISTS night_changed")
    made = sql.SQL(
        "CREATE TEMP TABLE night_changed AS"
        " SELECT DISTINCT creditor_id, account_id FROM {}({}::date, {}::date, {}::xid8::xid)"
    ).format(sql.Identifier(CHANGED), as_of.isoformat(), base.as_of.isoformat(), sql.Literal(base.since))
    cursor.execute(made.as_string(None))
    return int(_one(cursor, "SELECT count(*) FROM night_changed")[0])


def _merge(wanted: Wanted, base: Base, work: Path, folder: Path, as_of: date, duck: DuckEngine) -> None:
    kept = duck.kept(base.folder / wanted.table).anti_join(duck.kept(work / "keys"), "account_id")
    if wanted.dated_by is not None and wanted.history_days is not None:
        kept = kept.filter(kept[wanted.dated_by] > as_of - timedelta(days=wanted.history_days))
    both = kept.select(*wanted.columns).union(duck.kept(work / wanted.table).select(*wanted.columns))
    duck.write(both, folder / wanted.table)


def _counted(as_of: date, cursor: Any) -> int:
    text = sql.SQL("SELECT count(*) FROM {}({}::date)").format(
        sql.Identifier(ACCOUNTS.function), as_of.isoformat()
    )
    return int(_one(cursor, text.as_string(None))[0])


def _one(cursor: Any, text: str) -> Any:
    cursor.execute(text)
    return cursor.fetchone()
