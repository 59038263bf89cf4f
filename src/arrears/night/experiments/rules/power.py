"""How many debtors an experiment needs, and what it can see with those it has."""

from __future__ import annotations

from math import ceil

from arrears.night.experiments.contracts import ArmKind, Design, PowerFacts
from arrears.night.experiments.rules.bounds import bounds, drift
from arrears.night.strategy.contracts import TICKETS


def power_of(design: Design, eligible: int) -> PowerFacts:
    """The power of a design on a ladder with so many debtors.

    A figure between 0 and 1 with mean p varies by at most p (1 - p): that much is reckoned with, so that the
    numbers are enough for shares and for yes or no alike.
    """
    reach = drift(design.looks, design.alpha, design.power)
    here, there = (design.share_bp(arm) * eligible // TICKETS for arm in (ArmKind.CHAMPION, design.compared))
    ratio = design.share_bp(design.compared) / design.champion_bp
    needed = (reach / design.effect) ** 2 * _spread(design, design.effect, 1.0, ratio)
    return PowerFacts(
        eligible=eligible,
        planned_champion=here,
        planned_compared=there,
        needed_champion=ceil(needed),
        needed_compared=ceil(needed * ratio),
        detectable=_detectable(design, reach, here, there),
        bounds=bounds(design.looks, design.alpha),
    )


def _spread(design: Design, effect: float, here: float, there: float) -> float:
    other = min(max(design.baseline + effect, 0.0), 1.0)
    return design.baseline * (1 - design.baseline) / here + other * (1 - other) / there


def _detectable(design: Design, reach: float, here: int, there: int) -> float:
    """The difference upwards at which the numbers suffice; 1 where none does."""
    if not here or not there:
        return 1.0
    low, high = 0.0, 1.0 - design.baseline
    if high < reach * _spread(design, high, here, there) ** 0.5:
        return 1.0
    for _ in range(60):
        middle = (low + high) / 2
        seen = middle >= reach * _spread(design, middle, here, there) ** 0.5
        low, high = (low, middle) if seen else (middle, high)
    return high
