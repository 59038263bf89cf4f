"""Treatments and what they need; limits, prices and what a night's allocation came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from arrears.kernel.words import Words

FORBIDDEN = -(1 << 30)
"""The value of a treatment that law, consent or the strategy rules out. No price can buy it: it is masked."""

VALUE_MAX = 1_000_000_000
"""Values of one account are kept within this many minor units either way."""

GRID = 1_000_000
"""Prices are whole millionths of a minor unit for one unit of need."""

WEIGHT = 100
"""The weight of an ordinary account; one that takes twice the time of a person has 200."""


class AllocationError(ValueError):
    """An allocation file cannot be used; the text names the place and says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """What can be done for an account: a person's minutes and a cost in minor units for each time.

    `now_bp`: the share of the overdue amount, in hundredths of a percent, that comes in within the period when
    the debtor is reached, able and willing. `by_contact`: whether the debtor has to be reached for that.
    `stay_pm`: how much of what may still come later is left after the treatment, per thousand. `harm_pm`: how
    often it does harm to a debtor whom anything harms, per thousand.
    """

    action: str
    title: Words
    minutes: int
    cost_minor: int
    channel: str | None
    now_bp: int = 0
    by_contact: bool = False
    stay_pm: int = 1000
    harm_pm: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a set of proposals asks for: minutes of people, money, and how often each action."""

    minutes: int
    cost_minor: int
    by_action: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One shared row: the sum of needs over all accounts is at most `bound`.

    The need of treatment k for an account of part g and weight w is `per_weight[g][k] * w + per_part[g][k]`.
    A floor ("at least") is written with negative needs and a negative bound.
    """

    id: str
    title: Words
    bound: int
    per_weight: tuple[tuple[int, ...], ...]
    per_part: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxed:
    """A limit that could not hold, and by how many of its units it had to give way."""

    id: str
    title: Words
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceOf:
    """What one more unit of a limit is worth, in millionths of a minor unit, and how far it is used."""

    id: str
    title: Words
    price: int
    used: int
    bound: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an allocation came to, in minor units. `bound_minor` is certified: no permitted plan is worth more.

    `gap`: how far the plan is below the bound, as a share of it. `passes` over the whole book; `settled`:
    undecided accounts that a small linear programme decided.
    """

    accounts: int
    value_minor: int
    bound_minor: int
    gap: float
    prices: tuple[PriceOf, ...]
    relaxed: tuple[Relaxed, ...]
    passes: int
    settled: int
