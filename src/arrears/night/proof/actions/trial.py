"""Policies tried in a world: learned on cohorts of their own, judged on others, all on the same ones."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.resources import files
from math import sqrt
from pathlib import Path
from statistics import fmean, stdev
from time import process_time

import numpy as np
from scipy.stats import t as student

from arrears.night.proof.actions.shipped import Shipped
from arrears.night.proof.contracts import (
    ACCOUNTS_MAX,
    COHORTS_MAX,
    CohortResult,
    PolicyResult,
    Trial,
    World,
    WorldError,
)
from arrears.night.proof.rules import learning
from arrears.night.proof.rules.cohort import Cohort, draw, limits_of, live, needs_of, start_mass
from arrears.night.proof.rules.inference import Inference
from arrears.night.proof.rules.ladders import LADDERS, digital_first, explore
from arrears.night.proof.rules.law import AT, STATES, Array, law_of
from arrears.night.proof.rules.oracle import Bound, Oracle, do_nothing, standard_limits, standard_mass
from arrears.night.proof.rules.rationing import by_value
from arrears.night.proof.rules.worlds import parse_world

Choose = Callable[[Cohort], Array]
Progress = Callable[[int, int], None]
FITTED = ("cards", "trees", "second_round", "third_round", "second_round_trees")
POLICIES = (*LADDERS, "shipped", *FITTED, "perfect_inference", "oracle")
LEARN_ACCOUNTS = 40_000
LEARN_SEED = 1_000
COMPLAINT: float = tomllib.loads((files("arrears.night.proof") / "policies.toml").read_text())["complaint"]
_EXPLORED = (0.3, 0.2, 0.15)
_WORLDS = files("arrears.night.proof") / "worlds"


def worlds() -> tuple[str, ...]:
    """The worlds that are shipped, frozen by their hashes (`frozen.toml` says what had been fitted by then)."""
    return tuple(_frozen())


def _frozen() -> dict[str, str]:
    found: dict[str, str] = tomllib.loads((_WORLDS / "frozen.toml").read_text())["sha256"]
    return found


def read_world(name: str | Path) -> World:
    """A shipped world by name, or one from a file. WorldError when it cannot be used or was changed."""
    frozen = _frozen()
    if isinstance(name, str) and name in frozen:
        world = parse_world((_WORLDS / f"{name}.toml").read_text())
        if world.hash != frozen[name]:
            raise WorldError(f"{name}: is not the world that was frozen")
        return world
    path = Path(name)
    if not path.is_file():
        raise WorldError(f"{name}: neither a file nor one of {', '.join(frozen)}")
    return parse_world(path.read_text())


@dataclass
class Stage:
    """A world with its law, its bound and what was learned in it; each made once and when it is asked for."""

    world: World
    learn_accounts: int = LEARN_ACCOUNTS
    complaint: float = COMPLAINT
    logs: list[learning.Log] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.law = law_of(self.world)
        self.oracle = Oracle(self.law)
        self.nothing = do_nothing(self.oracle)

    @cached_property
    def bound(self) -> Bound:
        """The bound at stored prices for a frozen world; any prices certify, the stored ones are good ones."""
        kept = _WORLDS / "prices" / f"{self.world.id}.json"
        mass, limits = standard_mass(self.law), standard_limits(self.law)
        if self.world.hash in _frozen().values() and kept.is_file():
            return self.oracle.bound(mass, limits, np.array(json.loads(kept.read_text())))
        return self.oracle.bound(mass, limits)

    @cached_property
    def cards(self) -> learning.Cards:
        return learning.fit_cards(self.log(0), self.world.discount)

    @cached_property
    def trees(self) -> learning.Trees:
        return learning.fit_trees(self.log(0), self.world.discount)

    @cached_property
    def second(self) -> learning.Cards:
        logs = [self.log(0), self.log(1)]
        return learning.fit_cards(learning.together(logs), self.world.discount, logs[-1])

    @cached_property
    def third(self) -> learning.Cards:
        logs = [self.log(0), self.log(1), self.log(2)]
        return learning.fit_cards(learning.together(logs), self.world.discount, logs[-1])

    @cached_property
    def second_trees(self) -> learning.Trees:
        logs = [self.log(0), self.log(1)]
        return learning.fit_trees(learning.together(logs), self.world.discount, logs[-1])

    @cached_property
    def to_come(self) -> Array:
        """Points of the share of the balance that is still paid under the ladder."""
        log = self.log(0)
        return learning.points(log.bins, log.to_come, 20.0)

    def log(self, at: int) -> learning.Log:
        """The log of a round: the ladder first, then the cards of the round before, each with exploration."""
        while len(self.logs) <= at:
            place = len(self.logs)
            before: Choose = (
                digital_first if place == 0 else self._by(self.cards if place == 1 else self.second)
            )
            cohort = draw(self.law, self.learn_accounts, LEARN_SEED + place)
            keeper = learning.Keeper(self.world)
            _run(cohort, _exploring(before, _EXPLORED[place]), keeper)
            self.logs.append(keeper.log(cohort.seen.balance))
        return self.logs[at]

    def policy(self, name: str) -> Choose:
        """A policy by name. WorldError for a name that is not one."""
        if name in LADDERS:
            return LADDERS[name]
        if name == "shipped":
            return Shipped()
        if name == "oracle":
            return self._seeing
        if name == "perfect_inference":
            return Inference(lambda: self._weeks, lambda: self.bound.prices)
        fitted: dict[str, Callable[[], learning.Model]] = {
            "cards": lambda: self.cards,
            "trees": lambda: self.trees,
            "second_round": lambda: self.second,
            "third_round": lambda: self.third,
            "second_round_trees": lambda: self.second_trees,
        }
        if name not in fitted:
            raise WorldError(f"{name}: no such policy; one of {', '.join(POLICIES)}")
        return self._by(fitted[name]())

    def _by(self, model: learning.Model) -> Choose:
        return lambda cohort: learning.follow(model, cohort, self.complaint)

    def _seeing(self, cohort: Cohort) -> Array:
        """The policy that sees what is hidden and pays the bound's prices: shows that the bound is near."""
        week = cohort.seen.week
        paid = self.bound.prices[week] / self.world.discount**week
        q = self._weeks[week][:, cohort.cls * STATES + cohort.state, cohort.stage, cohort.level].T
        values = np.where(cohort.alive[:, None], q + paid @ needs_of(self.world), 0.0)
        limits = limits_of(self.world, cohort.size)
        chosen, _ = by_value(values, cohort.may(), needs_of(self.world), limits)
        return np.where(cohort.alive, chosen, AT["wait"])

    @cached_property
    def _weeks(self) -> list[Array]:
        return self.oracle.ahead(self.bound.prices)[1]

    def judge(self, choose: Choose, accounts: int, seed: int) -> CohortResult:
        """One policy on one cohort."""
        cohort = draw(self.law, accounts, seed)
        mass = start_mass(cohort)
        bound = self.bound.of(mass, limits_of(self.world, accounts)) / accounts
        nothing = float((self.nothing * mass).sum()) / accounts
        _run(cohort, choose)
        net = float(cohort.money.mean())
        return CohortResult(
            seed=seed,
            net=net,
            bound=bound,
            nothing=nothing,
            share=net / bound,
            headroom=(net - nothing) / (bound - nothing),
            complaints_per_1000=1_000 * cohort.complaints / accounts,
            pressure_on_distress=1_000 * cohort.pressed_distress / accounts,
            forbidden=cohort.forbidden,
            breaches=cohort.breaches,
            contacts_per_account=cohort.contacts / accounts,
        )


def _exploring(choose: Choose, share: float) -> Choose:
    return lambda cohort: explore(cohort, choose(cohort), share)


def _run(cohort: Cohort, choose: Choose, keeper: learning.Keeper | None = None) -> None:
    for _ in range(cohort.law.world.weeks):
        before = learning.binned(cohort.seen) if keeper is not None else None
        alive = cohort.alive.copy()
        chosen = choose(cohort)
        week = live(cohort, chosen)
        if keeper is not None and before is not None:
            keeper.week(before, alive, chosen, week.paid, week.complaint, cohort)


def simulate(
    world: World,
    policies: Sequence[str],
    *,
    accounts: int = 20_000,
    seeds: Sequence[int] = (5_000, 5_001, 5_002),
    learn_accounts: int = LEARN_ACCOUNTS,
    complaint: float = COMPLAINT,
    progress: Progress | None = None,
) -> Trial:
    """Try policies on the same cohorts. The digital-first ladder is always among them, as the one to beat.

    Fitted policies learn in this very world, from `learn_accounts` accounts of other seeds, and weigh a complaint at
    `complaint` times what it costs. WorldError for sizes
    beyond the limits or a policy that does not exist.
    """
    if not 1 <= accounts <= ACCOUNTS_MAX or not 1 <= len(seeds) <= COHORTS_MAX:
        raise WorldError(f"accounts: 1 to {ACCOUNTS_MAX}; seeds: 1 to {COHORTS_MAX}")
    if any(seed in range(LEARN_SEED, LEARN_SEED + len(_EXPLORED)) for seed in seeds):
        raise WorldError(
            f"seeds {LEARN_SEED} to {LEARN_SEED + len(_EXPLORED) - 1} are those that policies learn from"
        )
    names = list(dict.fromkeys(("digital_first", *policies)))
    stage = Stage(world, learn_accounts, complaint)
    found: list[PolicyResult] = []
    for place, name in enumerate(names):
        began = process_time()
        choose = stage.policy(name)
        cohorts = tuple(stage.judge(choose, accounts, seed) for seed in seeds)
        found.append(_result(name, cohorts, found[0] if found else None, process_time() - began))
        if progress is not None:
            progress(place + 1, len(names))
    oracle = next((each for each in found if each.policy == "oracle"), None)
    return Trial(
        world=world.id,
        world_hash=world.hash,
        frozen=world.hash in _frozen().values(),
        accounts=accounts,
        seeds=tuple(seeds),
        bound_gap=None if oracle is None else 1 - oracle.share,
        policies=tuple(found),
    )


def _result(
    name: str, cohorts: tuple[CohortResult, ...], digital: PolicyResult | None, seconds: float
) -> PolicyResult:
    result = PolicyResult(
        policy=name,
        cohorts=cohorts,
        share=fmean(each.share for each in cohorts),
        share_interval=_interval([each.share for each in cohorts]),
        headroom=fmean(each.headroom for each in cohorts),
        net=fmean(each.net for each in cohorts),
        complaints_per_1000=fmean(each.complaints_per_1000 for each in cohorts),
        pressure_on_distress=fmean(each.pressure_on_distress for each in cohorts),
        forbidden=sum(each.forbidden for each in cohorts),
        breaches=sum(each.breaches for each in cohorts),
        seconds=round(seconds, 2),
    )
    if digital is None:
        return result
    over = [mine.share - theirs.share for mine, theirs in zip(cohorts, digital.cohorts, strict=True)]
    return replace(result, over_digital=fmean(over), over_digital_interval=_interval(over))


def _interval(values: Sequence[float]) -> tuple[float, float] | None:
    if len(values) < 2:
        return None
    half = float(student.ppf(0.975, len(values) - 1)) * stdev(values) / sqrt(len(values))
    return fmean(values) - half, fmean(values) + half
