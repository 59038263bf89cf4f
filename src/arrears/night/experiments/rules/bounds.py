"""When an experiment may stop early: O'Brien-Fleming bounds at fixed, equal looks.

The chance of ever passing a bound without a difference is alpha over all looks together (O'Brien and Fleming 1979);
computed by carrying the density of the sum from look to look (Armitage, McPherson and Rowe 1969).
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from arrears.night.experiments.contracts import LOOKS_MAX

Array = NDArray[Any]
_NODES = 48
_STEPS = 36


def bounds(looks: int, alpha: float) -> tuple[float, ...]:
    """The size of z that stops the experiment, look by look: C / sqrt(k / looks). ValueError for 0 looks."""
    constant = _constant(looks, round(alpha, 6))
    return tuple(constant / (at / looks) ** 0.5 for at in range(1, looks + 1))


@cache
def _constant(looks: int, alpha: float) -> float:
    if not 1 <= looks <= LOOKS_MAX or not 0 < alpha < 1:
        raise ValueError(f"1 to {LOOKS_MAX} looks and a chance between 0 and 1, not {looks} and {alpha}")
    low, high = 0.5, 8.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        crossed = passing(looks, middle, 0.0)
        low, high = (middle, high) if crossed > alpha else (low, middle)
    return (low + high) / 2


@cache
def drift(looks: int, alpha: float, power: float) -> float:
    """The expected z of the last look at which a bound is passed with the wanted power."""
    constant = _constant(looks, round(alpha, 6))
    low, high = 0.0, 10.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if passing(looks, constant, middle) < power else (low, middle)
    return (low + high) / 2


def passing(looks: int, constant: float, theta: float) -> float:
    """The chance that the sum passes its bound at some look; `theta`: the expected z of the last one.

    The sum over the looks has steps of variance 1/looks; its bound is `constant` at every look.
    """
    step = 1 / looks
    nodes, weights = _nodes()
    place, weight = nodes * constant, weights * constant
    density = _normal(place, theta * step, step)
    inside = [float((density * weight).sum())]
    moves = _normal(place[None, :] - place[:, None], theta * step, step)
    for _ in range(1, looks):
        density = (density * weight) @ moves
        inside.append(float((density * weight).sum()))
    left = [1.0, *inside]
    return sum(before - after for before, after in pairwise(left))


@cache
def _nodes() -> tuple[Array, Array]:
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    return nodes, weights


def _normal(place: Array, mean: float, variance: float) -> Array:
    return np.asarray(np.exp(-((place - mean) ** 2) / (2 * variance)) / np.sqrt(2 * np.pi * variance))
