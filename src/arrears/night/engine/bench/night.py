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
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from string import Template

import psycopg
from django.conf import settings
from django.test.utils import override_settings

from arrears.foundation.copying import ROWS_MAX, copy_slices
from arrears.night.contracts import WANTED
from arrears.night.engine import columns, snapshots
from arrears.night.engine.actions.run import run
from arrears.night.engine.actions.tables import query
from arrears.night.engine.allocating import PRICES, decide_night
from arrears.night.engine.bench.book import make_snapshot
from arrears.night.engine.bench.published import NIGHT, POSTGRESQL, SCHEMA, published_book, touch
from arrears.night.engine.contracts import Policy
from arrears.night.engine.database import address, columnar
from arrears.night.engine.engines import INPUTS, DuckEngine, inputs_of
from arrears.night.engine.models import NightRun
from arrears.night.engine.rules import parse
from arrears.night.engine.shipped import shipped_texts


@dataclass(frozen=True, slots=True, kw_only=True)
class NightFigures:
    """Seconds of a night by step, of the floor by part, and the peak of this process in MiB.

    `usual`: the night after it, for which one account in a hundred changed (PostgreSQL alone). `gap`: of the
    allocation, None when the night had no limits.
    """

    source: str
    accounts: int
    instalments: int
    steps: dict[str, float]
    seconds: float
    usual: dict[str, float]
    usual_seconds: float | None
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
    with tempfile.TemporaryDirectory(prefix="arrears-bench-", dir=place()) as made:
        root = Path(made)
        if parquet:
            found = _parquet(root, accounts, accounts * each, limits)
        else:
            found = _postgresql(root, accounts, accounts * each)
    seconds, least = sum(found.steps.values()), sum(found.floor.values())
    return NightFigures(
        source="parquet" if parquet else "postgresql",
        accounts=accounts,
        instalments=accounts * each,
        steps=_rounded(found.steps),
        seconds=round(seconds, 3),
        usual=_rounded(found.usual),
        usual_seconds=round(sum(found.usual.values()), 3) if found.usual else None,
        floor=_rounded(found.floor),
        floor_seconds=round(least, 3),
        ratio_to_floor=round(seconds / max(least, 1e-9), 2),
        accounts_per_second=round(accounts / max(seconds, 1e-9)),
        gap=found.gap,
        peak_mib=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    )


def _rounded(seconds: dict[str, float]) -> dict[str, float]:
    return {name: round(found, 3) for name, found in seconds.items()}


def place() -> str:
    """Where a bench may write: where snapshots are kept."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """Seconds by step of the night, of the floor, and of the usual night after it (PostgreSQL alone)."""

    steps: dict[str, float]
    floor: dict[str, float]
    usual: dict[str, float] = field(default_factory=dict)
    gap: float | None = None


def _parquet(root: Path, accounts: int, instalments: int, limits: bool) -> _Measured:
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
    gap = None if outcome is None else float(outcome["gap"])
    return _Measured(steps=watch.seconds, floor=floor.seconds, gap=gap)


def ladder_seconds(root: Path, accounts: int) -> float:
    """Age and ladder alone over a book of a size, Parquet to Parquet: what no step asks for is left out."""
    folder, policy = root / "snapshot", parse(shipped_texts())
    make_snapshot(folder, NIGHT, accounts, 3 * accounts)
    types = {name: columns.DECISION[name] for name in ("account_id", "line", "due_in")}
    inputs = inputs_of(folder)
    duck, watch = DuckEngine(root), _Watch()
    try:
        for place in ("first", "ladder"):  # the first time compiles the expression
            with watch.step(place):
                duck.carry_out(
                    f"{policy.hash} ladder",
                    inputs,
                    lambda tables, stage: columns.decide(tables, policy, stage).select(*types),
                    types,
                    root / place,
                )
    finally:
        duck.close()
    return watch.seconds["ladder"]


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


def _postgresql(root: Path, accounts: int, instalments: int) -> _Measured:
    with published_book(accounts, instalments), override_settings(SNAPSHOTS=str(root / "snapshots")):
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
        touch()
        usual = run(NIGHT + timedelta(days=1))
    return _Measured(
        steps={step.name: step.seconds for step in summary.steps},
        floor=floor.seconds,
        usual={step.name: step.seconds for step in usual.steps},
    )


def _transfer() -> None:
    """Every column that the night reads, from PostgreSQL to Arrow and no further."""
    with columnar() as source, source.cursor() as cursor:
        for wanted in WANTED:
            cursor.execute(query(wanted, NIGHT))
            for _batch in cursor.fetch_record_batch():
                pass


def _write_plain(folder: Path) -> None:
    """The same result into a table without an index."""
    kinds = ", ".join(f"{name} {POSTGRESQL[kind]}" for name, kind in columns.DECISION.items())
    duck = DuckEngine()
    try:
        with psycopg.connect(address()) as target, target.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {SCHEMA}.plain_decisions ({kinds})".encode())
            cursor.execute(f"SET search_path = {SCHEMA}".encode())
            rows = duck.kept(folder / snapshots.DECISIONS).select(*columns.DECISION)
            copy_slices(cursor, "plain_decisions", tuple(columns.DECISION), duck.batches(rows, ROWS_MAX))
    finally:
        duck.close()
