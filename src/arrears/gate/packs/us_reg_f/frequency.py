"""How often (1006.14(b)): counts per collector, person and particular debt, and never "lawful"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from arrears.gate.contracts import Consent, PastContact
from arrears.gate.packs.parts import consents, counters, stops
from arrears.gate.packs.parts.calendars import holiday
from arrears.gate.packs.parts.channels import PHONE
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.outcome import NOT_APPLICABLE, PASS, Outcome, Params, failed, passed
from arrears.gate.packs.parts.zones import DAY, day_start, local_day
from arrears.gate.packs.us_reg_f.scope import conversations, same_operator

_NOT_PLACED = frozenset({"busy", "out_of_service"})
_UNANSWERED = frozenset({"no_answer", "rang_out", "voicemail", "full_mailbox", "failed"})
# The persons of 1006.6(d)(1)(ii)-(vi): the roles know only the attorney.
_EXCLUDED_ROLES = frozenset({"attorney"})


def _concerns(contact: PastContact, key: str | None, facts: Facts) -> bool:
    """Whether a past contact was about a debt; one that names none was about every debt."""
    return key is None or not contact.debts or any(facts.debt_key(name) == key for name in contact.debts)


def _keys(facts: Facts) -> tuple[str | None, ...]:
    """The particular debts of the act; one that names none is counted against every call."""
    return tuple(dict.fromkeys(facts.debt_key(name) for name in facts.act.debts)) or (None,)


def _in_consent(
    consent: Consent, at: datetime, key: str | None, facts: Facts, zones: tuple[ZoneInfo, ...], days: int
) -> bool:
    """US-F4(i): from the consent, whose day is day 1, for seven days, ended early by a conversation."""
    if consent.at is None or at < consent.at or (consent.until is not None and at >= consent.until):
        return False
    if any(local_day(at, zone) > local_day(consent.at, zone) + (days - 1) * DAY for zone in zones):
        return False
    return not any(consent.at < talk.at < at and _concerns(talk, key, facts) for talk in conversations(facts))


def _permissions(facts: Facts, zones: tuple[ZoneInfo, ...]) -> list[Consent]:
    """Consents to more calls from this person, whenever given; their days are judged call by call."""
    return [
        consent
        for consent in facts.consents
        if consent.kind == "call_frequency"
        and consent.at is not None
        and consents.covers(consent, facts, consent.at, zones)
    ]


def _counted(facts: Facts, key: str | None, p: Params, zones: tuple[ZoneInfo, ...]) -> Iterator[PastContact]:
    """Calls placed to this person about this debt that count: connected ones, outside a consent."""
    permissions = _permissions(facts, zones)
    for contact in facts.history:
        if contact.direction == "in" or (contact.channel is not None and contact.channel not in PHONE):
            continue
        if contact.result in _NOT_PLACED or not _concerns(contact, key, facts):
            continue
        if not facts.same_person(contact) or not same_operator(facts, contact):
            continue
        if any(_in_consent(one, contact.at, key, facts, zones, p.consent_days) for one in permissions):
            continue
        yield contact


def _excluded(facts: Facts, key: str | None, p: Params, zones: tuple[ZoneInfo, ...]) -> bool:
    return any(
        _in_consent(one, facts.at, key, facts, zones, p.consent_days) for one in _permissions(facts, zones)
    )


def seven_in_seven(facts: Facts, p: Params) -> Outcome:
    """US-F1: seven calls within any seven consecutive local days; the eighth is presumed a violation."""
    if facts.role in _EXCLUDED_ROLES:
        return NOT_APPLICABLE
    zones = facts.zones(p.zones)
    worst, excused = -1, True
    reopens: list[datetime | None] = []
    for key in _keys(facts):
        if _excluded(facts, key, p, zones):
            continue
        excused = False
        moments = [contact.at for contact in _counted(facts, key, p, zones)]
        count = counters.rolling(moments, facts.at, zones, p.days, p.most)
        worst = max(worst, count.reached)
        if count.reached >= p.most:
            reopens.append(count.reopen)
    if excused:
        return passed("consent", presumption="compliance", flags=("keep_consent_proof",))
    if worst >= p.most:
        return failed(presumption="violation", reopen=counters.latest(reopens), count=worst)
    flags = ("last_permitted_in_window",) if worst == p.most - 1 else ()
    return passed("count", presumption="compliance", count=worst, flags=flags)


def cool_down(facts: Facts, p: Params) -> Outcome:
    """US-F2: after a telephone conversation, whoever began it, days 1 to 7 are closed; day 8 is open."""
    if facts.role in _EXCLUDED_ROLES:
        return NOT_APPLICABLE
    zones = facts.zones(p.zones)
    latest: datetime | None = None
    for key in _keys(facts):
        if _excluded(facts, key, p, zones):
            continue
        for talk in conversations(facts):
            if talk.at <= facts.at and _concerns(talk, key, facts):
                latest = talk.at if latest is None else max(latest, talk.at)
    if latest is None:
        return passed("none", presumption="compliance")
    opens = max(day_start(local_day(latest, zone) + p.days * DAY, zone) for zone in zones)
    first = local_day(latest, zones[0])
    if facts.at < opens:
        return failed(presumption="violation", reopen=opens, talk_on=first, open_on=first + p.days * DAY)
    return passed("over", presumption="compliance", talk_on=first)


def rebuttal(facts: Facts, p: Params) -> Outcome:
    """US-F7: signs that may rebut the presumption of compliance; they are told, they do not forbid."""
    if facts.role in _EXCLUDED_ROLES:
        return NOT_APPLICABLE
    zones = facts.zones(p.zones)
    zone = zones[0]
    today = facts.today(zone)
    recent = sorted(
        (
            contact
            for contact in _counted(facts, None, p, zones)
            if contact.at <= facts.at and local_day(contact.at, zone) > today - p.days * DAY
        ),
        key=lambda contact: contact.at,
    )
    flags = []
    if _bunched(facts, recent, p, zone):
        flags.append("rebuttal_bunching")
    if sum(1 for contact in recent if contact.result == "voicemail") >= p.voicemails:
        flags.append("rebuttal_voicemails")
    said = ("cease_oral", "stop_channel", "opt_out", "hardship", "illness", "dispute_oral")
    if facts.recipient.refused or stops.standing(facts, *said):
        flags.append("rebuttal_consumer_said")
    return passed("flags", flags=tuple(flags), signs=", ".join(flags)) if flags else PASS


def _bunched(facts: Facts, recent: list[PastContact], p: Params, zone: ZoneInfo) -> bool:
    """Two unanswered calls within five minutes, many in a day, or several on Sundays and holidays."""
    gap = timedelta(minutes=p.minutes_between)
    starts = [contact.at for contact in recent if contact.result in _UNANSWERED or contact.result is None]
    starts.append(facts.at)
    if any(later - earlier <= gap for earlier, later in pairwise(starts)):
        return True
    days = [local_day(contact.at, zone) for contact in recent]
    today = facts.today(zone)
    if days.count(today) + 1 >= p.calls_a_day:
        return True
    return _free(today) and sum(map(_free, days)) + 1 >= p.calls_on_free_days


def _free(day: date) -> bool:
    return day.isoweekday() == 7 or holiday(day, "US")


def against_violation(facts: Facts, p: Params) -> Outcome:
    """US-F8: what may rebut a presumed violation is noted for a person to weigh; it permits nothing."""
    if facts.act.answering is None and facts.purpose != "answer":
        return NOT_APPLICABLE
    if "violation" in (seven_in_seven(facts, p).presumption, cool_down(facts, p).presumption):
        return passed("request", flags=("violation_rebuttable",))
    return PASS
