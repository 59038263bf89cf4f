"""Expressions of the night carried out on a few rows in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from arrears.night.contracts import NIGHT
from arrears.night.engine.actions.tables import night_row
from arrears.night.engine.contracts import Policy
from arrears.night.engine.engines import INPUTS, plan_of, unfused

_ARROW = {
    "int16": pa.int16(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "string": pa.string(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "array<string>": pa.list_(pa.string()),
}
Rows = Iterable[Mapping[str, Any]]


def arrow(columns: Mapping[str, str], rows: Rows) -> pa.Table:
    """Rows as an Arrow table of the given Ibis types; what a row does not say is null."""
    kept = list(rows)
    return pa.table(
        {name: pa.array([row.get(name) for row in kept], type=_ARROW[kind]) for name, kind in columns.items()}
    )


class Memory:
    """A DuckDB of its own; expressions are compiled once by name and run on whatever rows are given."""

    def __init__(self) -> None:
        self._connection = ibis.duckdb.connect(threads=1)
        self._texts: dict[str, str] = {}

    def run(
        self,
        name: str,
        build: Callable[..., Table],
        tables: Mapping[str, tuple[Mapping[str, str], Rows]],
    ) -> list[dict[str, Any]]:
        """Build an expression over the named tables (once for each name) and run it."""
        if name not in self._texts:
            with unfused():
                unbound = {each: ibis.table(dict(types), name=each) for each, (types, _) in tables.items()}
                self._texts[name] = str(ibis.to_sql(build(**unbound), dialect="duckdb", pretty=False))
        return self.query(self._texts[name], tables)

    def query(self, text: str, tables: Mapping[str, tuple[Mapping[str, str], Rows]]) -> list[dict[str, Any]]:
        raw = self._connection.con
        for each, (types, rows) in tables.items():
            raw.register(each, arrow(types, rows))
        done = raw.execute(text)  # a relation (`sql`) would be bound twice, and binding is most of the work
        names = [column[0] for column in done.description]
        return [dict(zip(names, row, strict=True)) for row in done.fetchall()]

    def decide(self, policy: Policy, as_of: date, **rows: Rows) -> dict[int, dict[str, Any]]:
        """A whole night on rows given by table name; the decisions by account."""
        tables = {each.table: (each.columns, rows.get(each.table, ())) for each in INPUTS}
        tables[NIGHT.table] = (NIGHT.columns, [night_row(as_of)])
        return {row["account_id"]: row for row in self.query(plan_of(policy), tables)}
