"""Read the treatments; say what each is worth for an account; add up what a set of proposals asks for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

from arrears.kernel.words import Words
from arrears.night.allocation.contracts import Treatment, Work, Worth

AMOUNT_MAX = 1_000_000_000
"""Amounts are valued up to ten million of a currency's main unit: beyond, every treatment is as good as priceless,
and products stay within what a double holds exactly."""


def parse_treatments(text: str) -> Mapping[str, Treatment]:
    """The treatments by action, in the order of the file. ValueError for a figure out of its range."""
    found = {
        action: Treatment(
            action=action,
            title=Words(entry["title"]["zh"], entry["title"]["en"]),
            minutes=entry.get("minutes", 0),
            cost_minor=entry.get("cost_minor", 0),
            channel=entry.get("channel"),
            now_bp=entry.get("now_bp", 0),
            by_contact=entry.get("by_contact", False),
            stay_pm=entry.get("stay_pm", 1000),
            harm_pm=entry.get("harm_pm", 0),
        )
        for action, entry in tomllib.loads(text).items()
    }
    for treatment in found.values():
        if treatment.minutes < 0 or treatment.cost_minor < 0:
            raise ValueError(f"{treatment.action}: minutes and cost are not negative")
        if not 0 <= treatment.now_bp <= 10_000:
            raise ValueError(f"{treatment.action}: now_bp is from 0 to 10000")
        if not (0 <= treatment.stay_pm <= 1_000 and 0 <= treatment.harm_pm <= 1_000):
            raise ValueError(f"{treatment.action}: stay_pm and harm_pm are from 0 to 1000")
    return found


def worth(
    treatment: Treatment, scores: Mapping[str, int], amount: int, *, later_pm: int, harm_minor: int
) -> Worth:
    """What a treatment is worth for an account: now + later - cost - harm.

    `amount`: overdue, in minor units of the house's currency. `scores`: 0 to 100. The columns of
    `allocation.columns` say the same; one table of cases pins both.
    """
    amount = min(amount, AMOUNT_MAX)
    reached = scores["reach"] if treatment.by_contact else 100
    now_ppm = treatment.now_bp * reached * (scores["willingness"] + scores["ability"]) // 200
    now = amount * now_ppm // 1_000_000
    later_ppm = scores["recoverability"] * treatment.stay_pm * later_pm // 100
    return Worth(
        now=now,
        later=(amount - now) * later_ppm // 1_000_000,
        cost=treatment.cost_minor,
        harm=harm_minor * scores["harm"] * treatment.harm_pm // 100_000,
    )


def work_of(by_action: Mapping[str, int], treatments: Mapping[str, Treatment]) -> Work:
    """Minutes and money for so many of each action."""
    return Work(
        minutes=sum(treatments[action].minutes * count for action, count in by_action.items()),
        cost_minor=sum(treatments[action].cost_minor * count for action, count in by_action.items()),
        by_action=dict(by_action),
    )
