"""Repeat a kept night from its snapshot, and compare a restated night with the night as it was run."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from django.conf import settings

from arrears.night.engine import snapshots
from arrears.night.engine.actions import decide as deciding
from arrears.night.engine.allocating import decide_night
from arrears.night.engine.contracts import (
    NoSuchNight,
    ReproduceReport,
    RestateReport,
    RunKind,
    RunStatus,
    SnapshotMissing,
)
from arrears.night.engine.engines import DuckEngine
from arrears.night.engine.models import NightRun
from arrears.night.engine.rules import parse


def reproduce(run_id: int, *, engine: str = "duckdb") -> ReproduceReport:
    """Decide a kept night again, from its snapshot and its policies, and compare row for row.

    Nothing is written to the database. Raises NoSuchNight, SnapshotMissing.
    """
    record = NightRun.objects.filter(pk=run_id, status=RunStatus.DONE).first()
    if record is None:
        raise NoSuchNight(f"no finished night {run_id}")
    folder = Path(settings.SNAPSHOTS) / record.snapshot
    if not snapshots.has(folder, snapshots.DECISIONS):
        raise SnapshotMissing(f"the snapshot of night {run_id} is not at {folder}")
    policy = parse(snapshots.kept_policy(folder))
    with tempfile.TemporaryDirectory(prefix="arrears-night-") as place:
        again = Path(place) / snapshots.DECISIONS
        worker = deciding.engine_named(engine, Path(place))
        try:
            decide_night(worker, folder, policy, again, kept=folder)
        finally:
            worker.close()
        return _differences(run_id, folder / snapshots.DECISIONS, again)


def _differences(run_id: int, kept: Path, again: Path) -> ReproduceReport:
    duck = DuckEngine()
    try:
        first = duck.kept(kept)
        second = duck.kept(again).select(*first.columns)  # a night of before knows fewer columns
        return ReproduceReport(
            run_id=run_id,
            rows=first.count().to_pyarrow().as_py(),
            missing=first.difference(second, distinct=False).count().to_pyarrow().as_py(),
            extra=second.difference(first, distinct=False).count().to_pyarrow().as_py(),
        )
    finally:
        duck.close()


def compare(as_of: date) -> RestateReport:
    """How the latest restated night of a date differs from the normal one. Raises NoSuchNight."""
    done = NightRun.objects.filter(business_date=as_of, status=RunStatus.DONE)
    normal = done.filter(kind=RunKind.NORMAL).first()
    restated = done.filter(kind=RunKind.RESTATED).order_by("-pk").first()
    if normal is None or restated is None:
        raise NoSuchNight(f"{as_of} has not both a normal and a restated night")
    root = Path(settings.SNAPSHOTS)
    duck = DuckEngine()
    try:
        before, after = (
            duck.kept(root / record.snapshot / snapshots.DECISIONS).select(
                "account_id", "days_past_due", "line", "due_in"
            )
            for record in (normal, restated)
        )
        both = before.outer_join(after, "account_id")
        counted = (
            both.aggregate(
                accounts=both.count(),
                aged=(~both.days_past_due.identical_to(both.days_past_due_right)).sum(),
                decided=(
                    ~(both.line.identical_to(both.line_right) & both.due_in.identical_to(both.due_in_right))
                ).sum(),
            )
            .to_pyarrow()
            .to_pylist()[0]
        )
    finally:
        duck.close()
    then, known = normal.figures["by_action"], restated.figures["by_action"]
    return RestateReport(
        run_id=restated.pk,
        of_run_id=normal.pk,
        accounts=counted["accounts"],
        aged_differently=counted["aged"],
        decided_differently=counted["decided"],
        by_action={name: (then.get(name, 0), known.get(name, 0)) for name in sorted({*then, *known})},
    )
