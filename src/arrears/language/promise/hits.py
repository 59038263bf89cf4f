"""What the readers of dates and money find: stretches of the plain text with a meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

WEEK_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class DateHit:
    """A time that was named.

    `day` is the last day meant (None for a payday nobody dated); `coarse` when a whole week, month or
    season was named; `other` a second reading of the same words; `event` when it hangs on something
    that has to happen first; `vague` when no day can be read at all.
    """

    start: int
    end: int
    day: date | None
    approx: bool = False
    coarse: bool = False
    other: date | None = None
    event: bool = False
    past: bool = False
    at_once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyHit:
    """An amount that was named, in minor units or as a part of what is owed; `bare` without any unit."""

    start: int
    end: int
    minor: int | None = None
    fraction: float | None = None
    rest: bool = False
    minimum: bool = False
    component: str | None = None
    approx: bool = False
    bare: bool = False
    foreign: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanHit:
    """Instalments that were named: their number, their rhythm, or both."""

    start: int
    end: int
    times: int | None = None
    every: str | None = None


Hit = DateHit | MoneyHit | PlanHit


def overlaps(first: tuple[int, int], second: tuple[int, int]) -> bool:
    return first[0] < second[1] and second[0] < first[1]


def without(text: str, taken: list[tuple[int, int]]) -> str:
    """The text with stretches that were read covered, every place kept (下周五一千 holds no 五一千)."""
    signs = list(text)
    for start, end in taken:
        signs[start:end] = "□" * (end - start)
    return "".join(signs)


def free(found: re.Match[str], taken: list[tuple[int, int]]) -> bool:
    """Whether a stretch is still unread."""
    return not any(overlaps(found.span(), other) for other in taken)
