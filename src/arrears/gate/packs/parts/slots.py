"""Stretches of the week that the debtor barred or agreed to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from arrears.gate.contracts import Slot
from arrears.gate.packs.parts.zones import DAY, SECOND, local_day, moments

DAYS_AHEAD = 8


def zones_of(slot: Slot, zones: Sequence[ZoneInfo]) -> tuple[ZoneInfo, ...]:
    """A slot without a zone is meant on the debtor's clock, whichever plausible one that is."""
    return (ZoneInfo(slot.zone),) if slot.zone is not None else tuple(zones)


def inside(slot: Slot, local: datetime, *, end_included: bool) -> bool:
    """Whether a local time lies in the slot; the end belongs to it only on request."""
    clock = local.time()
    before_end = clock <= slot.end if end_included else clock < slot.end
    if slot.start < slot.end:
        return before_end and slot.start <= clock and _holds(slot, local)
    return (clock >= slot.start and _holds(slot, local)) or (before_end and _holds(slot, local - DAY))


def _holds(slot: Slot, local: datetime) -> bool:
    return not slot.days or local.isoweekday() in slot.days


def barring(
    slots: Iterable[Slot], at: datetime, zones: Sequence[ZoneInfo], *, end_included: bool
) -> Slot | None:
    """The first slot that holds in some plausible zone: a barred time is barred wherever the debtor may be."""
    for slot in slots:
        for zone in zones_of(slot, zones):
            if inside(slot, at.astimezone(zone), end_included=end_included):
                return slot
    return None


def agreed(slots: Iterable[Slot], at: datetime, zones: Sequence[ZoneInfo]) -> Slot | None:
    """The first slot that holds in every plausible zone: an agreed time must be agreed wherever she may be."""
    for slot in slots:
        if all(inside(slot, at.astimezone(zone), end_included=False) for zone in zones_of(slot, zones)):
            return slot
    return None


def edges(
    slots: Iterable[Slot], at: datetime, zones: Sequence[ZoneInfo], days_ahead: int = DAYS_AHEAD
) -> list[datetime]:
    """The moments of the days ahead at which a slot begins, ends, or has just ended."""
    found: list[datetime] = []
    for slot in slots:
        for zone in zones_of(slot, zones):
            first = local_day(at, zone) - DAY
            for ahead in range(days_ahead + 2):
                for clock in (slot.start, slot.end):
                    for edge in moments(first + ahead * DAY, clock, zone):
                        found += (edge, edge + SECOND)
    return found


def ends(
    slots: Iterable[Slot], at: datetime, zones: Sequence[ZoneInfo], days_ahead: int, *, end_included: bool
) -> list[datetime]:
    """The moments of the days ahead from which a slot no longer holds."""
    after = SECOND if end_included else timedelta(0)
    found: list[datetime] = []
    for slot in slots:
        for zone in zones_of(slot, zones):
            first = local_day(at, zone) - DAY
            for ahead in range(days_ahead + 2):
                found += [end + after for end in moments(first + ahead * DAY, slot.end, zone)]
    return found
