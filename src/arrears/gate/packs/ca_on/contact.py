"""Notice first, a wait, then few contacts (Reg. 74, s. 21-22)."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

from arrears.gate.contracts import PastContact
from arrears.gate.packs.parts import counters, windows
from arrears.gate.packs.parts.calendars import holiday
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.hours import within_hours
from arrears.gate.packs.parts.outcome import NOT_APPLICABLE, PASS, Outcome, Params, failed, passed
from arrears.gate.packs.parts.zones import DAY, day_start, local_day

_NOT_REACHED = frozenset({"no_answer", "rang_out", "busy", "out_of_service", "full_mailbox", "failed"})
_BY_POST = frozenset({"letter", "postcard"})


def _first_day(moments: list[PastContact], zones: tuple[ZoneInfo, ...]) -> date | None:
    """The earliest local day of some contacts, read late where zones disagree."""
    earliest = min((contact.at for contact in moments), default=None)
    return None if earliest is None else max(local_day(earliest, zone) for zone in zones)


def notice_first(facts: Facts, p: Params) -> Outcome:
    """CA-ON: a private written notice is sent, then six days pass, before the debtor is contacted otherwise."""
    if facts.role == "attorney":
        return NOT_APPLICABLE
    zones = facts.zones(p.zones)
    notices = [
        contact
        for contact in facts.history
        if contact.direction != "in"
        and contact.channel in ("letter", "email")
        and contact.result != "failed"
        and contact.at <= facts.at
        and facts.pooled(contact)
    ]
    sent_on = _first_day(notices, zones)
    if sent_on is None:
        return (
            PASS
            if facts.channel == "email" and facts.purpose == "validation"
            else failed("none", fact="history")
        )
    opens = max(day_start(sent_on + p.days_wait * DAY, zone) for zone in zones)
    if facts.at < opens:
        return failed("wait", reopen=opens, sent_on=sent_on, open_on=sent_on + p.days_wait * DAY)
    return passed("waited", sent_on=sent_on)


def three_a_week(facts: Facts, p: Params) -> Outcome:
    """CA-ON: after the first talk, three contacts in seven days for one creditor; the talk is counted too.

    Post does not count, nor does what reached nobody.
    """
    if facts.role == "attorney":
        return NOT_APPLICABLE
    past = [contact for contact in facts.history if facts.same_person(contact) and facts.pooled(contact)]
    if not any(contact.result == "conversation" and contact.at <= facts.at for contact in past):
        return NOT_APPLICABLE
    moments = [
        contact.at
        for contact in past
        if contact.direction != "in"
        and contact.channel not in _BY_POST
        and contact.result not in _NOT_REACHED
    ]
    found = counters.rolling(moments, facts, facts.zones(p.zones), p.days, p.most)
    if found.reached >= p.most:
        return failed(reopen=found.reopen, count=found.reached)
    return passed("count", count=found.reached)


def week_hours(
    opens: time, closes: time, sunday_opens: time, sunday_closes: time, region: str
) -> windows.Hours:
    """Hours of a Canadian province: shorter on Sundays, none on holidays."""

    def of_day(day: date) -> tuple[time, time] | None:
        if holiday(day, "CA", region):
            return None
        return (sunday_opens, sunday_closes) if day.isoweekday() == 7 else (opens, closes)

    return of_day


def hours(facts: Facts, p: Params) -> Outcome:
    """CA-ON: 7 to 21 o'clock, Sundays 13 to 17, no holidays; the edges themselves are closed."""
    found = week_hours(p.opens, p.closes, p.sunday_opens, p.sunday_closes, p.region)
    return within_hours(facts, facts.zones(p.zones), found, "open")
