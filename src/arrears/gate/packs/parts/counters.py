"""Counts over local days: what counts is decided by the rule, when it falls by the clock of each zone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.zones import DAY, day_start, local_day, stretch_start


class Count(NamedTuple):
    """The highest count over the plausible zones; `reopen` when it reached the cap: the start of the
    first local day on which one more fits.
    """

    reached: int
    reopen: datetime | None


def fullest(days: Sequence[date], today: date, length: int) -> int:
    """The most entries in any `length` consecutive days that contain `today`.

    Entries after today count too: a clock that was set back must not loosen a cap.
    """
    last = max(days, default=today)
    ends = range(max(0, min(length - 1, (last - today).days)) + 1)
    return max(
        sum(1 for day in days if today + (end - length + 1) * DAY <= day <= today + end * DAY) for end in ends
    )


def rolling(
    moments: Sequence[datetime], facts: Facts, zones: Sequence[ZoneInfo], length: int, most: int
) -> Count:
    """Count what falls in any `length` consecutive local days with today, in the zone that counts most."""
    worst, reopen = 0, None
    if not moments:
        return Count(0, None)
    last = max(moments)
    for zone in zones:
        today = facts.today(zone)
        if last <= facts.at or last < facts.day_bounds(zone)[1]:
            # nothing lies after today, so the stretch that ends today is the fullest
            first = stretch_start(today, length, zone)
            count = len([moment for moment in moments if moment >= first])
            if count < most:
                worst = max(worst, count)
                continue
        days = [local_day(moment, zone) for moment in moments]
        count = fullest(days, today, length)
        worst = max(worst, count)
        if count >= most:
            starts = sorted({day + length * DAY for day in days})
            later = [start for start in starts if start > today and fullest(days, start, length) < most]
            opens = day_start(later[0], zone) if later else None
            if opens is None:
                return Count(worst, None)
            reopen = opens if reopen is None else max(reopen, opens)
    return Count(worst, reopen)


def latest(reopens: Sequence[datetime | None]) -> datetime | None:
    """When the last of several counters reopens; None when one never does."""
    known = [reopen for reopen in reopens if reopen is not None]
    return max(known) if known and len(known) == len(reopens) else None
