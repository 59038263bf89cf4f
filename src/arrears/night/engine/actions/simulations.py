"""A simulation of a draft on the own book: asked for, carried out as a job, told how far it is, stopped.

The work reads the snapshot of a finished night and runs beside the thread that holds the database: that one says how
far it is, several times a second, and stops the engine in the middle of a statement when somebody asks it to.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb
import ibis
from django.conf import settings
from django.db import transaction

from arrears.foundation.api import SYSTEM, Actor, Progress, actor_by_user_id, audit
from arrears.kernel.clock import now
from arrears.kernel.words import Words
from arrears.night.allocation.rules import parse_treatments, work_of
from arrears.night.engine import snapshots
from arrears.night.engine.actions import decide as deciding
from arrears.night.engine.actions.policies import texts_in_force
from arrears.night.engine.actions.strategies import editable
from arrears.night.engine.allocating import decide_night
from arrears.night.engine.contracts import NoSuchNight, Policy, RunKind, RunStatus
from arrears.night.engine.engines import DuckEngine
from arrears.night.engine.models import NightRun, NightSimulation, NightStrategy
from arrears.night.engine.rules import parse
from arrears.night.engine.strategy_contracts import (
    NotNow,
    SampleCase,
    Simulation,
    SimulationRun,
    SimulationState,
    StrategyFacts,
    StrategyState,
)
from arrears.night.engine.strategy_queries import SILENT, simulation_run, strategy_facts

SAMPLES = 12
TOLD_EVERY = 0.5
_MEMORY = "2GB"
_DRAFTS = (StrategyState.DRAFT, StrategyState.SIMULATED)


class _Stopped(Exception):
    """Somebody asked for the end of a simulation."""


def ask_simulation(strategy_id: int, actor: Actor) -> SimulationRun:
    """Note that a draft is to be simulated; somebody has to carry it out (`carry_out_simulation`).

    Raises NotNow (not a draft, or under way already), NoSuchNight (nothing to simulate on).
    """
    kept = editable(strategy_id, actor)
    _night()
    with transaction.atomic():
        NightStrategy.objects.select_for_update().get(pk=kept.pk)
        under_way = NightSimulation.objects.filter(strategy=kept, ended_at__isnull=True)
        silent = under_way.filter(state=SimulationState.RUNNING, heard_at__lt=now() - SILENT)
        silent.update(state=SimulationState.FAILED, ended_at=now())
        if under_way.exists():
            raise NotNow(Words("该版本正在模拟", "this version is being simulated already"))
        asked = NightSimulation.objects.create(strategy=kept, asked_by_id=actor.user_id)
        audit(actor, "strategy.simulation_asked", f"strategy:{kept.pk}", {"simulation": asked.pk})
    return simulation_run(asked)


def cancel_simulation(strategy_id: int, actor: Actor) -> None:
    """Stop the simulation of a draft that waits or runs; the one that runs ends within a second or two.

    Raises NotNow: not a draft, or nothing is under way.
    """
    kept = editable(strategy_id, actor)
    under_way = NightSimulation.objects.filter(strategy=kept, ended_at__isnull=True)
    with transaction.atomic():
        if not under_way.update(stopping=True):
            raise NotNow(Words("没有正在进行的模拟", "no simulation is under way"))
        under_way.filter(state=SimulationState.WAITING).update(
            state=SimulationState.CANCELLED, ended_at=now()
        )
        audit(actor, "strategy.simulation_cancelled", f"strategy:{kept.pk}")


def simulate_strategy(strategy_id: int, actor: Actor, *, progress: Progress | None = None) -> StrategyFacts:
    """Decide the latest night once more with a draft in force, and keep what would be different.

    Nothing of the night changes. Raises NotNow (not a draft, under way already), NoSuchNight.
    """
    asked = ask_simulation(strategy_id, actor)
    carry_out_simulation(asked.id, progress=progress)
    return strategy_facts(NightStrategy.objects.get(pk=strategy_id))


def carry_out_simulation(simulation_id: int, *, progress: Progress | None = None) -> SimulationRun:
    """Carry out a simulation that waits; one that was cancelled or is carried out by another is left alone.

    `progress` is told hundredths. What fails is kept as failed and raised.
    """
    mine = NightSimulation.objects.filter(pk=simulation_id, state=SimulationState.WAITING)
    if mine.update(state=SimulationState.RUNNING, heard_at=now()):
        kept = NightSimulation.objects.select_related("strategy").get(pk=simulation_id)
        try:
            found = _simulated(kept, progress)
        except _Stopped:
            _end(kept, SimulationState.CANCELLED)
        except BaseException:
            _end(kept, SimulationState.FAILED)
            raise
        else:
            _keep(kept, found)
    return simulation_run(NightSimulation.objects.get(pk=simulation_id))


def _end(kept: NightSimulation, state: SimulationState) -> None:
    NightSimulation.objects.filter(pk=kept.pk).update(state=state, ended_at=now())


def _keep(kept: NightSimulation, found: Simulation) -> None:
    actor = SYSTEM if kept.asked_by_id is None else actor_by_user_id(kept.asked_by_id)
    with transaction.atomic():
        version = NightStrategy.objects.filter(pk=kept.strategy_id, state__in=_DRAFTS)
        plain = {**asdict(found), "as_of": found.as_of.isoformat()}
        if not version.update(simulation=plain, state=StrategyState.SIMULATED):
            _end(
                kept, SimulationState.CANCELLED
            )  # approved meanwhile: its simulation stays what was approved
            return
        NightSimulation.objects.filter(pk=kept.pk).update(percent=100)
        _end(kept, SimulationState.DONE)
        told = {"night": found.run_id, "changed": found.changed}
        audit(actor, "strategy.simulated", f"strategy:{kept.strategy_id}", told)


def _night() -> NightRun:
    """The latest finished night."""
    finished = NightRun.objects.filter(kind=RunKind.NORMAL, status=RunStatus.DONE).select_related("policy")
    night = finished.order_by("-business_date").first()
    if night is None:
        raise NoSuchNight("a strategy is simulated on a finished night, and there is none yet")
    return night


class _Work:
    """The steps of a simulation, timed by nobody: which one is at work, and whether it is to end."""

    def __init__(self, steps: tuple[str, ...]) -> None:
        self.steps = steps
        self.at = ""
        self.stopped = False

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        if self.stopped:
            raise _Stopped
        self.at = name
        yield

    def percent(self, within: float) -> int:
        """Hundredths of the whole; `within`: hundredths of the step, below 0 when they are not known."""
        if self.at not in self.steps:
            return 0
        return int((100 * self.steps.index(self.at) + min(max(within, 0.0), 100.0)) / len(self.steps))


def _simulated(kept: NightSimulation, progress: Progress | None) -> Simulation:
    night = _night()
    policy = parse(texts_in_force(night.business_date, kept.strategy))
    was = parse(night.policy.texts)
    deciding_steps = ("decide",) if policy.allocation is None else ("options", "allocate", "decide")
    work = _Work((*deciding_steps, "compare"))
    folder = Path(settings.SNAPSHOTS) / night.snapshot
    with tempfile.TemporaryDirectory(prefix="arrears-simulation-") as place, ThreadPoolExecutor(1) as pool:
        duck = DuckEngine(Path(place), memory_limit=_MEMORY)
        duck.tell_progress()

        def decide_and_compare() -> Simulation:
            decide_night(duck, folder, policy, Path(place) / "after", step=work.step)
            with work.step("compare"):
                return _differences(
                    night, folder / snapshots.DECISIONS, was, Path(place) / "after", policy, duck
                )

        try:
            return _watched(kept, pool.submit(decide_and_compare), work, duck, progress)
        finally:
            duck.close()


def _watched(
    kept: NightSimulation, done: Future[Simulation], work: _Work, duck: DuckEngine, progress: Progress | None
) -> Simulation:
    """Wait for the work; meanwhile tell how far it is, and end it when somebody asked for that."""
    mine = NightSimulation.objects.filter(pk=kept.pk)
    while True:
        try:
            return done.result(timeout=TOLD_EVERY)
        except TimeoutError:
            percent = work.percent(duck.hundredths())
            mine.update(step=work.at, percent=percent, heard_at=now())
            if progress is not None:
                progress(percent, 100)
            if mine.filter(stopping=True).exists():
                work.stopped = True
                duck.interrupt()
        except duckdb.InterruptException as error:
            raise _Stopped from error


def _differences(
    night: NightRun, before: Path, was: Policy, after: Path, policy: Policy, duck: DuckEngine
) -> Simulation:
    """What the night would do differently. Reads files alone: it is carried out beside the database's thread."""
    first, second = deciding.figures(before, was, duck), deciding.figures(after, policy, duck)
    changed = _changed(duck, before, was, after, policy)
    sums = changed.group_by("currency").aggregate(
        accounts=changed.count(), overdue=changed.overdue_minor.sum().cast("int64")
    )
    by_currency = sums.to_pyarrow().to_pylist()
    samples = (
        changed.order_by(ibis.desc("overdue_minor"), "account_id").limit(SAMPLES).to_pyarrow().to_pylist()
    )
    treatments = parse_treatments(policy.texts["treatments"])
    work_before, work_after = work_of(first.by_action, treatments), work_of(second.by_action, treatments)
    return Simulation(
        run_id=night.pk,
        as_of=night.business_date,
        accounts=second.accounts,
        changed=sum(row["accounts"] for row in by_currency),
        changed_overdue_minor={row["currency"]: row["overdue"] for row in by_currency},
        before=first.by_action,
        after=second.by_action,
        minutes_before=work_before.minutes,
        minutes_after=work_after.minutes,
        cost_minor_before=work_before.cost_minor,
        cost_minor_after=work_after.cost_minor,
        samples=tuple(SampleCase(**row) for row in samples),
    )


def _changed(duck: DuckEngine, before: Path, was: Policy, after: Path, policy: Policy) -> Any:
    """Accounts whose segment, step or due day differs, named by strategy, segment and step."""
    kept = ("account_id", "days_past_due", "overdue_minor", "currency", "due_in", "line")
    first = duck.kept(before).select(*kept)
    second = duck.kept(after).select(*kept)
    first = first.mutate(before=_named(first.line, was)).drop("line")
    second = second.mutate(after=_named(second.line, policy)).select("account_id", "after", then="due_in")
    both = first.inner_join(second, "account_id")
    moved = (both.before != both.after) | ~both.due_in.identical_to(both.then)
    return both.filter(moved).select(
        "account_id", "days_past_due", "overdue_minor", "currency", "before", "after"
    )


def _named(line: Any, policy: Policy) -> Any:
    names: Mapping[int, str] = {
        each.code: ".".join(part for part in (each.strategy, each.segment, each.step) if part) or "-"
        for each in policy.lines
    }
    return ibis.cases(*[(line == code, name) for code, name in names.items()], else_="-")
