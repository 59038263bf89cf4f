"""The gate's shadow of a night: what may be done today with each account, kept in the snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from arrears.gate import api as gate
from arrears.night.contracts import ACCOUNTS, CONTACTS, OPENINGS, REACH, STOPS
from arrears.night.engine.engines import Engine, arrow_schema, keep_nothing

SHADOW = "shadow"
_READ = (ACCOUNTS, STOPS, CONTACTS)


def mask_night(worker: Engine, folder: Path, as_of: date) -> None:
    """Write `openings` and `reach` of a snapshot. The gate's day is worked out once for each profile; what is
    noted of single debtors is joined by the engine of the night."""
    mask_with(worker, folder, gate.shadow_day(as_of))


def mask_with(worker: Engine, folder: Path, day: gate.ShadowDay) -> None:
    """The same for a day of the gate that is given."""
    _keep(OPENINGS.columns, day.of_creditors, folder / OPENINGS.table)
    place = folder / SHADOW
    for name, columns in gate.mask.SMALL.items():
        _keep(columns, day.rows[name], place / name)
    if not (day.rows["noted"] or any(_rows(folder / each.table) for each in (STOPS, CONTACTS))):
        keep_nothing(REACH, folder)
        return
    inputs = {
        **{each.table: folder / each.table for each in _READ},
        **{name: place / name for name in gate.mask.SMALL},
    }
    worker.carry_out(
        "mask",
        inputs,
        lambda tables, stage: gate.mask.of_accounts(tables),
        REACH.columns,
        folder / REACH.table,
    )


def _keep(columns: Mapping[str, str], rows: Iterable[Sequence[object]], into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True)
    schema = arrow_schema(columns)
    table = pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows], schema=schema)
    pq.write_table(table, into / "part-0.parquet")


def _rows(folder: Path) -> int:
    return sum(pq.read_metadata(part).num_rows for part in folder.glob("*.parquet"))
