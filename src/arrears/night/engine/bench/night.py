"""How long a night takes on a book of any size, beside the least that the same data costs in the same run.

On PostgreSQL the book lies in tables of its own behind the published functions, so that the night reads and
writes as it always does; what the rooms' own functions cost over their ledgers is not in it. Parquet to Parquet
is the night's own work alone. Nothing of it stays.
"""

from __future__ import annotations

import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Template
from typing import Any

from django.conf import settings
from django.db import connection
from django.test.utils import override_settings
from psycopg import sql

from arrears.night.contracts import WANTED
from arrears.night.engine import snapshots
from arrears.night.engine.actions.read import query
from arrears.night.engine.actions.run import run
from arrears.night.engine.allocating import PRICES, decide_night
from arrears.night.engine.bench.book import BATCH_ROWS, make_snapshot, statements
from arrears.night.engine.contracts import Policy
from arrears.night.engine.database import columnar
from arrears.night.engine.engines import INPUTS, DuckEngine
from arrears.night.engine.models import NightRun
from arrears.night.engine.rules import parse
from arrears.night.engine.shipped import shipped_texts

NIGHT = date(1999, 11, 23)
"""A date on which no house runs a night."""
SCHEMA = "night_bench"
_TYPES = {
    "int16": "smallint",
    "int32": "integer",
    "int64": "bigint",
    "string": "text",
    "boolean": "boolean",
    "date": "date",
    "array<string>": "text[]",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NightFigures:
    """Seconds of a night by step, of the floor by part, and the peak of this process in MiB.

    `gap`: of the allocation, None when the night had no limits.
    """

    source: str
    accounts: int
    instalments: int
    steps: dict[str, float]
    seconds: float
    floor: dict[str, float]
    floor_seconds: float
    ratio_to_floor: float
    accounts_per_second: int
    gap: float | None
    peak_mib: int


def bench_night(
    accounts: int, instalments: int, *, parquet: bool = False, limits: bool = True
) -> NightFigures:
    """Make a book, run its first night and measure it. `limits`: allocation under capacities (Parquet only)."""
    each = max(instalments // accounts, 1)
    with tempfile.TemporaryDirectory(prefix="arrears-bench-", dir=_place()) as place:
        root = Path(place)
        if parquet:
            steps, floor, gap = _parquet(root, accounts, accounts * each, limits)
        else:
            steps, floor, gap = _postgresql(root, accounts, accounts * each)
    seconds, least = sum(steps.values()), sum(floor.values())
    return NightFigures(
        source="parquet" if parquet else "postgresql",
        accounts=accounts,
        instalments=accounts * each,
        steps={name: round(found, 3) for name, found in steps.items()},
        seconds=round(seconds, 3),
        floor={name: round(found, 3) for name, found in floor.items()},
        floor_seconds=round(least, 3),
        ratio_to_floor=round(seconds / max(least, 1e-9), 2),
        accounts_per_second=round(accounts / max(seconds, 1e-9)),
        gap=gap,
        peak_mib=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    )


def _place() -> str:
    root = Path(settings.SNAPSHOTS)
    root.mkdir(parents=True, exist_ok=True)
    return str(root)


def limited(accounts: int) -> Policy:
    """The shipped policy with the limits of a house of this size."""
    text = Path(__file__).with_name("limits.toml").read_text()
    filled = Template(text).substitute(minutes=accounts // 4, few=accounts // 20 + 1, budget=accounts * 30)
    return parse({**shipped_texts(), "allocation": filled})


class _Watch:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - began


Measured = tuple[dict[str, float], dict[str, float], float | None]


def _parquet(root: Path, accounts: int, instalments: int, limits: bool) -> Measured:
    folder = root / "snapshot"
    make_snapshot(folder, NIGHT, accounts, instalments)
    policy = limited(accounts) if limits else parse(shipped_texts())
    watch, duck = _Watch(), DuckEngine(root)
    try:
        outcome = decide_night(duck, folder, policy, folder / snapshots.DECISIONS, step=watch.step)
    finally:
        duck.close()
    floor = _Watch()
    _plain(folder, root, floor)
    assert (outcome is None) == (not (folder / PRICES).exists())
    return watch.seconds, floor.seconds, None if outcome is None else float(outcome["gap"])


def _plain(folder: Path, root: Path, floor: _Watch) -> None:
    """What scanning and adding up the same columns costs, and writing the same result."""
    duck = DuckEngine(root)
    try:
        with floor.step("scan"):
            for each in INPUTS:
                table = duck.kept(folder / each.table)
                figures = {
                    name: table[name].max() if kind != "array<string>" else table[name].count()
                    for name, kind in each.columns.items()
                }
                table.aggregate(**figures, rows=table.count()).to_pyarrow()
        with floor.step("write"):
            duck.write(duck.kept(folder / snapshots.DECISIONS), root / "plain")
    finally:
        duck.close()
        shutil.rmtree(root / "plain", ignore_errors=True)


def _postgresql(root: Path, accounts: int, instalments: int) -> Measured:
    options = connection.settings_dict.setdefault("OPTIONS", {})
    before = options.get("options")
    _load(accounts, instalments)
    options["options"] = f"-c search_path={SCHEMA},public"
    try:
        with override_settings(SNAPSHOTS=str(root / "snapshots")):
            summary = run(NIGHT)
            record = NightRun.objects.get(pk=summary.run_id)
            folder = root / "snapshots" / record.snapshot
            floor = _Watch()
            with floor.step("transfer"):
                _transfer()
            _plain(folder, root, floor)
            del floor.seconds["write"]
            with floor.step("write"):
                _write_plain(folder)
        steps = {step.name: step.seconds for step in summary.steps}
        return steps, floor.seconds, None
    finally:
        options["options"] = before
        if before is None:
            del options["options"]
        _clear()


def _load(accounts: int, instalments: int) -> None:
    """Put the book into tables behind functions of the published names."""
    _clear()
    duck = DuckEngine()
    try:
        with columnar() as target, target.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {SCHEMA}")
            for wanted, text in zip(WANTED, statements(NIGHT, accounts, instalments), strict=True):
                columns = ", ".join(f"{name} {_TYPES[kind]}" for name, kind in wanted.columns.items())
                table = f"{wanted.table}_rows"
                cursor.execute(f"CREATE UNLOGGED TABLE {SCHEMA}.{table} ({columns})")
                named = ", ".join(wanted.columns)
                made = duck.connection.con.cursor().sql(text).to_arrow_reader(BATCH_ROWS)
                typed = duck.arriving(made).cast(dict(wanted.columns)).select(*wanted.columns)
                cursor.adbc_ingest(
                    table, duck.batches(typed, BATCH_ROWS), mode="append", db_schema_name=SCHEMA
                )
                cursor.execute(
                    sql.SQL(
                        "CREATE FUNCTION {} (as_of date) RETURNS TABLE ({}) LANGUAGE sql STABLE "
                        "AS 'SELECT {} FROM {}'"
                    )
                    .format(
                        sql.Identifier(SCHEMA, wanted.function),
                        sql.SQL(columns),
                        sql.SQL(named),
                        sql.Identifier(SCHEMA, table),
                    )
                    .as_string(None)
                )
            target.commit()
    finally:
        duck.close()


def _transfer() -> None:
    """Every column that the night reads, from PostgreSQL to Arrow and no further."""
    with columnar() as source, source.cursor() as cursor:
        for wanted in WANTED:
            cursor.execute(query(wanted, NIGHT))
            for _batch in cursor.fetch_record_batch():
                pass


def _write_plain(folder: Path) -> None:
    """The same result into a table without an index."""
    duck = DuckEngine()
    try:
        with columnar() as target, target.cursor() as cursor:
            rows = duck.kept(folder / snapshots.DECISIONS)
            batches: Any = duck.batches(rows, BATCH_ROWS)
            cursor.adbc_ingest("plain_decisions", batches, mode="create", db_schema_name=SCHEMA)
            target.commit()
    finally:
        duck.close()


def _clear() -> None:
    """Remove the book, the run and its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(SCHEMA)))
        for record in NightRun.objects.filter(business_date=NIGHT):
            partition = sql.Identifier(f"night_decision_{record.pk}")
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(partition))
            record.delete()
