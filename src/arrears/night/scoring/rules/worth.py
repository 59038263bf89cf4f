"""What a score is worth to those who decide by it: how much of what came lies with the accounts that it puts first.

A house can work, call or spare only a part of its accounts. For a capacity of a tenth to a half of them, the accounts
that the score puts first are taken; the part of the gain that lies with them, as a mean over the capacities, is the
worth. It is measured on newer nights than were learned from. What would have come without the treatment is not known
from such rows: that is what an experiment is for, and the worth says no more than whom the score would have found.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arrears.kernel.words import Words
from arrears.night.scoring.contracts import Method, Rival
from arrears.night.scoring.rules.solving import Array

CAPACITIES = (0.1, 0.2, 0.3, 0.4, 0.5)
_DRAWS = 200
_BETWEEN = (2.5, 97.5)
_SEED = 7


@dataclass(frozen=True, slots=True)
class Stakes:
    """Of the newest rows: `gain` (n,) what came, not below 0; `stake` (n,) what could have come; `key` (n,) whose row
    it is: rows of one debtor are drawn together, since they are not independent."""

    gain: Array
    stake: Array
    key: Array


def worth(score: Array, gain: Array, weight: Array | None = None) -> float:
    """The part of the gain (n,) that lies with the best scores (n,), 0 to 1, and 0 where nothing came.

    Rows of equal scores share a place: each is taken by the same part. `weight`: how often a row counts.
    """
    return _read(_ranked(score), gain, np.ones(len(score)) if weight is None else weight)


def _ranked(score: Array) -> Array:
    """The place of each row's score among the scores, the best is 0."""
    return np.asarray(np.unique(-score, return_inverse=True)[1])


def _read(rank: Array, gain: Array, weight: Array) -> float:
    many = np.bincount(rank, weights=weight)
    came = np.bincount(rank, weights=gain * weight)
    total, all_ = many.sum(), came.sum()
    if total <= 0 or all_ <= 0:
        return 0.0
    upto = np.concatenate([[0.0], np.cumsum(many) / total])
    lies = np.concatenate([[0.0], np.cumsum(came) / all_])
    return float(np.interp(CAPACITIES, upto, lies).mean())


def ahead(score: Array, other: Array, stakes: Stakes) -> tuple[float, float, float]:
    """How much more one score is worth than another on the same rows, and a 95 % interval (bootstrap over debtors)."""
    ranks = _ranked(score), _ranked(other)
    _, place = np.unique(stakes.key, return_inverse=True)
    ones = np.ones(len(score))
    found = _read(ranks[0], stakes.gain, ones) - _read(ranks[1], stakes.gain, ones)
    dice = np.random.default_rng(_SEED)
    drawn = np.empty(_DRAWS)
    for number in range(_DRAWS):
        weight = dice.poisson(1.0, int(place.max()) + 1).astype(float)[place]
        drawn[number] = _read(ranks[0], stakes.gain, weight) - _read(ranks[1], stakes.gain, weight)
    low, high = np.percentile(drawn, _BETWEEN)
    return found, float(low), float(high)


def barred(method: Method, rivals: tuple[Rival, ...]) -> Words | None:
    """Why a card learned by this method may not be put in force; None where it may.

    Points cards are a person's choice. Trees are harder to read: they must be worth more than every points card that
    stood beside them, with the whole interval of the gain above zero.
    """
    if method is not Method.TREES:
        return None
    own = next((each for each in rivals if each.method is Method.TREES), None)
    others = [each for each in rivals if each.method is not Method.TREES]
    if own is None or own.low is None or not others:
        return Words(
            "该树模型没有与评分卡比较过决策价值",
            "These trees were not compared with the cards by what they are worth",
        )
    best = max(others, key=lambda each: each.worth)
    if own.low > 0:
        return None
    return Words(
        f"树模型须在决策价值上胜过最好的评分卡（{best.worth:.3f}）：其价值{own.worth:.3f}，"
        f"差额的95%区间下限为{own.low:+.3f}，须大于0",
        f"Trees must be worth more than the best card ({best.worth:.3f}): theirs is {own.worth:.3f}, and the 95 % "
        f"interval of the gain begins at {own.low:+.3f}, which has to be above 0",
    )
