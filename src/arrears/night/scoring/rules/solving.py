"""The points of given bins: a logistic regression on bins, held to the directions of a card by isotonic steps.

Outcomes may be shares and rows may weigh more or less than one; rows that lie in the same bins are taken together first,
so that the work is a matter of the bins that occur and not of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import isotonic_regression

from arrears.night.scoring.contracts import Attribute, Card

Array = NDArray[Any]

_PENALTY = 5.0
_STEPS = 2_000
_TOLERANCE = 1e-8
_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Solved:
    """`level`: the log-odds that all rows share; `weights`: those that each bin adds, by attribute."""

    level: float
    weights: list[Array]

    def odds(self, places: Array) -> Array:
        """Log-odds of rows from the places of their bins (A, n)."""
        return np.asarray(
            self.level + sum(each[at] for each, at in zip(self.weights, places, strict=True)), dtype=float
        )


def solve(card: Card, places: Array, outcome: Array, weight: Array | None = None) -> Solved:
    """Log-odds of each bin from places (A, n), outcomes (n,) from 0 to 1 and weights (n,), 1 where not given."""
    places, share, many = _together(
        card, places, outcome, np.ones(len(outcome)) if weight is None else weight
    )
    total = float(many.sum())
    mean = float((share * many).sum() / total)
    level = float(np.log((mean + _TINY) / (1 - mean + _TINY)))
    weights = [np.zeros(len(each.bins)) for each in card.attributes]
    step = 1.0 / (total * (len(weights) + 1) / 4.0 + _PENALTY)
    before = np.inf
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-Solved(level, weights).odds(places)))
        wrong = (share - chance) * many
        level += step * float(wrong.sum())
        for number, attribute in enumerate(card.attributes):
            pull = np.bincount(places[number], weights=wrong, minlength=len(attribute.bins))
            moved = weights[number] + step * (pull - _PENALTY * weights[number])
            weights[number] = held(attribute, moved)
        fit = share * np.log(chance + _TINY) + (1 - share) * np.log(1 - chance + _TINY)
        loss = -float((fit * many).sum() / total)
        if abs(before - loss) < _TOLERANCE:
            break
        before = loss
    return Solved(level, weights)


def _together(card: Card, places: Array, outcome: Array, weight: Array) -> tuple[Array, Array, Array]:
    """Rows of the same bins as one: places (A, m), mean outcome (m,), sum of weights (m,)."""
    sizes = tuple(len(each.bins) for each in card.attributes)
    code = np.ravel_multi_index(tuple(places), sizes)
    seen, inverse = np.unique(code, return_inverse=True)
    many = np.bincount(inverse, weights=weight)
    share = np.bincount(inverse, weights=outcome * weight) / np.maximum(many, _TINY)
    return np.stack(np.unravel_index(seen, sizes)), share, many


def held(attribute: Attribute, points: Array) -> Array:
    """The nearest points that move the way the card says; the bin of null stands apart."""
    if not attribute.monotone:
        return points
    ranged = [at for at, bin_ in enumerate(attribute.bins) if not bin_.missing]
    found = points.copy()
    found[ranged] = isotonic_regression(points[ranged], increasing=attribute.monotone > 0)
    return found
