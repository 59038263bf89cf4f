"""Reading strategies: what a text says, what lint finds in it, the versions that were written."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from arrears.foundation.api import Actor
from arrears.kernel.clock import now, today
from arrears.night.engine.models import NightSimulation, NightStrategy
from arrears.night.engine.queries import versions_in_force
from arrears.night.engine.shipped import SHIPPED, SHIPPED_IN_FORCE, shipped_strategy, shipped_texts
from arrears.night.engine.strategy_contracts import (
    SampleCase,
    Simulation,
    SimulationRun,
    SimulationState,
    StrategyFacts,
    StrategyState,
)
from arrears.night.scoring.rules import parse_features
from arrears.night.strategy.contracts import Finding, Strategy
from arrears.night.strategy.rules import parse_strategy
from arrears.night.strategy.rules.lint import lint, moved_steps

SILENT = timedelta(minutes=2)
"""A simulation whose worker has not been heard of for so long has died with it."""
_TEXTS_KEPT = 128
"""Texts whose reading is kept: lint walks each step over thousands of points, and a list shows every version."""


@lru_cache(maxsize=_TEXTS_KEPT)
def read_strategy(text: str) -> Strategy:
    """A strategy's text as segments and steps. Raises StrategyError, or ValueError when it is not TOML."""
    return parse_strategy(text, parse_features(shipped_texts()["features"]))


@lru_cache(maxsize=_TEXTS_KEPT)
def _linted(text: str) -> tuple[Finding, ...]:
    return lint(read_strategy(text), parse_features(shipped_texts()["features"]))


@lru_cache(maxsize=_TEXTS_KEPT)
def _moved(before: str, text: str) -> tuple[Finding, ...]:
    return moved_steps(read_strategy(before), read_strategy(text))


def findings_of(version: NightStrategy) -> tuple[Finding, ...]:
    """What lint says of a version, the steps that it moves against the one in force included."""
    return _found_in(version, versions_in_force(today()))


def _found_in(version: NightStrategy, in_force: tuple[NightStrategy, ...]) -> tuple[Finding, ...]:
    before = _text_before(version, in_force)
    moved = _moved(before, version.text) if before is not None else ()
    return (*moved, *_linted(version.text))


def _text_before(version: NightStrategy, in_force: tuple[NightStrategy, ...]) -> str | None:
    """The text that a version takes the place of."""
    for other in in_force:
        if (other.creditor_id, other.code) == (version.creditor_id, version.code) and other.pk != version.pk:
            return other.text
    return shipped_strategy(version.code) if version.code in SHIPPED and version.creditor_id is None else None


def strategy_facts(version: NightStrategy) -> StrategyFacts:
    return _facts(version, versions_in_force(today()))


def _facts(version: NightStrategy, in_force: tuple[NightStrategy, ...]) -> StrategyFacts:
    return StrategyFacts(
        id=version.pk,
        code=version.code,
        version=version.version,
        creditor_id=version.creditor_id,
        title=read_strategy(version.text).title,
        text=version.text,
        state=StrategyState(version.state),
        in_force=version.pk in {each.pk for each in in_force},
        written_by=version.written_by_id,
        approved_by=version.approved_by_id,
        in_force_from=version.in_force_from,
        withdrawn_on=version.withdrawn_on,
        findings=_found_in(version, in_force),
        simulation=_simulation(version.simulation),
    )


def _simulation(kept: dict[str, Any] | None) -> Simulation | None:
    if kept is None:
        return None
    samples = tuple(SampleCase(**row) for row in kept["samples"])
    return Simulation(**{**kept, "as_of": date.fromisoformat(kept["as_of"]), "samples": samples})


def simulation_run(kept: NightSimulation) -> SimulationRun:
    state = SimulationState(kept.state)
    if state is SimulationState.RUNNING and kept.heard_at < now() - SILENT:
        state = SimulationState.FAILED
    return SimulationRun(
        id=kept.pk,
        strategy_id=kept.strategy_id,
        state=state,
        percent=kept.percent,
        step=kept.step,
        asked_by=kept.asked_by_id,
        asked_at=kept.asked_at,
        ended_at=kept.ended_at,
    )


def latest_simulation(strategy_id: int) -> SimulationRun | None:
    """The simulation of a version that was asked for last; None when nobody asked. Scope is the caller's."""
    kept = NightSimulation.objects.filter(strategy_id=strategy_id).order_by("-pk").first()
    return None if kept is None else simulation_run(kept)


def strategies(actor: Actor) -> tuple[StrategyFacts, ...]:
    """All versions that the actor may see, newest first, and the shipped texts that stand behind them."""
    rows = NightStrategy.objects.order_by("code", "-version")
    in_force = versions_in_force(today())
    written = [
        _facts(row, in_force) for row in rows if row.creditor_id is None or actor.sees(row.creditor_id)
    ]
    taken = {row.code for row in in_force if row.creditor_id is None}
    return (*written, *(_shipped(code, code not in taken) for code in SHIPPED))


def _shipped(code: str, leads: bool) -> StrategyFacts:
    text = shipped_strategy(code)
    return StrategyFacts(
        id=None,
        code=code,
        version=0,
        creditor_id=None,
        title=read_strategy(text).title,
        text=text,
        state=StrategyState.APPROVED,
        in_force=leads and code in SHIPPED_IN_FORCE,
        written_by=None,
        approved_by=None,
        in_force_from=None,
        withdrawn_on=None,
        findings=_linted(text),
        simulation=None,
    )
