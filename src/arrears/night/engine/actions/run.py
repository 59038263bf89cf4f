"""One night: read, decide, write; once for each date, and beside it any number of restated ones."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection
from psycopg import sql

from arrears.foundation.api import Progress
from arrears.kernel.clock import now
from arrears.night.contracts import WANTED
from arrears.night.engine import snapshots
from arrears.night.engine.actions import decide as deciding
from arrears.night.engine.actions.mask import mask_night
from arrears.night.engine.actions.policies import ensure_policy, policy_in_force
from arrears.night.engine.actions.read import empty_state, read_rooms
from arrears.night.engine.actions.usual import base_in
from arrears.night.engine.actions.write import write
from arrears.night.engine.allocating import decide_night
from arrears.night.engine.card_queries import BANDS as SCORE_BANDS
from arrears.night.engine.contracts import NightSummary, Policy, RunKind, RunStatus
from arrears.night.engine.database import only_one
from arrears.night.engine.engines import DuckEngine, Engine
from arrears.night.engine.models import NightRun
from arrears.night.engine.queries import latest_before, normal_run, summary_of
from arrears.night.engine.rules import parse

WAIT_SECONDS = 600.0
STEPS = len(WANTED) + 5


class _Watch:
    """Times each step of a night and tells how far it is."""

    def __init__(self, progress: Progress | None) -> None:
        self.steps: list[dict[str, object]] = []
        self._progress = progress
        self._done = 0

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.steps.append({"name": name, "seconds": round(time.perf_counter() - began, 3)})
        self.tick()

    def tick(self, _name: str = "") -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(min(self._done, STEPS), STEPS)


def run(
    as_of: date,
    *,
    engine: str = "duckdb",
    restate: bool = False,
    progress: Progress | None = None,
    wait_seconds: float = WAIT_SECONDS,
) -> NightSummary:
    """Decide every open account for a business date and write the proposals.

    A date has one normal night: a second call gives its summary and does nothing. `restate` reads again what
    is known now and keeps the result beside the original. `engine`: `duckdb`, `spark` or a Spark address.
    Raises NightBusy, RoomNotPublished, ValueError (engine), RuntimeError inside a transaction.
    """
    if connection.in_atomic_block:
        raise RuntimeError("a night reads through its own connection: it cannot run inside a transaction")
    root = Path(settings.SNAPSHOTS)
    with only_one(as_of, wait_seconds):
        _clear_unfinished(as_of)
        done = normal_run(as_of)
        if done is not None and not restate:
            return summary_of(done, fresh=False)
        policy = policy_in_force(as_of)
        record = NightRun.objects.create(
            business_date=as_of,
            kind=RunKind.RESTATED if restate else RunKind.NORMAL,
            engine=engine,
            policy=ensure_policy(policy),
            previous=latest_before(as_of, restated=restate),
        )
        folder = snapshots.folder_of(root, as_of, record.pk)
        snapshots.discard(folder)  # of a database that was put back since: it counts its runs anew
        record.snapshot = str(folder.relative_to(root))
        record.save(update_fields=["snapshot"])
        try:
            _carry_out(record, folder, policy, root, _Watch(progress))
        except BaseException:
            _give_up(record, folder)
            raise
        record.refresh_from_db()
        return summary_of(record, fresh=True)


def _carry_out(record: NightRun, folder: Path, policy: Policy, root: Path, watch: _Watch) -> None:
    scratch = snapshots.scratch_of(root)
    duck = DuckEngine(scratch)
    try:
        snapshots.keep_policy(folder, policy.texts)
        with watch.step("read"):
            base = base_in(root / record.previous.snapshot) if record.previous is not None else None
            read = read_rooms(folder, record.business_date, duck, watch.tick, base)
        with watch.step("state"):
            _state(record, folder, policy, root, duck)
        decisions = folder / snapshots.DECISIONS
        with _worker(record, folder, duck) as worker:
            with watch.step("mask"):
                mask_night(worker, folder, record.business_date)
            record.allocation = decide_night(worker, folder, policy, decisions, step=watch.step)
        record.save(update_fields=["allocation"])
        figures = {**asdict(deciding.figures(decisions, policy, duck)), "read": read.changed}
        figures[SCORE_BANDS] = deciding.score_bands(decisions, duck)
        with watch.step("write"):
            write(decisions, record.pk, record.business_date, duck, _finish(record, policy, figures, watch))
    finally:
        duck.close()
    NightRun.objects.filter(pk=record.pk).update(steps=watch.steps)


@contextmanager
def _worker(record: NightRun, folder: Path, duck: DuckEngine) -> Iterator[Engine]:
    """The engine of a run: this process, or the one that was asked for."""
    if record.engine == duck.name:
        yield duck
        return
    other = deciding.engine_named(record.engine, folder)
    try:
        yield other
    finally:
        other.close()


def _state(record: NightRun, folder: Path, policy: Policy, root: Path, duck: DuckEngine) -> None:
    previous = record.previous
    if previous is None:
        empty_state(folder, duck)
        return
    kept = root / previous.snapshot
    was = parse(previous.policy.texts)
    deciding.state_after(
        kept / snapshots.DECISIONS, previous.business_date, policy, was, duck, folder / snapshots.STATE
    )


_ENTER = """
    WITH entered AS (
        INSERT INTO night_enrolment
            (experiment_id, creditor_id, account_id, debtor_id, arm, entered_on, overdue_minor, currency)
        SELECT d.experiment, d.creditor_id, d.account_id, d.debtor_id, d.arm, d.business_date, d.overdue_minor,
               d.currency
        FROM {} d JOIN night_experiment e ON e.id = d.experiment
        WHERE d.days_past_due > 0 AND d.overdue_minor > 0
          AND d.business_date + (e.design ->> 'horizon_days')::integer <= e.ends_on
        ON CONFLICT DO NOTHING
    )
"""
"""Overdue accounts enter their arm on the first night that decides them in it; a second night changes nothing."""


def _finish(record: NightRun, policy: Policy, figures: Mapping[str, object], watch: _Watch) -> str:
    """The statement that makes a run count; it stands in the transaction of its rows."""
    tried = any(strategy.scope.experiment is not None for strategy in policy.strategies)
    head = sql.Composed([])
    if tried and record.kind == RunKind.NORMAL:
        head = sql.SQL(_ENTER).format(sql.Identifier(f"night_decision_{record.pk}"))
    done = sql.SQL(
        "UPDATE night_run SET status = {}, ended = {}, figures = {}, steps = {} WHERE id = {}"
    ).format(RunStatus.DONE.value, now().isoformat(), json.dumps(figures), json.dumps(watch.steps), record.pk)
    return (head + done).as_string(None)


def _clear_unfinished(as_of: date) -> None:
    """Nights that died: their lock is gone, since we hold it, and no row of theirs was ever seen."""
    root = Path(settings.SNAPSHOTS)
    for dead in NightRun.objects.filter(business_date=as_of, status=RunStatus.RUNNING):
        _give_up(dead, root / dead.snapshot if dead.snapshot else None)


def _give_up(record: NightRun, folder: Path | None) -> None:
    NightRun.objects.filter(pk=record.pk, status=RunStatus.RUNNING).update(
        status=RunStatus.ABANDONED, ended=now()
    )
    if folder is not None:
        snapshots.discard(folder)
