"""The two engines that a night can run on. Both read and write Parquet folders; nothing else differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.expr.operations import Aggregate
from ibis.expr.types import Table

from arrears.night.contracts import NIGHT, OPENINGS, REACH, STATE, WANTED, Wanted
from arrears.night.engine import columns
from arrears.night.engine.contracts import Policy

MEMORY_LIMIT = "5GB"
ROWS_PER_GROUP = 245_760


class Style(StrEnum):
    """How a folder is written by DuckDB: as every engine reads it; as decisions, which DuckDB alone reads again, a
    third smaller; or quickly, since it is read once and goes."""

    PLAIN = "COMPRESSION snappy"
    DECISIONS = "COMPRESSION snappy, PARQUET_VERSION V2, DICTIONARY_SIZE_LIMIT 2000"
    PASSING = "COMPRESSION uncompressed, PARQUET_VERSION V2, DICTIONARY_SIZE_LIMIT 1"


_AS_WRITTEN = "build_side_probe_side"
"""Each join of a night looks up a narrow table for every account. Left to itself, DuckDB takes the accounts, with
all their columns, for the smaller side and keeps those in memory."""
INPUTS = (*WANTED, OPENINGS, REACH, STATE, NIGHT)
_PLANS_KEPT = 8
_CONTRACT = {each.table: ibis.schema(dict(each.columns)) for each in INPUTS}


Inputs = Mapping[str, Path]
"""Folders of Parquet files by the name of the table that they are."""
Build = Callable[[Mapping[str, Table], columns.Stage], Table]
"""An expression over such tables; its stages get names of their own."""


class Engine(Protocol):
    """Where the expressions of a night are carried out."""

    name: str

    def carry_out(
        self,
        key: str,
        inputs: Inputs,
        build: Build,
        types: Mapping[str, str],
        into: Path,
        *,
        style: Style = Style.PLAIN,
    ) -> None:
        """Write what an expression gives into a new folder of Parquet files, in the given types.

        `key` names the expression: with the same key it is the same, and is compiled once. `style` is a matter of
        speed and size, and an engine may leave it aside.
        """

    def close(self) -> None:
        """Give back what the engine holds."""


def inputs_of(folder: Path) -> Inputs:
    """The tables that a night reads, in a snapshot; one that a night of before did not know yet is empty."""
    for each in INPUTS:
        if not any((folder / each.table).glob("*.parquet")):
            keep_nothing(each, folder)
    return {each.table: folder / each.table for each in INPUTS}


def keep_nothing(wanted: Wanted, folder: Path) -> None:
    """An empty table of a snapshot."""
    (folder / wanted.table).mkdir(parents=True, exist_ok=True)
    pq.write_table(arrow_schema(wanted.columns).empty_table(), folder / wanted.table / "part-0.parquet")


def arrow_schema(columns: Mapping[str, str]) -> pa.Schema:
    """The Arrow schema of columns that are named by their Ibis types."""
    return ibis.schema(dict(columns)).to_pyarrow()


def decide(worker: Engine, folder: Path, policy: Policy, into: Path) -> None:
    """Write the decisions of a snapshot folder, by a policy without limits."""
    worker.carry_out(
        policy.hash,
        inputs_of(folder),
        lambda tables, stage: columns.decide(tables, policy, stage),
        columns.DECISION,
        into,
        style=Style.DECISIONS,
    )


@contextmanager
def unfused() -> Iterator[None]:
    """Ibis must not fold steps into one: a step uses the columns of the one before many times over."""
    before = ibis.options.sql.fuse_selects
    ibis.options.sql.fuse_selects = False
    try:
        yield
    finally:
        ibis.options.sql.fuse_selects = before


_plans: dict[str, str] = {}
_compiling = Lock()
"""Whether Ibis folds steps is one switch for the whole process: one thread compiles at a time."""


def plan_of(policy: Policy) -> str:
    """The decision of a policy as one DuckDB statement over the tables of a snapshot.

    The date is a column, so a policy is compiled once and not every night.
    """
    return _plan(
        policy.hash,
        {each.table: ibis.table(dict(each.columns), name=each.table) for each in INPUTS},
        lambda tables, stage: columns.decide(tables, policy, stage),
        columns.DECISION,
    )


def _plan(key: str, tables: Mapping[str, Table], build: Build, types: Mapping[str, str]) -> str:
    with _compiling:
        made = _plans.pop(key, None) or _compile(tables, build, types)
        while len(_plans) >= _PLANS_KEPT:
            del _plans[next(iter(_plans))]
        _plans[key] = made  # the one used last stays longest
    return made


def _compile(tables: Mapping[str, Table], build: Build, types: Mapping[str, str]) -> str:
    steps: list[str] = []

    def stage(name: str, table: Table) -> Table:
        steps.append(f'"step_{name}" AS NOT MATERIALIZED ({_statement(table)})')
        return ibis.table(table.schema(), name=f"step_{name}")

    with unfused():
        decision = _typed(types, _statement(build(tables, stage)))
    return f"WITH {', '.join(steps)} {decision}" if steps else decision


_DUCK_TYPES = {
    "int64": "BIGINT",
    "int32": "INTEGER",
    "int16": "SMALLINT",
    "string": "VARCHAR",
    "boolean": "BOOLEAN",
    "date": "DATE",
}


def _statement(table: Table) -> str:
    """An expression as a statement; sums are brought back to the type that Ibis takes them for."""
    text = str(ibis.to_sql(table, dialect="duckdb", pretty=False))
    if isinstance(table.op(), Aggregate):
        return _typed({name: str(kind) for name, kind in table.schema().items()}, text)
    return text


def _typed(types: Mapping[str, str], text: str) -> str:
    """DuckDB sums whole numbers as HUGEINT, which is slow and which Parquet would keep as a float. Ibis takes
    them for int64 already and drops the cast, so the last word on types is said here."""
    named = [f'CAST("{name}" AS {_DUCK_TYPES[kind]}) AS "{name}"' for name, kind in types.items()]
    return " ".join(("SELECT", ", ".join(named), "FROM", f"({text})"))


class DuckEngine:
    """DuckDB in this process; spills to a scratch folder when the memory limit is reached."""

    name = "duckdb"

    def __init__(
        self, scratch: Path | None = None, memory_limit: str = MEMORY_LIMIT, threads: int | None = None
    ) -> None:
        settings: dict[str, Any] = {"memory_limit": memory_limit}
        if scratch is not None:
            settings["temp_directory"] = str(scratch)
        if threads is not None:
            settings["threads"] = threads
        self.connection = ibis.duckdb.connect(**settings)
        self.connection.raw_sql("SET preserve_insertion_order = false")

    def carry_out(
        self,
        key: str,
        inputs: Inputs,
        build: Build,
        types: Mapping[str, str],
        into: Path,
        *,
        style: Style = Style.PLAIN,
    ) -> None:
        tables = {}
        for name, folder in inputs.items():
            read = self.connection.read_parquet(
                str(folder / "*.parquet"), table_name=name, hive_partitioning=False
            )
            tables[name] = ibis.table(_CONTRACT.get(name) or read.schema(), name=name)
        tables[columns.COUNTED] = columns.counted()
        plan = _plan(key, tables, build, types)
        self.connection.raw_sql(f"SET disabled_optimizers = '{_AS_WRITTEN}'")
        try:
            self.copy(plan, into, style)
        finally:
            self.connection.raw_sql("RESET disabled_optimizers")

    def copy(self, query: str, into: Path, style: Style = Style.PLAIN) -> None:
        """Carry a query out into a new folder with one Parquet file."""
        into.mkdir(parents=True)
        target = str(into / "part-0.parquet").replace("'", "''")
        self.connection.raw_sql(
            f"COPY ({query}) TO '{target}' (FORMAT parquet, {style}, ROW_GROUP_SIZE {ROWS_PER_GROUP})"
        )

    def write(self, table: Table, into: Path) -> None:
        """Carry an expression out into a new folder with one Parquet file."""
        self.copy(str(self.connection.compile(table)), into)

    def kept(self, folder: Path) -> Table:
        """A folder of Parquet files as a table without a name of its own."""
        return self.connection.read_parquet(str(folder / "*.parquet"), hive_partitioning=False)

    def batches(self, table: Table, rows: int) -> Any:
        """An expression as Arrow batches, read once. (Ibis' own way calls what DuckDB 2 no longer has.)"""
        return self.connection.con.sql(str(self.connection.compile(table))).to_arrow_reader(rows)

    def arriving(self, rows: Any) -> Table:
        """Arrow batches that can be read once, as a table."""
        self.connection.con.register("arriving", rows)
        return self.connection.table("arriving")

    def beside(self) -> DuckEngine:
        """Another one in this process, for a thread that writes what arrives: it needs little memory."""
        return DuckEngine(memory_limit="500MB", threads=1)

    def tell_progress(self) -> None:
        """Count how far a statement is, for `hundredths`."""
        self.connection.raw_sql("SET enable_progress_bar = true")
        self.connection.raw_sql("SET enable_progress_bar_print = false")

    def hundredths(self) -> float:
        """How far the statement is that another thread carries out; below 0 when it is not known."""
        return float(self.connection.con.query_progress())

    def interrupt(self) -> None:
        """End the statement that another thread carries out; it raises duckdb.InterruptException there."""
        self.connection.con.interrupt()

    def close(self) -> None:
        self.connection.disconnect()
