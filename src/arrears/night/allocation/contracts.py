"""Treatments and what they need; limits, prices and what a night's allocation came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import prod

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
class Part:
    """Accounts that limits speak of together: those of some creditors, those of a condition, or both."""

    id: str
    title: Words
    when: str | None = None
    creditor_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A way to divide the book (by team, by need of care): the first part that fits takes an account."""

    id: str
    title: Words
    parts: tuple[Part, ...]


class RowKind(StrEnum):
    CAPACITY = "capacity"
    FLOOR = "floor"
    PARITY = "parity"


class Unit(StrEnum):
    MINUTES = "minutes"
    COUNT = "count"
    MINOR = "minor"


Where = Mapping[str, tuple[str, ...]]
"""Parts by split; a split that is not named leaves all its parts in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A limit as the house writes it.

    capacity: the actions ask for at most `bound` units. floor: at least `bound` accounts of `where`, or
    `share_pm` per thousand of them, get one of the actions. parity: the share of `where` that gets one of the
    actions differs from that of `against` by at most `tolerance_pm` per thousand of it, both ways.
    """

    id: str
    title: Words
    kind: RowKind
    actions: tuple[str, ...]
    unit: Unit = Unit.COUNT
    bound: int | None = None
    share_pm: int | None = None
    tolerance_pm: int = 100
    where: Where = field(default_factory=dict)
    against: Where = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationPolicy:
    """What a house wants of tonight's work and what it has for it.

    Values are counted in minor units of `currency`; `rates`: minor units of it for a thousand of another
    currency. `later_pm`: how much of what may come later counts tonight. `harm_minor`: what one case of harm is
    to the house. `explore_bp`: hundredths of a percent of debtors whose treatment is left to chance among
    `explore_actions`, as far as these are permitted.
    """

    id: str
    title: Words
    currency: str
    rates: Mapping[str, int]
    later_pm: int
    harm_minor: int
    explore_bp: int
    explore_actions: tuple[str, ...]
    splits: tuple[Split, ...]
    rows: tuple[Row, ...]

    @property
    def parts(self) -> int:
        """How many parts the splits make together; every split has one more for the rest."""
        return prod(len(split.parts) + 1 for split in self.splits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What a treatment is worth for an account, in minor units of the house's currency."""

    now: int
    later: int
    cost: int
    harm: int

    @property
    def value(self) -> int:
        return max(min(self.now + self.later - self.cost - self.harm, VALUE_MAX), -VALUE_MAX)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One shared row: the sum of needs over all accounts is at most `bound`.

    The need of treatment k for an account of part g and weight w is `per_weight[g][k] * w + per_part[g][k]`.
    A floor ("at least") is written with negative needs and a negative bound. `scale` needs make one `unit`
    (minutes, count, minor, share).
    """

    id: str
    title: Words
    bound: int
    per_weight: tuple[tuple[int, ...], ...]
    per_part: tuple[tuple[int, ...], ...]
    unit: str = "count"
    scale: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxed:
    """A limit that could not hold, and by how many needs it had to give way; `scale` needs make a `unit`."""

    id: str
    title: Words
    by: int
    unit: str
    scale: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceOf:
    """What one more need of a limit is worth, in millionths of a minor unit, and how far it is used.

    `used` and `bound` count needs; `scale` needs make one `unit`. A floor has a negative bound.
    """

    id: str
    title: Words
    price: int
    used: int
    bound: int
    unit: str
    scale: int


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
