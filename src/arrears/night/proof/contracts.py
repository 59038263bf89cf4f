"""Worlds of invented debtors, and what a trial of a policy in one of them found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from arrears.kernel.words import Words

KINDS = ("dispute", "cash_flow", "inertia", "distress", "malice")
"""Why a debtor does not pay; hidden from every policy but the oracle."""

TREATMENTS = (
    "wait",
    "sms",
    "email",
    "letter",
    "call",
    "negotiate",
    "plan",
    "settle",
    "review",
    "care",
    "lawyer_letter",
    "suit",
)
RESOURCES = (
    "sms",
    "letters",
    "agent_minutes",
    "specialist_minutes",
    "settlements",
    "care_minutes",
    "legal_slots",
)
PRESSING = ("negotiate", "lawyer_letter", "suit")
"""Treatments that press; how often they meet people in distress is a gate of its own."""

ACCOUNTS_MAX = 1_000_000
COHORTS_MAX = 50
EFFECTIVE_FLOOR = 1_000
"""Below this effective sample size an off-policy estimate is printed without a verdict."""


class WorldError(ValueError):
    """A world cannot be used; the text names the entry and says why."""


class ForbiddenAction(RuntimeError):
    """A policy took a treatment that law or consent forbids; the trial stops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentLaw:
    """What a treatment costs (money), asks of the house and does. Probabilities are for one week."""

    cost: float
    reach: float
    tires: float
    complaint: float
    needs: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A hidden kind. Triples go by ability: none, some, good. `moves` is the weekly chain of ability.

    `response`: chance of a payment once reached, by treatment, for a willing debtor of good ability.
    """

    share: float
    willing: float
    reachable: float
    vulnerable: float
    ability: tuple[float, float, float]
    moves: tuple[tuple[float, float, float], ...]
    self_pay: tuple[float, float, float]
    response: Mapping[str, float]
    plan: float
    settle: float
    refuses: float
    shock: float


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that decides what invented debtors do. See worlds/README.md for each entry."""

    id: str
    title: Words
    hash: str
    weeks: int
    discount: float
    complaint_cost: float
    settlement_share: float
    balances: tuple[float, ...]
    stages: tuple[tuple[int, float], ...]
    treatments: Mapping[str, TreatmentLaw]
    kinds: Mapping[str, Kind]
    capacity: Mapping[str, float]
    reach_low: float
    willing_low: float
    ability_response: tuple[float, float, float]
    full_share: tuple[float, float, float]
    plan_pay: tuple[float, float, float]
    plan_break: tuple[float, float, float]
    plan_remind: float
    declare: float
    resolve: float
    fatigue_drop: float
    fatigue_recovers: float
    complaint_tired: float
    complaint_fragile: float
    care_lift: float
    reason_told: float
    reason_right: float
    hardship_told: tuple[float, float]
    cue_right: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortResult:
    """One policy on one cohort. Money per account; `share` and `headroom` against the bound of that cohort."""

    seed: int
    net: float
    bound: float
    nothing: float
    share: float
    headroom: float
    complaints_per_1000: float
    pressure_on_distress: float
    forbidden: int
    breaches: int
    contacts_per_account: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyResult:
    """A policy over cohorts. Intervals are 95 %, from Student's t over cohorts; None with one cohort.

    `over_digital`: difference of the share of the bound to the digital-first ladder on the same cohorts.
    """

    policy: str
    cohorts: tuple[CohortResult, ...]
    share: float
    share_interval: tuple[float, float] | None
    headroom: float
    net: float
    complaints_per_1000: float
    pressure_on_distress: float
    forbidden: int
    breaches: int
    over_digital: float | None = None
    over_digital_interval: tuple[float, float] | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """All policies that were tried in a world."""

    world: str
    world_hash: str
    frozen: bool
    accounts: int
    seeds: tuple[int, ...]
    bound_gap: float | None
    policies: tuple[PolicyResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """An off-policy estimate of money per account. `interval` is 95 %; `verdict` is None under the floor."""

    method: str
    value: float
    interval: tuple[float, float]
    effective_sample: float
    verdict: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OffPolicy:
    """Estimates for a new policy from another's log, beside the simulated truth of both."""

    world: str
    rows: int
    exploration: float
    champion: float
    truth: float
    estimates: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodError:
    """How far a method was off over many logs: money per account. `covered`: share of intervals that held the truth.

    `silent`: logs without a verdict, because too little of them tells of the new policy; `right` and `wrong`: verdicts
    on whether it is better than the champion."""

    method: str
    bias: float
    rmse: float
    covered: float
    effective_sample: float
    silent: int
    right: int
    wrong: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OffPolicyStudy:
    """Methods that read a log, against the simulated truth of the policy they tell of."""

    world: str
    repeats: int
    rows: int
    exploration: float
    champion: float
    truth: float
    methods: tuple[MethodError, ...]
