"""Treatments and what they need of people and money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from arrears.kernel.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """What can be done for an account: a person's minutes and a cost in minor units for each time."""

    action: str
    title: Words
    minutes: int
    cost_minor: int
    channel: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a set of proposals asks for: minutes of people, money, and how often each action."""

    minutes: int
    cost_minor: int
    by_action: Mapping[str, int]
