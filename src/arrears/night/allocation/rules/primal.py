"""A plan from prices: decided accounts keep their choice, the undecided few are settled by small programmes.

A linear programme over the undecided splits at most as many accounts as there are limits; a whole-number
programme over these and some beside them rounds what is split.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arrears.night.allocation.contracts import GRID, Outcome, PriceOf, Relaxed
from arrears.night.allocation.rules.dual import Dual, solve
from arrears.night.allocation.rules.kernels import Array, choose
from arrears.night.allocation.rules.problem import Pass, Problem
from arrears.night.allocation.rules.programmes import elastic, fractional, whole

CORES = (1_000, 4_000, 16_000, 32_000)
ROUNDED = (120, 60)
"""Accounts that are rounded together, in a small book and in a large one, where a single account is nothing."""
LARGE = 500_000
CLOSE = 5e-6
"""A plan of a large book that is farther below the bound is settled again with more of the undecided accounts; in a
small one it is the rounding of single accounts that is left."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The treatment of each account (N,), the places that were settled apart, and how good the plan is.

    `prices` (M,): whole grid units. Every account that is not settled takes its best treatment at the prices.
    """

    choice: Array
    settled: Array
    prices: Array
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class _Settled:
    choice: Array
    places: Array


def allocate(problem: Problem) -> Plan:
    """The plan of most value that the limits allow, to a certified gap.

    Limits that cannot hold together give way by the least that helps, and the outcome names them.
    """
    if not problem.size:
        return _empty(problem)
    dual = solve(problem)
    found = _settle(problem, dual)
    relaxed: tuple[Relaxed, ...] = ()
    if found is None:
        loose, fallback = _relax(problem, dual)
        relaxed = _gave_way(problem, loose)
        problem = loose
        dual = solve(problem)
        found = _settle(problem, dual)
        if found is None or problem.value_of(found.choice) < problem.value_of(fallback):
            at_prices, _ = _at(problem, dual)
            found = _Settled(fallback, np.flatnonzero(fallback != at_prices))
    return Plan(found.choice, found.places, dual.prices, _outcome(problem, dual, found, relaxed))


def _empty(problem: Problem) -> Plan:
    """Nobody takes part: nothing is used, and no floor can hold."""
    nothing = np.zeros(len(problem.limits), dtype=np.int64)
    loose = problem.bounded(np.maximum(problem.bounds(), 0))
    found = _Settled(np.zeros(0, dtype=np.int8), np.zeros(0, dtype=np.int64))
    dual = Dual(nothing, Pass(value=0, used=nothing, dual=0.0), 0, nothing)
    return Plan(found.choice, found.places, nothing, _outcome(loose, dual, found, _gave_way(problem, loose)))


def _gave_way(before: Problem, after: Problem) -> tuple[Relaxed, ...]:
    return tuple(
        Relaxed(id=new.id, title=new.title, by=new.bound - old.bound, unit=new.unit, scale=new.scale)
        for old, new in zip(before.limits, after.limits, strict=True)
        if new.bound > old.bound
    )


def _at(problem: Problem, dual: Dual) -> tuple[Array, Array]:
    return choose(problem.values, problem.weight, problem.part, *problem.price_tables(dual.prices))


def _settle(problem: Problem, dual: Dual) -> _Settled | None:
    """Settle the undecided accounts so that all limits hold; None when that cannot be done."""
    choice, margin = _at(problem, dual)
    used = problem.use_of(choice)
    best: _Settled | None = None
    worth = -np.inf
    for core in CORES:
        places = _undecided(problem, dual, choice, margin, core)
        found = _settled_among(problem, dual, choice, used, places)
        if found is not None:
            value = problem.value_of(found.choice)
            if best is None or value > worth:
                best, worth = found, value
            if problem.size < LARGE or dual.found.dual - worth <= CLOSE * abs(dual.found.dual):
                break
        if core >= problem.size:
            break
    return best


def _undecided(problem: Problem, dual: Dual, choice: Array, margin: Array, core: int) -> Array:
    """The accounts decided least firmly: half of them of the whole book, the others of those that use a limit, for each
    limit that has a price or is overrun. Of a great book the least firm of all may use but one limit."""
    if core >= problem.size:
        return np.arange(problem.size)
    tight = np.flatnonzero((dual.prices > 0) | (dual.found.used > problem.bounds()))
    if not len(tight):
        return _least(margin, core)
    kinds = problem.values.shape[0]
    uses = (problem.per_weight() != 0) | (problem.per_part() != 0)
    cell = problem.part.astype(np.int32) * kinds + choice
    found = [_least(margin, core // 2)]
    for limit in tight:
        users = np.flatnonzero(uses[limit].ravel()[cell])
        found.append(users[_least(margin[users], core // (2 * len(tight)))])
    return np.unique(np.concatenate(found))


def _settled_among(
    problem: Problem, dual: Dual, choice: Array, used: Array, places: Array
) -> _Settled | None:
    part = problem.some(places)
    left = problem.bounds() - (used - part.use_of(choice[places]))
    shares = fractional(part, left, dual.prices)
    if shares is None:
        return None
    rounded = _round(part, shares, left, dual.prices, ROUNDED[problem.size >= LARGE])
    if rounded is None:
        return None
    settled = choice.copy()
    settled[places] = rounded
    return _Settled(settled, places[rounded != choice[places]])


def _least(margin: Array, count: int) -> Array:
    if count >= len(margin):
        return np.arange(len(margin))
    return np.sort(np.argpartition(margin, count)[:count])


def _round(part: Problem, shares: Array, left: Array, prices: Array, few: int) -> Array | None:
    """Whole choices from shares: what is split, and the accounts decided least firmly, once more in whole."""
    choice = np.asarray(shares.argmax(axis=0))
    split = shares.max(axis=0) < 1.0 - 1e-6
    _, margin = choose(part.values, part.weight, part.part, *part.price_tables(prices))
    margin = np.where(split, -1.0, margin)
    for count in (few, 4 * few):
        places = _least(margin, max(count, int(split.sum())))
        some = part.some(places)
        rest = left - (part.use_of(choice) - some.use_of(choice[places]))
        found = whole(some, rest, prices)
        if found is not None:
            rounded = choice.copy()
            rounded[places] = found
            return rounded
        if count >= part.size:
            return None
    return None


def _relax(problem: Problem, dual: Dual) -> tuple[Problem, Array]:
    """The problem with bounds that can hold, and a plan within them.

    Each limit may give way at the price of its ceiling, which is more than any value: what it gives way by is
    then the least that helps.
    """
    choice, margin = _at(problem, dual)
    used = problem.use_of(choice)
    places = _least(margin, CORES[1])
    part = problem.some(places)
    left = problem.bounds() - (used - part.use_of(choice[places]))
    settled = choice.copy()
    settled[places] = elastic(part, left, dual.ceiling)
    bounds = np.maximum(problem.bounds(), problem.use_of(settled))
    return problem.bounded(bounds), settled


def _outcome(problem: Problem, dual: Dual, found: _Settled, relaxed: tuple[Relaxed, ...]) -> Outcome:
    value, used = problem.value_of(found.choice), problem.use_of(found.choice)
    bound = int(np.floor(dual.found.dual + 1.0 / GRID))
    return Outcome(
        accounts=problem.size,
        value_minor=value,
        bound_minor=max(bound, value),
        gap=max(bound - value, 0) / max(abs(bound), 1),
        prices=tuple(
            PriceOf(
                id=limit.id,
                title=limit.title,
                price=int(dual.prices[place]),
                used=int(used[place]),
                bound=limit.bound,
                unit=limit.unit,
                scale=limit.scale,
            )
            for place, limit in enumerate(problem.limits)
        ),
        relaxed=relaxed,
        passes=dual.passes,
        settled=len(found.places),
    )
