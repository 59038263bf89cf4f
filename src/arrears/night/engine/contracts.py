"""Values that pass the door of the night."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from arrears.kernel.words import Words
from arrears.night.aging.contracts import AgingPolicy
from arrears.night.allocation.contracts import AllocationPolicy, Treatment
from arrears.night.contracts import Feature
from arrears.night.experiments.contracts import ArmKind, Comparison, Design, PowerFacts, Sample
from arrears.night.scoring.contracts import Card, Learned, ScoreReason
from arrears.night.strategy.contracts import Guard, Line, Strategy

PAGE_MAX = 1_000


class RunKind(StrEnum):
    NORMAL = "normal"
    RESTATED = "restated"


class RunStatus(StrEnum):
    RUNNING = "running"
    DONE = "done"
    ABANDONED = "abandoned"


class NightBusy(RuntimeError):
    """Another night of the same date runs and did not end within the time we wait."""


class NoSuchNight(LookupError):
    """No finished night for this date or number."""


class RoomNotPublished(RuntimeError):
    """A room does not publish the columns that the night wants; the text names room, function and column."""


class SnapshotMissing(RuntimeError):
    """The snapshot of a night is not where it was kept; the text names the place."""


class ExperimentState(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    STOPPED = "stopped"
    CONCLUDED = "concluded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a night decides by. `texts` alone makes it: the same texts give the same policy and hash."""

    texts: Mapping[str, str]
    hash: str
    features: Mapping[str, Feature]
    aging: AgingPolicy
    cards: tuple[Card, ...]
    guards: tuple[Guard, ...]
    strategies: tuple[Strategy, ...]
    lines: tuple[Line, ...]
    treatments: Mapping[str, Treatment]
    allocation: AllocationPolicy | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTime:
    name: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NightSummary:
    """A finished night. `fresh` is false when the night had already run and nothing was done again.

    `by_action` counts accounts per action that is due on the date; `overdue_minor` sums per currency.
    """

    run_id: int
    business_date: date
    kind: RunKind
    engine: str
    policy_hash: str
    fresh: bool
    accounts: int
    overdue_accounts: int
    due: int
    by_action: Mapping[str, int]
    overdue_minor: Mapping[str, int]
    steps: tuple[StepTime, ...]
    started: datetime
    ended: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFacts:
    """A score from 0 to 100 with its three strongest reasons, strongest first."""

    score: str
    value: int
    title: Words
    reasons: tuple[ScoreReason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a night decided for one account. Amounts in minor units of `currency`.

    `due_on`: the date of the step (the business date itself when it is due), None without a strategy.
    `propensity_bp`: how probable the choice was, in hundredths of a percent; None where nothing was allocated.
    """

    run_id: int
    business_date: date
    creditor_id: int
    account_id: int
    debtor_id: int
    currency: str
    days_past_due: int
    bucket: str
    bucket_title: Words
    previous_bucket: str | None
    overdue_minor: int
    balance_minor: int
    oldest_due_on: date | None
    periods_overdue: int
    scores: tuple[ScoreFacts, ...]
    strategy: str
    segment: str
    step: str
    action: str
    channel: str | None
    script: str | None
    audience: str
    automatic: bool
    due_on: date | None
    value_minor: int
    reasons: tuple[tuple[str, Words], ...]
    propensity_bp: int | None = None

    @property
    def due(self) -> bool:
        """Whether the step is due on the business date."""
        return self.due_on == self.business_date and self.action != "none"

    def score(self, name: str) -> ScoreFacts:
        """One score by name; KeyError when the night has no such score."""
        for facts in self.scores:
            if facts.score == name:
                return facts
        raise KeyError(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """An account's bucket on a night, where it differs from the night before."""

    business_date: date
    bucket: str
    previous_bucket: str | None
    days_past_due: int
    action: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReproduceReport:
    """A kept night decided again from its snapshot and its policies."""

    run_id: int
    rows: int
    missing: int
    extra: int

    @property
    def equal(self) -> bool:
        return self.missing == 0 and self.extra == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RestateReport:
    """How a restated night differs from the night as it was run."""

    run_id: int
    of_run_id: int
    accounts: int
    aged_differently: int
    decided_differently: int
    by_action: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitUse:
    """A limit of a night. `price_minor`: what one more `unit` (minutes, count, minor, share) would have brought,
    or for a floor what its last unit costs; `used` and `bound` in units; `says`: the price in words."""

    id: str
    title: Words
    unit: str
    price_minor: Decimal
    used: int
    bound: int
    floor: bool
    tight: bool
    says: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class NightPrices:
    """What the allocation of a night came to, in minor units of `currency`.

    `bound_minor` is certified: no plan within the limits is worth more; `gap` is the plan's distance from it as
    a share. `gave_way`: limits that could not hold, each in words.
    """

    title: Words
    currency: str
    accounts: int
    value_minor: int
    bound_minor: int
    gap: float
    passes: int
    settled: int
    explore_bp: int
    explored: int
    limits: tuple[LimitUse, ...]
    gave_way: tuple[Words, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationFacts:
    """A version of the house's limits; in force from `in_force_from`, once a second person approved it."""

    id: int
    version: int
    text: str
    written_by: int | None
    approved_by: int | None
    in_force_from: date | None
    withdrawn_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A look at an experiment: what each arm came to, and each arm beside the champion."""

    number: int
    as_of: date
    champion: Sample
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentFacts:
    """An experiment with what it says so far. `power` is of the book of the last night; `entered`: accounts by arm
    (None and empty in a list, where nothing is counted).

    `look_days`: the days of its looks, from its first night. `running` on the day it was asked for.
    """

    id: int
    title: str
    code: str
    creditor_id: int | None
    challenger_id: int | None
    challenger_version: int | None
    design: Design
    state: ExperimentState
    running: bool
    written_by: int | None
    approved_by: int | None
    starts_on: date | None
    ends_on: date | None
    ended_on: date | None
    why_ended: str
    look_days: tuple[date, ...]
    looks: tuple[Look, ...]
    entered: Mapping[ArmKind, int]
    power: PowerFacts | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """A learned card with its model card. `in_force` on the day it was asked for."""

    id: int
    score: str
    version: int
    card: Card
    learned: Learned
    in_force: bool
    written_by: int | None
    approved_by: int | None
    in_force_from: date | None
    withdrawn_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How far a night's scores moved from those of an earlier one: PSI over ten bands; above 0.25 the population is
    another one."""

    score: str
    psi: float
    since: date
    bands: tuple[int, ...]
