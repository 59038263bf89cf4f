"""The two engines that a night can run on. Both read and write Parquet folders; nothing else differs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import ibis
from ibis.expr.types import Table

MEMORY_LIMIT = "5GB"
ROWS_PER_GROUP = 245_760


class Engine(Protocol):
    """Where the expressions of a night are carried out."""

    name: str

    def read(self, folder: Path, name: str) -> Table:
        """A table of a snapshot folder."""

    def stage(self, name: str, table: Table) -> Table:
        """Give a step its own name, so that steps are not folded into one another."""

    def write(self, table: Table, folder: Path) -> None:
        """Carry an expression out into a new folder of Parquet files."""

    def close(self) -> None:
        """Give back what the engine holds."""


@contextmanager
def unfused() -> Iterator[None]:
    """Ibis must not fold steps into one: a step uses the columns of the one before many times over."""
    before = ibis.options.sql.fuse_selects
    ibis.options.sql.fuse_selects = False
    try:
        yield
    finally:
        ibis.options.sql.fuse_selects = before


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

    def read(self, folder: Path, name: str) -> Table:
        return self.connection.read_parquet(
            str(folder / name / "*.parquet"), table_name=name, hive_partitioning=False
        )

    def stage(self, name: str, table: Table) -> Table:
        return self.connection.create_view(f"step_{name}", table, overwrite=True)

    def write(self, table: Table, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.connection.to_parquet(
            table, folder / "part-0.parquet", compression="snappy", row_group_size=ROWS_PER_GROUP
        )

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

    def close(self) -> None:
        self.connection.disconnect()
