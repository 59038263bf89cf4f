"""The bound: no policy, even one that sees what is hidden, earns more in expectation.

Weekly limits are priced. At any prices of nought or more, the best that each account could do on its own,
plus the worth of all limits at these prices, is at least what any policy within the limits can expect. The best
prices make the bound tight; the search smooths the choice between treatments and cools.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

from arrears.night.proof.contracts import RESOURCES
from arrears.night.proof.rules.cohort import costs_of, limits_of, needs_of
from arrears.night.proof.rules.law import (
    ABILITIES,
    AT,
    CLASSES,
    EVENTS,
    FATIGUES,
    STATES,
    Array,
    K,
    Law,
    after,
    paid_share,
    parts_of,
    permitted,
    state_of,
)

_COOLING = ((30.0, 25), (6.0, 25), (1.5, 30))
"""Temperatures in money and the most evaluations at each."""


@dataclass(frozen=True, slots=True)
class Bound:
    """Prices (weeks, M) and what each start is worth at them (C, S, stages, levels), in money."""

    prices: Array
    worth: Array
    per_account: float

    def of(self, mass: Array, limits: Array) -> float:
        """The bound of a cohort that begins with `mass`, in money in all."""
        return float((self.worth * mass).sum() + self.prices.sum(axis=0) @ limits)


class Oracle:
    """Dynamic programming over the whole chain of a world, at prices."""

    def __init__(self, law: Law) -> None:
        self.law = law
        world = law.world
        self.moves = [_moves(law, at) for at in range(K)]
        share = np.stack(
            [paid_share(np.arange(STATES), event, world.settlement_share) for event in range(EVENTS)]
        )
        self.share = np.einsum("cske,es->csk", law.events, share).reshape(CLASSES * STATES, K)
        self.harm = (law.complaint * world.complaint_cost).reshape(CLASSES * STATES, K)
        self.costs, self.needs = costs_of(world), needs_of(world)
        self.balances = np.array(world.balances)
        _, _, _, talk = parts_of(np.tile(np.arange(STATES), CLASSES))
        fragile = np.repeat(np.arange(CLASSES) % 2, STATES)
        self.may = np.stack(
            [
                np.stack([permitted(talk, fragile, days + 7 * week) for days, _ in world.stages])
                for week in range(world.weeks)
            ]
        )  # (W, stages, CS, K)
        self.shape = (CLASSES * STATES, len(world.stages), len(self.balances))

    def ahead(self, prices: Array, heat: float = 0.0) -> tuple[Array, list[Array]]:
        """Worth of every start, and by week the worth of each treatment (K, CS, stages, levels)."""
        world = self.law.world
        value = np.zeros(self.shape)
        weeks: list[Array] = []
        for week in reversed(range(world.weeks)):
            q = self.worth(value, week, prices[week])
            weeks.append(q)
            value = q.max(axis=0)
            if heat:
                value = value + heat * np.log(np.exp((q - value) / heat).sum(axis=0))
        weeks.reverse()
        return value, weeks

    def worth(self, value: Array, week: int, prices: Array) -> Array:
        """Worth of each treatment in a week when what follows is worth `value`."""
        world = self.law.world
        flat = value.reshape(self.shape[0], -1)
        found = np.empty((K, *self.shape))
        for at in range(K):
            later = (self.moves[at] @ flat).reshape(self.shape) * world.discount
            price = self.costs[at] + (prices / world.discount**week) @ self.needs[:, at]
            now = self.share[:, at][:, None] * self.balances[None, :] - (self.harm[:, at] + price)[:, None]
            found[at] = later + now[:, None, :]
            found[at][~self.may[week, :, :, at].T] = -1e12
        return found

    def bound(self, mass: Array, limits: Array, prices: Array | None = None) -> Bound:
        """The best bound found for a start `mass`; with `prices` given, the bound at these."""
        world = self.law.world
        shaped = mass.reshape(self.shape)
        total = mass.sum()
        if prices is None:
            prices = np.zeros((world.weeks, len(RESOURCES)))
            for heat, most in _COOLING:
                prices = self._search(shaped / total, limits / total, prices, heat, most)
        value, _ = self.ahead(prices)
        worth = value.reshape(CLASSES, STATES, *self.shape[1:])
        found = Bound(prices, worth, 0.0)
        return Bound(prices, worth, found.of(mass, limits) / total)

    def _search(self, mass: Array, limits: Array, start: Array, heat: float, most: int) -> Array:
        def dual(flat: Array) -> tuple[float, Array]:
            prices = flat.reshape(start.shape)
            value, weeks = self.ahead(prices, heat)
            used = self._use(mass, weeks, heat)
            return float((value * mass).sum() + prices.sum(axis=0) @ limits), (limits[None, :] - used).ravel()

        found: Any = minimize(
            dual,
            start.ravel(),
            jac=True,
            method="L-BFGS-B",
            bounds=[(0, None)] * start.size,
            options={"maxfun": most, "maxiter": most},
        )
        return np.asarray(found.x).reshape(start.shape)

    def _use(self, mass: Array, weeks: list[Array], heat: float) -> Array:
        """Expected use of each resource by week (W, M) when treatments are drawn by their worth."""
        used = np.zeros((len(weeks), len(RESOURCES)))
        for week, q in enumerate(weeks):
            drawn = np.exp((q - q.max(axis=0)) / heat)
            drawn /= drawn.sum(axis=0)
            following = np.zeros((self.shape[0], self.shape[1] * self.shape[2]))
            for at in range(K):
                taken = drawn[at] * mass
                used[week] += self.needs[:, at] * taken.sum()
                following += self.moves[at].T @ taken.reshape(self.shape[0], -1)
            mass = following.reshape(self.shape)
        return used


def _moves(law: Law, at: int) -> sparse.csr_array:
    """Transitions under a treatment between states of a class that is still open (CS, CS)."""
    state = np.arange(STATES)
    rows, columns, chances = [], [], []
    for event in range(EVENTS):
        left, talk = after(state, event)
        for ability in range(ABILITIES):
            for tired in range(FATIGUES):
                chance = (
                    law.events[:, :, at, event]
                    * law.ability[:, :, at, ability]
                    * law.fatigue[None, :, at, tired]
                )
                chance = np.where(left[None, :] > 0, chance, 0.0)
                cls, from_ = np.nonzero(chance)
                to = state_of(left[from_], ability, tired, talk[from_])
                rows.append(cls * STATES + from_)
                columns.append(cls * STATES + to)
                chances.append(chance[cls, from_])
    size = CLASSES * STATES
    return sparse.csr_array(
        (np.concatenate(chances), (np.concatenate(rows), np.concatenate(columns))), shape=(size, size)
    )


def seeing(
    bound_weeks: list[Array], week: int, cls: Array, state: Array, stage: Array, level: Array
) -> Array:
    """Worth of each treatment (n, K) for accounts whose hidden state is seen."""
    return np.asarray(bound_weeks[week][:, cls * STATES + state, stage, level].T)


def standard_mass(law: Law) -> Array:
    """The expected start of one account, for the search of prices."""
    world = law.world
    mass = np.zeros((CLASSES, STATES, len(world.stages), len(world.balances)))
    for number in range(CLASSES):
        kind = list(world.kinds.values())[number // 8]
        bits = (number // 4 % 2, number // 2 % 2, number % 2)
        chance = kind.share
        for bit, share in zip(bits, (kind.willing, kind.reachable, kind.vulnerable), strict=True):
            chance *= share if bit else 1 - share
        for ability in range(ABILITIES):
            at = state_of(4, ability, 0, 0)
            for stage, (_, share) in enumerate(world.stages):
                mass[number, at, stage, :] = chance * kind.ability[ability] * share / len(world.balances)
    return mass


def do_nothing(oracle: Oracle) -> Array:
    """Worth of every start when nobody is ever treated (C, S, stages, levels)."""
    value = np.zeros(oracle.shape)
    free = np.zeros(len(RESOURCES))
    for week in reversed(range(oracle.law.world.weeks)):
        value = oracle.worth(value, week, free)[AT["wait"]]
    return value.reshape(CLASSES, STATES, *oracle.shape[1:])


def standard_limits(law: Law) -> Array:
    return limits_of(law.world, 1)
