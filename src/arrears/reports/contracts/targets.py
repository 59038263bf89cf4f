"""Goals, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from arrears.kernel.words import Words
from arrears.reports.contracts.figures import Period, Scope, Unit


class TargetKind(StrEnum):
    """Money to bring in; a share of what was overdue to bring in; a share of overdue to press down to."""

    RECEIVED = "received"
    RECOVERY = "recovery"
    OVERDUE_SHARE = "overdue_share"


TARGET_WORDS: Mapping[TargetKind, Words] = {
    TargetKind.RECEIVED: Words("回款金额", "Money received"),
    TargetKind.RECOVERY: Words("收回期初逾期的比例", "Share of the opening arrears to collect"),
    TargetKind.OVERDUE_SHARE: Words("逾期占比降至", "Share of overdue pressed down to"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetOrder:
    """A goal for a scope, shared out down to its people. `amount_minor` for money, `share` (0 to 1) otherwise.

    `even`: the same for each person of a money goal instead of by what was overdue with each.
    """

    kind: TargetKind
    scope: Scope
    period: Period
    currency: str
    amount_minor: int | None = None
    share: Fraction | None = None
    even: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetLine:
    """A target as it stands at the end of `day`; amounts in minor units, shares as fractions.

    `depth`: 0 for a whole, 1 for its parts, 2 for parts of parts. `needed`: per remaining working day, None
    when there is none left or for a share. `light` and `why` as in analytics.targets. `base` is what was overdue
    at the end of `base_on`; `share` is that of it to collect, None for a goal in money. `start_on` and `seen_on`:
    the closings that a goal of pressing a share down is followed by.
    """

    id: int
    depth: int
    kind: TargetKind
    scope: Scope
    period: Period
    day: date
    currency: str
    base: int
    base_on: date
    share: Fraction | None
    goal: int | Fraction
    actual: int | Fraction | None
    needed: int | None
    expected: int | Fraction | None
    days_gone: int
    days_left: int
    light: str
    why: Words
    made_by: str
    start_on: date | None = None
    seen_on: date | None = None

    @property
    def so_far(self) -> Period:
        """The days of the period up to the day of the reading."""
        return Period(first=self.period.first, last=max(self.period.first, min(self.period.last, self.day)))

    @property
    def done(self) -> Fraction | None:
        """How much of a money goal is reached."""
        return Fraction(self.actual, self.goal) if isinstance(self.actual, int) and self.goal else None


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetPart:
    """One number that a target's own are made of. `ref` opens its rows; empty where it is given or is worked out
    of the parts before it."""

    code: str
    label: Words
    value: int | Fraction | None
    unit: Unit
    ref: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetMade:
    """What the numbers of a target are made of: its parts in the order in which they are worked out, the goals that
    it was shared out to, and the working days of its period."""

    parts: tuple[TargetPart, ...]
    shared: tuple[TargetLine, ...]
    days: tuple[date, ...]

    @property
    def unshared(self) -> int:
        """What of a money goal stayed with the whole: cases of nobody."""
        return sum(int(one.value or 0) for one in self.parts if one.code == "goal") - sum(
            int(one.goal) for one in self.shared
        )


class TargetRefused(ValueError):
    """A goal that cannot be set; says why in both languages."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class NoSuchTarget(LookupError):
    """No target with this id in the reader's scope."""
