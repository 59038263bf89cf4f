"""Rules about the hour: permitted hours with their excuses, and stretches that the debtor barred."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from arrears.gate.packs.parts import consents, slots, windows
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.outcome import NOT_APPLICABLE, PASS, Outcome, failed, passed

# The reason (a key of the rule's words) why a moment is permitted outside the hours, or None.
Excuse = Callable[[datetime], str | None]


def agreed_time(facts: Facts, zones: Sequence[ZoneInfo]) -> Excuse:
    """A time that was agreed, or a consent to the time; both leave proof to be kept."""

    def excuse(at: datetime) -> str | None:
        if slots.agreed(facts.debtor.agreed_slots, at, zones) is not None:
            return "agreed"
        if facts.consents and consents.given(facts, "time", at=at, zones=zones) is not None:
            return "agreed"
        return None

    return excuse


def no_excuse(_at: datetime) -> str | None:
    return None


def agreed_beginnings(facts: Facts, zones: Sequence[ZoneInfo], days_ahead: int) -> list[datetime]:
    found = slots.edges(facts.debtor.agreed_slots, facts.at, zones, days_ahead)
    return found + consents.beginnings(facts, "time", facts.at, zones, days_ahead)


def within_hours(
    facts: Facts,
    zones: Sequence[ZoneInfo],
    hours: windows.Hours,
    edge: windows.Edge,
    excuse: Excuse = no_excuse,
    excused_in: Sequence[ZoneInfo] | None = None,
) -> Outcome:
    """Pass inside the hours in every zone or with an excuse; else fail with the next opening.

    `excused_in`: the clocks of the excuse, where they are more than those of the hours.
    """
    closed = _closed_now(facts, zones, hours, edge)
    if closed is None:
        return PASS
    excused = excuse(facts.at)
    if excused is not None:
        return passed(excused, flags=("keep_consent_proof",), local=local_words(facts.at, closed))

    def candidates(days_ahead: int) -> list[datetime]:
        found = windows.openings(facts.at, zones, hours, edge, days_ahead)
        if excuse is not no_excuse:
            found += agreed_beginnings(facts, excused_in or zones, min(days_ahead, slots.DAYS_AHEAD))
        return found

    def free(at: datetime) -> bool:
        return windows.closed_zone(at, zones, hours, edge) is None or excuse(at) is not None

    return failed(
        reopen=lambda: windows.soonest(facts.at, candidates, free, windows.DAYS_AHEAD),
        local=local_words(facts.at, closed),
    )


def _closed_now(
    facts: Facts, zones: Sequence[ZoneInfo], hours: windows.Hours, edge: windows.Edge
) -> ZoneInfo | None:
    """As `windows.closed_zone` for the moment of the act, on clocks that were read already."""
    for zone in zones:
        local = facts.local(zone)
        today = hours(local.date())
        if today is None or not windows.within(local.time(), today[0], today[1], edge):
            return zone
    return None


def local_words(at: datetime, zone: ZoneInfo) -> str:
    """A moment on a clock, as a person reads it: 2026-11-23 21:59:59 (Asia/Shanghai)."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S} ({zone.key})"


def not_barred(facts: Facts, zones: Sequence[ZoneInfo], *, end_included: bool) -> Outcome:
    """Fail inside a stretch that the debtor named as inconvenient."""
    barred = facts.debtor.barred_slots
    if not barred:
        return NOT_APPLICABLE
    slot = slots.barring(barred, facts.at, zones, end_included=end_included)
    if slot is None:
        return PASS
    return failed(
        reopen=lambda: windows.soonest(
            facts.at,
            lambda days_ahead: slots.ends(barred, facts.at, zones, days_ahead, end_included=end_included),
            lambda at: slots.barring(barred, at, zones, end_included=end_included) is None,
            slots.DAYS_AHEAD,
        ),
        start=f"{slot.start:%H:%M}",
        end=f"{slot.end:%H:%M}",
    )
