"""The life of a strategy as values: its versions, and what a simulation of one says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from arrears.kernel.words import Words
from arrears.night.strategy.contracts import Finding


class StrategyState(StrEnum):
    """The life of a version. Whether an approved one is in force follows from its dates."""

    DRAFT = "draft"
    SIMULATED = "simulated"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class NotNow(ValueError):
    """A step in the life of a strategy that its state, its faults or its writer do not allow; `words` say why."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCase:
    """An account that a draft would treat otherwise."""

    account_id: int
    days_past_due: int
    overdue_minor: int
    currency: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """What a night would do differently with a draft, on the book as the night of `as_of` saw it.

    `before` and `after` count due steps by action over all accounts; minutes and cost (minor units) are what
    they ask of the house. `changed_overdue_minor` sums per currency over accounts whose step changes.
    """

    run_id: int
    as_of: date
    accounts: int
    changed: int
    changed_overdue_minor: Mapping[str, int]
    before: Mapping[str, int]
    after: Mapping[str, int]
    minutes_before: int
    minutes_after: int
    cost_minor_before: int
    cost_minor_after: int
    samples: tuple[SampleCase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyFacts:
    """A version of a strategy. `id` is None for a shipped text that nobody has changed."""

    id: int | None
    code: str
    version: int
    creditor_id: int | None
    title: Words
    text: str
    state: StrategyState
    in_force: bool
    written_by: int | None
    approved_by: int | None
    in_force_from: date | None
    withdrawn_on: date | None
    findings: tuple[Finding, ...]
    simulation: Simulation | None


class SimulationState(StrEnum):
    """A simulation that was asked for: it waits for the worker, runs, and ends in one of three ways."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationRun:
    """How far a simulation is. `percent`: 0 to 100 of the whole; `step`: what is being done, empty while it waits.

    A run whose worker has not been heard of for a while has failed."""

    id: int
    strategy_id: int
    state: SimulationState
    percent: int
    step: str
    asked_by: int | None
    asked_at: datetime
    ended_at: datetime | None

    @property
    def live(self) -> bool:
        return self.state in (SimulationState.WAITING, SimulationState.RUNNING)
