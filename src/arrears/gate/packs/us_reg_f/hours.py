"""When and where (1006.6(b)(1) and (3); 15 USC 1692c(a)): the consumer's clock, in every plausible zone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from arrears.gate.packs.parts import consents, slots, windows
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.hours import (
    Excuse,
    agreed_beginnings,
    agreed_time,
    local_words,
    not_barred,
    within_hours,
)
from arrears.gate.packs.parts.outcome import NOT_APPLICABLE, PASS, Outcome, Params, failed, passed
from arrears.gate.packs.parts.zones import SECOND
from arrears.gate.packs.us_reg_f.scope import reply_open


def _reply(facts: Facts, at: datetime, p: Params, zones: tuple[ZoneInfo, ...]) -> bool:
    """US-T5: the consumer wrote or called at an inconvenient time herself, and this is the one reply."""
    if not reply_open(facts, at, p.reply_hours):
        return False
    asked = facts.act.answering
    if asked is None or asked.at is None:
        return False
    hours = windows.daily(p.opens, p.closes)
    return (
        windows.closed_zone(asked.at, zones, hours, "open") is not None
        or slots.barring(facts.debtor.barred_slots, asked.at, zones, end_included=True) is not None
    )


def _excuse(facts: Facts, p: Params, zones: tuple[ZoneInfo, ...]) -> Excuse:
    by_consent = agreed_time(facts, zones)

    def excuse(at: datetime) -> str | None:
        return by_consent(at) or ("reply" if _reply(facts, at, p, zones) else None)

    return excuse


def _open_in_all(facts: Facts, p: Params, zones: tuple[ZoneInfo, ...]) -> bool:
    """Whether it is after the opening and before the closing in every zone: no excuse is needed."""
    clocks = facts.clocks(zones)
    return bool(p.opens < min(clocks) and max(clocks) < p.closes)


def usual_hours(facts: Facts, p: Params) -> Outcome:
    """US-T1: after 08:00 and before 21:00 where the consumer is, for any channel (letters too: strict reading).

    Judged at the moment of sending (US-T6).
    """
    if facts.role == "attorney":
        return NOT_APPLICABLE
    zones = facts.zones(p.zones)
    if _open_in_all(facts, p, zones):
        return PASS
    return within_hours(facts, zones, windows.daily(p.opens, p.closes), "open", _excuse(facts, p, zones))


def exact_edge(facts: Facts, p: Params) -> Outcome:
    """US-T2: exactly 08:00:00 and 21:00:00 are read two ways by statute and regulation: closed."""
    if facts.role == "attorney":
        return NOT_APPLICABLE
    zones = facts.zones(p.zones)
    clocks = facts.clocks(zones)
    if p.opens not in clocks and p.closes not in clocks:
        return NOT_APPLICABLE
    if _excuse(facts, p, zones)(facts.at) is not None:
        return passed("excused")
    edge = next(zone for zone, clock in zip(zones, clocks, strict=True) if clock in (p.opens, p.closes))
    return failed(reopen=facts.at + SECOND, local=local_words(facts.at, edge))


def every_zone(facts: Facts, p: Params) -> Outcome:
    """US-T3: with signals that conflict, or none, the hours must be open in every plausible zone."""
    if facts.role == "attorney":
        return NOT_APPLICABLE
    zones = facts.zones(p.zones)
    if len(zones) < 2:
        return NOT_APPLICABLE
    if _open_in_all(facts, p, zones):
        return passed("all", zones_tried=len(zones))
    found = within_hours(facts, zones, windows.daily(p.opens, p.closes), "open", _excuse(facts, p, zones))
    if found.result != "pass":
        return failed(reopen=lambda: found.reopen, zones_tried=len(zones), told=found.values)
    return found


def inconvenient(facts: Facts, p: Params) -> Outcome:
    """US-T4: a time that the consumer named as inconvenient, ends included, until she takes it back."""
    found = not_barred(facts, facts.zones(p.zones), end_included=True)
    if found.result == "fail" and _reply(facts, facts.at, p, facts.zones(p.zones)):
        return passed("reply")
    return found


def one_reply(facts: Facts, p: Params) -> Outcome:
    """US-T5: one reply, by the same medium, to a contact that she made at an inconvenient time."""
    asked = facts.act.answering
    if asked is None or asked.at is None:
        return NOT_APPLICABLE
    zones = facts.zones(p.zones)
    hours = windows.daily(p.opens, p.closes)
    closed_now = windows.closed_zone(facts.at, zones, hours, "open") is not None
    barred_now = slots.barring(facts.debtor.barred_slots, facts.at, zones, end_included=True) is not None
    if not closed_now and not barred_now:
        return NOT_APPLICABLE
    if _reply(facts, facts.at, p, zones):
        return passed("reply")
    if agreed_time(facts, zones)(facts.at) is not None and not barred_now:
        return passed("agreed")
    return failed(reopen=lambda: _after_closing(facts, p, zones))


def _after_closing(facts: Facts, p: Params, zones: tuple[ZoneInfo, ...]) -> datetime | None:
    """When the reply is no longer needed because an ordinary contact would be in time."""
    hours = windows.daily(p.opens, p.closes)
    barred = facts.debtor.barred_slots
    excuse = agreed_time(facts, zones)

    def candidates(days_ahead: int) -> list[datetime]:
        ahead = min(days_ahead, slots.DAYS_AHEAD)
        found = windows.openings(facts.at, zones, hours, "open", days_ahead)
        return found + slots.edges(barred, facts.at, zones, ahead) + agreed_beginnings(facts, zones, ahead)

    def free(at: datetime) -> bool:
        in_hours = windows.closed_zone(at, zones, hours, "open") is None or excuse(at) is not None
        return in_hours and slots.barring(barred, at, zones, end_included=True) is None

    return windows.soonest(facts.at, candidates, free, windows.DAYS_AHEAD)


def workplace(facts: Facts, _p: Params) -> Outcome:
    """US-T7: no contact at work when the employer is known to forbid it."""
    at_work = facts.act.place == "work" or facts.act.address_kind in ("work", "employer_provided")
    if not at_work or facts.debtor.employer_forbids_work_contact is None:
        return NOT_APPLICABLE
    if not facts.debtor.employer_forbids_work_contact:
        return PASS
    return passed("consented") if consents.given(facts, "channel") is not None else failed()


def work_email(facts: Facts, _p: Params) -> Outcome:
    """US-T8: an address known to be employer-provided only after her own consent to it or a mail from it."""
    if facts.act.address_kind not in ("work", "employer_provided"):
        return NOT_APPLICABLE
    if consents.given(facts, "channel") is not None:
        return passed("consented")
    used = any(
        contact.direction == "in"
        and contact.channel == "email"
        and contact.address is not None
        and contact.address == facts.act.address
        and contact.at <= facts.at
        for contact in facts.history
    )
    return passed("used") if used else failed()
