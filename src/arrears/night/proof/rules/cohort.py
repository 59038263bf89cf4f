"""A cohort of invented debtors: what is true of them, what the house sees, and a week of their life."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from arrears.night.proof.contracts import KINDS, PRESSING, RESOURCES, TREATMENTS, ForbiddenAction, World
from arrears.night.proof.rules.law import (
    AT,
    CLASSES,
    DECLARED,
    FULL,
    OPEN,
    PLAN_BROKEN,
    QUARTER,
    QUARTERS,
    SETTLED,
    Array,
    K,
    Law,
    after,
    class_of,
    paid_share,
    parts_of,
    permitted,
    state_of,
)

NEVER = 99
_DISTRESS = KINDS.index("distress")
_PRESSING = np.array([AT[name] for name in PRESSING])


def needs_of(world: World) -> Array:
    """What each treatment needs of each resource (M, K)."""
    return np.array(
        [[world.treatments[name].needs.get(row, 0.0) for name in TREATMENTS] for row in RESOURCES]
    )


def costs_of(world: World) -> Array:
    return np.array([world.treatments[name].cost for name in TREATMENTS])


def limits_of(world: World, accounts: int) -> Array:
    """What there is of each resource in a week (M,), for so many accounts."""
    return np.array([world.capacity[name] for name in RESOURCES]) * accounts


@dataclass(slots=True)
class Seen:
    """What the house knows of each account. `reason`: 0 unknown, else 1 + a kind, as told, right or wrong.

    Weeks since something that never happened are NEVER.
    """

    week: int
    days_past_due: Array
    balance: Array
    quarters: Array
    talk: Array
    vulnerable: Array
    cue_willing: Array
    cue_reach: Array
    cue_ability: Array
    attempts: Array
    recent: Array
    reached: Array
    since_attempt: Array
    since_reached: Array
    payments: Array
    since_paid: Array
    broken: Array
    hardship: Array
    refused: Array
    complaints: Array
    reason: Array
    last: Array
    offered: Array


@dataclass(slots=True)
class Week:
    """What a week brought, by account: share of the first balance paid, complaints, whether reached."""

    paid: Array
    complaint: Array
    reached: Array


@dataclass(slots=True)
class Cohort:
    """Debtors with what is true of them; `seen` is all that a policy may look at."""

    law: Law
    dice: np.random.Generator
    kind: Array
    cls: Array
    level: Array
    stage: Array
    state: Array
    alive: Array
    seen: Seen
    forbidden: int = 0
    breaches: int = 0
    pressed_distress: int = 0
    contacts: int = 0
    complaints: int = 0
    money: Array = field(default_factory=lambda: np.zeros(0))

    @property
    def size(self) -> int:
        return len(self.cls)

    def may(self) -> Array:
        """What is permitted (n, K); a paid account is left alone."""
        open_ = permitted(self.seen.talk, self.seen.vulnerable, self.seen.days_past_due)
        open_[~self.alive] = False
        open_[:, AT["wait"]] = True
        return open_


def draw(law: Law, accounts: int, seed: int) -> Cohort:
    """A cohort; the same seed gives the same debtors."""
    world = law.world
    dice = np.random.default_rng(seed)
    kinds = list(world.kinds.values())
    kind = dice.choice(len(KINDS), accounts, p=[each.share for each in kinds])
    willing = dice.random(accounts) < np.array([each.willing for each in kinds])[kind]
    reachable = dice.random(accounts) < np.array([each.reachable for each in kinds])[kind]
    vulnerable = dice.random(accounts) < np.array([each.vulnerable for each in kinds])[kind]
    steps = np.cumsum([each.ability for each in kinds], axis=1)[kind]
    ability = (dice.random(accounts)[:, None] > steps[:, :2]).sum(axis=1)
    level = dice.integers(0, len(world.balances), accounts)
    stage = dice.choice(len(world.stages), accounts, p=[share for _, share in world.stages])
    cls = class_of(kind, willing.astype(int), reachable.astype(int), vulnerable.astype(int))

    def cue(truth: Array, values: int) -> Array:
        wrong = dice.integers(0, values, accounts)
        return np.where(dice.random(accounts) < world.cue_right, truth, wrong)

    nothing = np.zeros(accounts, dtype=np.int16)
    never = np.full(accounts, NEVER, dtype=np.int16)
    seen = Seen(
        week=0,
        days_past_due=np.array([days for days, _ in world.stages])[stage],
        balance=np.array(world.balances)[level],
        quarters=np.full(accounts, QUARTERS),
        talk=np.full(accounts, OPEN),
        vulnerable=vulnerable,
        cue_willing=cue(willing.astype(int), 2),
        cue_reach=cue(reachable.astype(int), 2),
        cue_ability=cue(ability, 3),
        attempts=nothing.copy(),
        recent=np.zeros(accounts),
        reached=nothing.copy(),
        since_attempt=never.copy(),
        since_reached=never.copy(),
        payments=nothing.copy(),
        since_paid=never.copy(),
        broken=nothing.copy(),
        hardship=np.zeros(accounts, dtype=bool),
        refused=nothing.copy(),
        complaints=nothing.copy(),
        reason=nothing.copy(),
        last=nothing.copy(),
        offered=nothing.copy(),
    )
    state = state_of(seen.quarters, ability, 0, seen.talk)
    alive = np.ones(accounts, dtype=bool)
    return Cohort(law, dice, kind, cls, level, stage, state, alive, seen, money=np.zeros(accounts))


def live(cohort: Cohort, chosen: Array) -> Week:
    """A week under the chosen treatments (n,). ForbiddenAction when one of them is not permitted."""
    law, seen, dice, n = cohort.law, cohort.seen, cohort.dice, cohort.size
    may = cohort.may()
    broken_law = ~np.take_along_axis(may, chosen[:, None], axis=1)[:, 0]
    if broken_law.any():
        cohort.forbidden += int(broken_law.sum())
        raise ForbiddenAction(TREATMENTS[int(chosen[broken_law][0])])
    used = needs_of(law.world) @ np.bincount(chosen, minlength=K)
    cohort.breaches += int((used > limits_of(law.world, n) + 1e-6).sum())
    at = (cohort.cls, cohort.state, chosen)
    steps = np.cumsum(law.events[at], axis=1)
    event = (dice.random(n)[:, None] > steps[:, :-1]).sum(axis=1)
    ability = (dice.random(n)[:, None] > np.cumsum(law.ability[at], axis=1)[:, :-1]).sum(axis=1)
    tired = (dice.random(n)[:, None] > np.cumsum(law.fatigue[cohort.state, chosen], axis=1)[:, :-1]).sum(
        axis=1
    )
    spoke = np.isin(event, (DECLARED,)) | (
        dice.random(n) < np.where(chosen == AT["wait"], 0.0, law.reach[at])
    )
    complaint = (dice.random(n) < law.complaint[at]) & cohort.alive
    event = np.where(cohort.alive, event, 0)
    spoke &= cohort.alive
    share = paid_share(cohort.state, event, law.world.settlement_share)
    left, talk = after(cohort.state, event)
    _tell(cohort, chosen, event, spoke, complaint, left, talk)
    cohort.alive = cohort.alive & (left > 0)
    cohort.state = state_of(np.maximum(left, 1), ability, tired, talk)
    pressed = np.isin(chosen, _PRESSING)
    cohort.pressed_distress += int((pressed & (cohort.kind == _DISTRESS)).sum())
    cohort.contacts += int((chosen != AT["wait"]).sum())
    cohort.complaints += int(complaint.sum())
    weight = law.world.discount**seen.week
    cohort.money += weight * (
        seen.balance * share - costs_of(law.world)[chosen] - law.world.complaint_cost * complaint
    )
    seen.week += 1
    seen.days_past_due = seen.days_past_due + 7
    return Week(share, complaint, spoke)


def _tell(
    cohort: Cohort, chosen: Array, event: Array, spoke: Array, complaint: Array, left: Array, talk: Array
) -> None:
    """What the house learns from a week."""
    seen, world, dice, n = cohort.seen, cohort.law.world, cohort.dice, cohort.size
    tried = (chosen != AT["wait"]) & (chosen != AT["review"])
    paid = np.isin(event, (FULL, QUARTER, SETTLED))
    seen.attempts = seen.attempts + tried
    seen.recent = seen.recent * 0.6 + tried
    seen.since_attempt = np.where(tried, 0, np.minimum(seen.since_attempt + 1, NEVER))
    seen.reached = seen.reached + spoke
    seen.since_reached = np.where(spoke, 0, np.minimum(seen.since_reached + 1, NEVER))
    seen.payments = seen.payments + paid
    seen.since_paid = np.where(paid, 0, np.minimum(seen.since_paid + 1, NEVER))
    seen.broken = seen.broken + (event == PLAN_BROKEN)
    seen.complaints = seen.complaints + complaint
    seen.offered = seen.offered + ((chosen == AT["plan"]) & spoke)
    kinds = list(world.kinds.values())
    talks = spoke & np.isin(chosen, [AT[name] for name in ("call", "negotiate", "plan", "settle", "care")])
    _, ability, _, _ = parts_of(cohort.state)
    low, high = world.hardship_told
    seen.hardship = seen.hardship | (talks & (dice.random(n) < np.where(ability == 0, high, low)))
    refuses = np.array([each.refuses for each in kinds])[cohort.kind]
    seen.refused = seen.refused + (talks & ~paid & (dice.random(n) < refuses))
    told = talks & (dice.random(n) < world.reason_told)
    right = dice.random(n) < world.reason_right
    reason = np.where(right, cohort.kind, dice.integers(0, len(KINDS), n)) + 1
    seen.reason = np.where(told, reason, seen.reason).astype(np.int16)
    seen.last = np.where(tried, 1 + spoke, seen.last).astype(np.int16)
    seen.quarters, seen.talk = left, talk


def start_mass(cohort: Cohort) -> Array:
    """How many accounts begin in each (class, state, stage, level): what the oracle may know."""
    world = cohort.law.world
    shape = (CLASSES, cohort.law.events.shape[1], len(world.stages), len(world.balances))
    flat = np.ravel_multi_index((cohort.cls, cohort.state, cohort.stage, cohort.level), shape)
    return np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape).astype(float)
