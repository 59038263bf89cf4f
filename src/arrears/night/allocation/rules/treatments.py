"""Read the treatments; add up what a set of proposals asks for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

from arrears.kernel.words import Words
from arrears.night.allocation.contracts import Treatment, Work


def parse_treatments(text: str) -> Mapping[str, Treatment]:
    """The treatments by action. ValueError for a negative need."""
    found = {
        action: Treatment(
            action=action,
            title=Words(entry["title"]["zh"], entry["title"]["en"]),
            minutes=entry.get("minutes", 0),
            cost_minor=entry.get("cost_minor", 0),
            channel=entry.get("channel"),
        )
        for action, entry in tomllib.loads(text).items()
    }
    for treatment in found.values():
        if treatment.minutes < 0 or treatment.cost_minor < 0:
            raise ValueError(f"{treatment.action}: minutes and cost are not negative")
    return found


def work_of(by_action: Mapping[str, int], treatments: Mapping[str, Treatment]) -> Work:
    """Minutes and money for so many of each action."""
    return Work(
        minutes=sum(treatments[action].minutes * count for action, count in by_action.items()),
        cost_minor=sum(treatments[action].cost_minor * count for action, count in by_action.items()),
        by_action=dict(by_action),
    )
