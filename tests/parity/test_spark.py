"""The same night on DuckDB and on Spark: row for row, two nights in a row, fifty thousand accounts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from arrears.night.contracts import REACH
from arrears.night.engine.actions.decide import state_after
from arrears.night.engine.actions.mask import mask_with
from arrears.night.engine.actions.read import keep_date
from arrears.night.engine.allocating import decide_night
from arrears.night.engine.bench import make_snapshot
from arrears.night.engine.bench.book import day_of_gate
from arrears.night.engine.bench.night import limited
from arrears.night.engine.engines import DuckEngine, decide
from arrears.night.engine.rules import parse
from arrears.night.engine.shipped import shipped_texts
from arrears.night.engine.snapshots import STATE, discard
from arrears.night.engine.spark import SparkEngine

pytestmark = pytest.mark.spark
ACCOUNTS = 50_000
NIGHT = date(2026, 11, 23)
POLICY = parse(shipped_texts())


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkEngine]:
    engine = SparkEngine("local[2]")
    yield engine
    engine.close()


def differences(first: Path, second: Path) -> tuple[int, int, int]:
    """Rows, rows of the first alone, rows of the second alone."""
    duck = DuckEngine()
    try:
        one, other = duck.kept(first), duck.kept(second)
        counts = (one, one.difference(other, distinct=False), other.difference(one, distinct=False))
        rows, alone, beyond = (int(table.count().to_pyarrow().as_py()) for table in counts)
        return rows, alone, beyond
    finally:
        duck.close()


def test_two_nights_are_the_same_on_both_engines(tmp_path: Path, spark: SparkEngine) -> None:
    snapshot = tmp_path / "snapshot"
    make_snapshot(snapshot, NIGHT, ACCOUNTS, 3 * ACCOUNTS)
    duck = DuckEngine(threads=2)
    for ahead in range(2):
        night = NIGHT + timedelta(days=ahead)
        if ahead:
            discard(snapshot / STATE)
            state_after(tmp_path / "duckdb0", NIGHT, POLICY, POLICY, duck, snapshot / STATE)
            discard(snapshot / "night")
            keep_date(snapshot, night, duck)
        ours, theirs = tmp_path / f"duckdb{ahead}", tmp_path / f"spark{ahead}"
        decide(duck, snapshot, POLICY, ours)
        decide(spark, snapshot, POLICY, theirs)
        rows, alone, beyond = differences(ours, theirs)
        assert rows > 0.99 * ACCOUNTS
        assert (alone, beyond) == (0, 0)


def test_a_night_under_limits_is_the_same_at_the_same_prices(tmp_path: Path, spark: SparkEngine) -> None:
    snapshot = tmp_path / "snapshot"
    make_snapshot(snapshot, NIGHT, ACCOUNTS, 3 * ACCOUNTS)
    policy = limited(ACCOUNTS)
    duck = DuckEngine(threads=2)
    ours, theirs = snapshot / "decisions", tmp_path / "spark"
    outcome = decide_night(duck, snapshot, policy, ours)
    decide_night(spark, snapshot, policy, theirs, kept=snapshot)
    assert outcome is not None
    assert outcome["accounts"] > 0
    rows, alone, beyond = differences(ours, theirs)
    assert rows > 0.99 * ACCOUNTS
    assert (alone, beyond) == (0, 0)


def test_the_mask_of_the_gate_is_the_same(tmp_path: Path, spark: SparkEngine) -> None:
    snapshot = tmp_path / "snapshot"
    make_snapshot(snapshot, NIGHT, ACCOUNTS, ACCOUNTS)
    ours = (snapshot / REACH.table).rename(tmp_path / "ours")
    mask_with(spark, snapshot, day_of_gate(NIGHT))
    rows, alone, beyond = differences(ours, snapshot / REACH.table)
    assert rows > 0.01 * ACCOUNTS
    assert (alone, beyond) == (0, 0)
