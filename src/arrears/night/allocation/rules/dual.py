"""Dual prices by cutting planes: each pass over the book is a certified bound and a cut.

First on a sample, where a pass costs a millisecond, then on the whole book in a small box around the
sample's prices. The master problem has one variable for each limit; HiGHS solves it.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from arrears.night.allocation.contracts import FORBIDDEN, GRID
from arrears.night.allocation.rules.kernels import Array
from arrears.night.allocation.rules.problem import Pass, Problem

SAMPLE = 60_000
LARGER = 600_000
"""A great book is approached by a second sample, whose prices are three times as near as those of the first."""
SAMPLE_PASSES = 300
BOOK_PASSES = 40
STOP = 2e-7
STOP_GREAT = 5e-8
"""A great book is brought nearer: what is left over or overrun there is more than a small programme settles."""
_SEED = 20_261_123
_ROOM_BITS = 60


@dataclass(frozen=True, slots=True)
class Dual:
    """The best prices found, their pass, the number of passes over the whole book, and the price ceiling."""

    prices: Array
    found: Pass
    passes: int
    ceiling: Array


class _Cuts:
    """The dual function from below: the largest of the planes that passes have found."""

    def __init__(self, bounds: Array, scale: float, unit: Array) -> None:
        self._bounds, self._scale, self._unit = bounds, scale, unit
        size = len(bounds)
        self._index = np.arange(size + 1, dtype=np.int32)
        self._model = highspy.Highs()  # type: ignore[no-untyped-call]  # HiGHS has no types
        self._model.setOptionValue("output_flag", False)
        self._model.setOptionValue("threads", 1)
        for _ in range(size):
            self._model.addVar(0.0, 1.0)
        self._model.addVar(-highspy.kHighsInf, highspy.kHighsInf)
        self._model.changeColCost(size, 1.0)

    def add(self, prices: Array, found: Pass) -> None:
        slope = (self._bounds - found.used) / GRID / self._scale * self._unit
        height = found.dual / self._scale - float(slope @ (prices / self._unit))
        self._model.addRow(height, highspy.kHighsInf, len(slope) + 1, self._index, np.append(-slope, 1.0))

    def lowest(self, low: Array, high: Array) -> tuple[Array, float]:
        """The prices within a box where the planes are lowest, and how low that is."""
        for place, (from_, to) in enumerate(zip(low / self._unit, high / self._unit, strict=True)):
            self._model.changeColBounds(place, float(from_), float(to))
        self._model.run()
        solution = np.asarray(self._model.getSolution().col_value)
        return solution[:-1] * self._unit, float(solution[-1]) * self._scale


def price_ceiling(problem: Problem) -> Array:
    """A price beyond which no unit of a limit is worth having: the largest spread of value for the least need;
    never so high that sums of prices leave 64 bits."""
    permitted = problem.values != FORBIDDEN
    high = int(np.where(permitted, problem.values, FORBIDDEN).max(initial=0))
    low = int(np.where(permitted, problem.values, -FORBIDDEN).min(initial=0))
    spread = max(high - low, 1)
    heaviest = int(problem.weight.max(initial=1))
    ceilings = []
    for per_weight, per_part in zip(problem.per_weight(), problem.per_part(), strict=True):
        needs = np.concatenate([np.abs(per_weight).ravel(), np.abs(per_part).ravel()])
        most = int(np.abs(per_weight).max() * heaviest + np.abs(per_part).max())
        least = int(needs[needs > 0].min()) if (needs > 0).any() else 1
        room = (1 << _ROOM_BITS) // max(len(problem.limits), 1) // max(most, 1)
        ceilings.append(min(2 * spread * GRID // least, room))
    return np.array(ceilings, dtype=np.int64)


def solve(problem: Problem, ceiling: Array | None = None) -> Dual:
    """Prices for the whole book."""
    ceiling = price_ceiling(problem) if ceiling is None else ceiling
    zero = np.zeros(len(problem.limits), dtype=np.int64)
    if not len(zero):
        return Dual(zero, problem.at(zero), 1, ceiling)
    wide = _first_radius(problem, ceiling)
    if problem.size <= 2 * SAMPLE:
        return _descend(problem, zero, wide, ceiling, SAMPLE_PASSES)
    near = _descend(_sample(problem, SAMPLE), zero, wide, ceiling, SAMPLE_PASSES).prices
    radius = near / 50 + wide / 2_000 + 1.0
    if problem.size <= 4 * LARGER:
        return _descend(problem, near, radius, ceiling, BOOK_PASSES)
    near = _descend(_sample(problem, LARGER), near, radius, ceiling, BOOK_PASSES).prices
    return _descend(problem, near, radius / 4 + 1.0, ceiling, BOOK_PASSES, STOP_GREAT)


def _first_radius(problem: Problem, ceiling: Array) -> Array:
    """How far prices may move at first: what an ordinary account could be worth for an ordinary need."""
    some = problem.values[:, :: max(problem.size // 10_000, 1)]
    permitted = np.where(some == FORBIDDEN, 0, some).astype(np.int64)
    worth = float(np.ptp(permitted, axis=0).mean()) + 1.0
    radius = []
    for per_weight, per_part in zip(problem.per_weight(), problem.per_part(), strict=True):
        needs = np.abs(per_weight) * float(problem.weight.mean()) + np.abs(per_part)
        radius.append(worth * GRID / max(float(needs[needs > 0].mean()) if (needs > 0).any() else 1.0, 1e-9))
    return np.asarray(np.clip(np.array(radius), 1.0, np.maximum(ceiling, 1)), dtype=np.float64)


def _sample(problem: Problem, count: int) -> Problem:
    """A random part of the book with its part of every limit."""
    chosen = np.sort(np.random.default_rng(_SEED).choice(problem.size, count, replace=False))
    bounds = np.rint(problem.bounds() * (count / problem.size))
    return problem.some(chosen).bounded(bounds)


def _descend(
    problem: Problem, start: Array, radius: Array, ceiling: Array, passes_max: int, stop: float = STOP
) -> Dual:
    """Lower the dual by cuts within a box that moves: a better centre keeps its size, a worse one shrinks it,
    and a centre on the rim of the box widens it again."""
    best, centre = problem.at(start), start
    scale = max(abs(best.dual), 1.0)
    cuts = _Cuts(problem.bounds().astype(np.float64), scale, np.maximum(radius, 1.0))
    cuts.add(start.astype(np.float64), best)
    passes = 1
    for _ in range(4 * passes_max):
        low, high = np.maximum(centre - radius, 0.0), np.minimum(centre + radius, ceiling)
        point, floor = cuts.lowest(low, high)
        expected = best.dual - floor
        at_rim = bool(
            np.any((point <= low + 1e-6) & (low > 0)) or np.any((point >= high - 1e-6) & (high < ceiling))
        )
        if expected <= stop * max(abs(best.dual), 1.0):
            if not at_rim:
                break
            radius = radius * 4.0
            continue
        if passes >= passes_max:
            break
        prices = np.clip(np.rint(point), 0, ceiling).astype(np.int64)
        found = problem.at(prices)
        passes += 1
        cuts.add(prices.astype(np.float64), found)
        if found.dual < best.dual:
            if best.dual - found.dual > 0.5 * expected and at_rim:
                radius = radius * 2.0
            best, centre = found, prices
        else:
            radius = np.maximum(radius * 0.5, 1.0)
    return Dual(centre, best, passes, ceiling)
