"""Permitted hours of the day, in every plausible zone, with their edges as a written choice.

Edges (REGULATION section 5, point 4): `open` excludes both ends, `closed` includes both, `half_open`
includes the opening and excludes the closing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from arrears.gate.packs.parts.zones import DAY, SECOND, local_day, moments

Edge = Literal["open", "closed", "half_open"]
# The hours of one local day, or None when the whole day is closed.
Hours = Callable[[date], tuple[time, time] | None]

DAYS_AHEAD = 10
SOON = timedelta(hours=20)


def within(clock: time, opens: time, closes: time, edge: Edge) -> bool:
    if edge == "open":
        return opens < clock < closes
    if edge == "closed":
        return opens <= clock <= closes
    return opens <= clock < closes


def daily(opens: time, closes: time) -> Hours:
    """The same hours on every day."""
    return lambda _day: (opens, closes)


def closed_zone(at: datetime, zones: Iterable[ZoneInfo], hours: Hours, edge: Edge) -> ZoneInfo | None:
    """The first zone in which the moment lies outside the hours; None when it is inside in all."""
    for zone in zones:
        local = at.astimezone(zone)
        today = hours(local.date())
        if today is None or not within(local.time(), today[0], today[1], edge):
            return zone
    return None


def openings(
    at: datetime, zones: Iterable[ZoneInfo], hours: Hours, edge: Edge, days_ahead: int = DAYS_AHEAD
) -> list[datetime]:
    """The moments after `at` at which the hours open in some zone, within the days looked ahead."""
    found = []
    for zone in zones:
        first = local_day(at, zone)
        for ahead in range(days_ahead + 1):
            day = first + ahead * DAY
            today = hours(day)
            if today is not None:
                found += [
                    opening + SECOND if edge == "open" else opening
                    for opening in moments(day, today[0], zone)
                ]
    return found


def soonest(
    at: datetime,
    candidates: Callable[[int], Iterable[datetime]],
    free: Callable[[datetime], bool],
    days_ahead: int,
) -> datetime | None:
    """The earliest candidate that is free; None when the days looked ahead hold none.

    `candidates` gives those of today and of so many local days ahead. The nearest days come first:
    every later one lies further away than SOON and whole days, also across a day on which clocks are put forward.
    """
    tried = at
    for ahead in (1, 3):
        near = first_after(tried, candidates(ahead), free)
        tried = at + (ahead - 1) * DAY + SOON
        if near is not None and near <= tried:
            return near
    return first_after(tried, candidates(days_ahead), free)


def first_after(
    at: datetime, candidates: Iterable[datetime], permitted: Callable[[datetime], bool]
) -> datetime | None:
    """The earliest candidate after `at` that is permitted."""
    for candidate in sorted({one for one in candidates if one > at}):
        if permitted(candidate):
            return candidate
    return None
