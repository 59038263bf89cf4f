"""What a log of one policy says about another: inverse propensity, self-normalised, doubly robust.

Each row: the logged treatment, its propensity, what it brought, the treatment the new policy would take, and
(for the doubly robust) what a model expects of both.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from arrears.night.proof.contracts import EFFECTIVE_FLOOR, Estimate
from arrears.night.proof.rules.law import Array

_Z = 1.959964


def estimates(
    *,
    agrees: Array,
    propensity: Array,
    reward: Array,
    expected_logged: Array,
    expected_new: Array,
    champion: float,
    floor: float = EFFECTIVE_FLOOR,
) -> tuple[Estimate, ...]:
    """IPS, SNIPS, DR and the direct method, each with its interval and effective sample.

    agrees (n,): whether the new policy takes the logged treatment; propensity (n,): chance of the logged
    treatment, above nought; reward (n,); `champion`: the value of the logging policy. ValueError when a propensity is
    not above 0.
    """
    if not len(reward) or (propensity <= 0).any():
        raise ValueError("every logged treatment needs a propensity above 0")
    weight = agrees / propensity
    effective = float(weight.sum() ** 2 / max((weight**2).sum(), 1e-12))
    ips = weight * reward
    share = weight.sum()
    normalised = float((weight * reward).sum() / share) if share else 0.0
    spread = weight * (reward - normalised) / max(weight.mean(), 1e-12)
    robust = expected_new + weight * (reward - expected_logged)
    return (
        _estimate("ips", ips, float(ips.mean()), effective, champion, floor),
        _estimate("snips", spread, normalised, effective, champion, floor),
        _estimate("dr", robust, float(robust.mean()), effective, champion, floor),
        _direct(expected_new, effective),
    )


def _estimate(
    method: str, spread: Array, value: float, effective: float, champion: float, floor: float
) -> Estimate:
    half = _Z * float(np.std(spread, ddof=1)) / sqrt(len(spread))
    verdict = None
    if effective >= floor:
        verdict = "better" if value - half > champion else "worse" if value + half < champion else "open"
    return Estimate(
        method=method,
        value=value,
        interval=(value - half, value + half),
        effective_sample=effective,
        verdict=verdict,
    )


def _direct(expected: Array, effective: float) -> Estimate:
    """The direct method looks precise and may be wrong by more than the effect: it never gives a verdict."""
    half = _Z * float(np.std(expected, ddof=1)) / sqrt(len(expected))
    value = float(expected.mean())
    return Estimate(
        method="dm",
        value=value,
        interval=(value - half, value + half),
        effective_sample=effective,
        verdict=None,
    )
