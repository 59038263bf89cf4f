"""The night on Spark, at any address: `local[*]`, `spark://…`, or Spark Connect (`sc://…`)."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import ibis
from ibis.expr.types import Table

from arrears.night.engine.engines import Build, Inputs, Style, unfused

try:
    from pyspark.sql import SparkSession
except ImportError:  # the extra [spark] is not installed; asking for this engine says so
    SparkSession = None

LOCAL = "local[*]"


class SparkMissing(RuntimeError):
    """PySpark is not installed: `pip install arrears[spark]`, and Java 17 or newer."""


class SparkEngine:
    """Spark reads and writes the Parquet folders of a snapshot; no row passes through this process."""

    name = "spark"

    def __init__(self, address: str = LOCAL) -> None:
        if SparkSession is None:
            raise SparkMissing(SparkMissing.__doc__)
        builder = SparkSession.builder.appName("arrears night").config("spark.sql.session.timeZone", "UTC")
        if address.startswith("sc://"):
            builder = builder.remote(address)
        else:
            builder = builder.master(address).config("spark.ui.enabled", "false")
        self._session = builder.getOrCreate()
        self.connection = ibis.pyspark.connect(self._session)

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
        steps = into.with_name(into.name + ".steps")

        def stage(name: str, table: Table) -> Table:
            """Each step is carried out before the next: Spark would fold them and compute each many times."""
            place = str((steps / name).resolve())
            self.connection.to_parquet(table, place, mode="overwrite")
            return self.connection.read_parquet(place, table_name=f"step_{name}")

        try:
            with unfused():
                tables = {
                    name: self.connection.read_parquet(str(folder.resolve()), table_name=name)
                    for name, folder in inputs.items()
                }
                made = build(tables, stage).select(*types).cast(dict(types))
                self.connection.to_parquet(made, str(into.resolve()), mode="error")
        finally:
            shutil.rmtree(steps, ignore_errors=True)

    def close(self) -> None:
        self.connection.disconnect()
