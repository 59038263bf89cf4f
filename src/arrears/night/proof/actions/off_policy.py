"""What a log says of a policy that did not write it, beside the simulated truth: once, or often enough to know how far
the methods are off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt
from statistics import fmean

import numpy as np

from arrears.night.proof.actions.trial import Progress, Stage
from arrears.night.proof.contracts import MethodError, OffPolicy, OffPolicyStudy, World, WorldError
from arrears.night.proof.rules import learning
from arrears.night.proof.rules.cohort import costs_of, draw, live
from arrears.night.proof.rules.estimates import estimates
from arrears.night.proof.rules.ladders import digital_first
from arrears.night.proof.rules.law import AT, Array

_PLENTY = ("wait", "sms", "email", "call", "plan")
"""Treatments of the off-policy week: a week without limits has no use for scarce ones."""
REPEATS_MAX = 100
LEARN_ACCOUNTS = 20_000


def off_policy(
    world: World,
    *,
    accounts: int = 20_000,
    exploration: float = 0.1,
    seed: int = 7_000,
    learn_accounts: int = LEARN_ACCOUNTS,
) -> OffPolicy:
    """What a log of the ladder with some chance in it says of the cards, beside the simulated truth.

    One week's decision (the fifth) is the new policy's, everything before and after is the ladder's; values are
    money per account from that week on. Choices of this week need no limits, so each is its account's alone.
    """
    return _once(Stage(world, learn_accounts), accounts, _checked(exploration), seed)


def off_policy_study(
    world: World,
    *,
    repeats: int = 20,
    accounts: int = 20_000,
    exploration: float = 0.1,
    seed: int = 7_000,
    learn_accounts: int = LEARN_ACCOUNTS,
    progress: Progress | None = None,
) -> OffPolicyStudy:
    """The same for `repeats` logs of other debtors: bias, error and cover of each method against the truth.

    The truth is the mean over all cohorts, of which each knows its own but for chance. WorldError beyond the limits.
    """
    if not 2 <= repeats <= REPEATS_MAX:
        raise WorldError(f"repeats: 2 to {REPEATS_MAX}")
    stage, found = Stage(world, learn_accounts), []
    for number in range(repeats):
        found.append(_once(stage, accounts, _checked(exploration), seed + 2 * number))
        if progress is not None:
            progress(number + 1, repeats)
    truth, champion = fmean(one.truth for one in found), fmean(one.champion for one in found)
    return OffPolicyStudy(
        world=world.id,
        repeats=repeats,
        rows=round(fmean(one.rows for one in found)),
        exploration=exploration,
        champion=champion,
        truth=truth,
        methods=_errors(found, truth, champion),
    )


def _errors(found: Sequence[OffPolicy], truth: float, champion: float) -> tuple[MethodError, ...]:
    told = []
    for place, one in enumerate(found[0].estimates):
        each = [run.estimates[place] for run in found]
        off = [estimate.value - truth for estimate in each]
        right = "better" if truth > champion else "worse"
        told.append(
            MethodError(
                method=one.method,
                bias=fmean(off),
                rmse=sqrt(fmean(error**2 for error in off)),
                covered=fmean(low <= truth <= high for low, high in (estimate.interval for estimate in each)),
                effective_sample=fmean(estimate.effective_sample for estimate in each),
                silent=sum(estimate.verdict is None for estimate in each),
                right=sum(estimate.verdict == right for estimate in each),
                wrong=sum(estimate.verdict not in (None, right, "open") for estimate in each),
            )
        )
    return tuple(told)


def _checked(exploration: float) -> float:
    if not 0 < exploration <= 1:
        raise WorldError("exploration: above 0, at most 1")
    return exploration


def _once(stage: Stage, accounts: int, exploration: float, seed: int) -> OffPolicy:
    model = stage.cards
    at = min(4, stage.world.weeks - 1)
    logged, row = _week_of(stage, accounts, seed, at, None, exploration, model)
    truth, _ = _week_of(stage, accounts, seed + 1, at, model, 0.0, model)
    champion, _ = _week_of(stage, accounts, seed + 1, at, None, 0.0, model)
    found = estimates(
        agrees=row["agrees"],
        propensity=row["propensity"],
        reward=logged,
        expected_logged=row["expected_logged"],
        expected_new=row["expected_new"],
        champion=float(champion.mean()),
    )
    return OffPolicy(
        world=stage.world.id,
        rows=len(logged),
        exploration=exploration,
        champion=float(champion.mean()),
        truth=float(truth.mean()),
        estimates=found,
    )


def _week_of(
    stage: Stage,
    accounts: int,
    seed: int,
    at: int,
    new: learning.Model | None,
    exploration: float,
    model: learning.Model,
) -> tuple[Array, dict[str, Array]]:
    """Live through a cohort; in week `at` choose freely, by the new model or by the ladder with chance."""
    cohort = draw(stage.law, accounts, seed)
    for _ in range(at):
        live(cohort, digital_first(cohort))
    before, open_ = cohort.money.copy(), cohort.alive.copy()
    may, bins = cohort.may(), learning.binned(cohort.seen)
    scarce = [at for name, at in AT.items() if name not in _PLENTY]
    may[:, scarce] = False
    share, harm = model.worth(bins)
    to_come = learning.read_points(bins, stage.to_come)[:, None]
    values = (share + to_come) * cohort.seen.balance[:, None] - stage.world.complaint_cost * harm
    values -= costs_of(stage.world)
    wanted = np.where(may, values, -np.inf).argmax(axis=1)
    ladder = np.full(accounts, AT["sms"] if cohort.seen.week % 2 == 0 else AT["email"])
    ladder = np.where(np.take_along_axis(may, ladder[:, None], axis=1)[:, 0], ladder, AT["wait"])
    drawn = np.where(may, cohort.dice.random(may.shape), -1.0).argmax(axis=1)
    tries = cohort.dice.random(accounts) < exploration
    chosen = wanted if new is not None else np.where(tries, drawn, ladder)
    propensity = exploration / may.sum(axis=1) + (1 - exploration) * (chosen == ladder)
    free = replace(stage.world, capacity=dict.fromkeys(stage.world.capacity, 1e9))
    cohort.law = replace(stage.law, world=free)
    live(cohort, chosen)
    cohort.law = stage.law
    while cohort.seen.week < stage.world.weeks:
        live(cohort, digital_first(cohort))
    reward = (cohort.money - before)[open_]
    discounted = values * stage.world.discount**at
    rows = {
        "agrees": (chosen == wanted)[open_].astype(float),
        "propensity": propensity[open_] if exploration else np.ones(int(open_.sum())),
        "expected_logged": np.take_along_axis(discounted, chosen[:, None], axis=1)[open_, 0],
        "expected_new": np.take_along_axis(discounted, wanted[:, None], axis=1)[open_, 0],
    }
    return reward, rows
