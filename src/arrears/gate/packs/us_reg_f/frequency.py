"""How often (1006.14(b)): counts per collector, person and particular debt, and never "lawful"."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from zoneinfo import ZoneInfo

from arrears.gate.contracts import Consent, PastContact
from arrears.gate.packs.parts import consents, counters, stops
from arrears.gate.packs.parts.calendars import holiday
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.outcome import NOT_APPLICABLE, PASS, Outcome, Params, failed, passed
from arrears.gate.packs.parts.zones import DAY, day_start, local_day, stretch_start

# A result that is not known yet may be one of them.
_UNANSWERED = frozenset({"no_answer", "rang_out", "voicemail", "full_mailbox", "failed", None})
_SAID = ("cease_oral", "stop_channel", "opt_out", "hardship", "illness", "dispute_oral")
_at = attrgetter("at")
_NO_TALK = passed("none", presumption="compliance")
# The persons of 1006.6(d)(1)(ii)-(vi): the roles know only the attorney.
_EXCLUDED_ROLES = frozenset({"attorney"})


def _concerns(contact: PastContact, key: str | None, facts: Facts) -> bool:
    """Whether a past contact was about a debt; one that names none was about every debt."""
    return key is None or not contact.debts or any(facts.debt_key(name) == key for name in contact.debts)


def _keys(facts: Facts) -> tuple[str | None, ...]:
    """The particular debts of the act; one that names none is counted against every call."""
    debts = facts.act.debts
    if len(debts) == 1:
        return (facts.debt_key(debts[0]),)
    return tuple(dict.fromkeys(facts.debt_key(name) for name in debts)) or (None,)


def _in_consent(
    consent: Consent, at: datetime, key: str | None, facts: Facts, zones: tuple[ZoneInfo, ...], days: int
) -> bool:
    """US-F4(i): from the consent, whose day is day 1, for seven days, ended early by a conversation."""
    if consent.at is None or at < consent.at or (consent.until is not None and at >= consent.until):
        return False
    if any(local_day(at, zone) > local_day(consent.at, zone) + (days - 1) * DAY for zone in zones):
        return False
    return not any(
        consent.at < talk.at < at and _concerns(talk, key, facts) for talk in facts.telephone().talks
    )


def _permissions(facts: Facts, zones: tuple[ZoneInfo, ...]) -> list[Consent]:
    """Consents to more calls from this person, whenever given; their days are judged call by call."""
    return [
        consent
        for consent in facts.consents
        if consent.kind == "call_frequency"
        and consent.at is not None
        and consents.covers(consent, facts, consent.at, zones)
    ]


def _counted(facts: Facts, key: str | None, p: Params, zones: tuple[ZoneInfo, ...]) -> list[PastContact]:
    """Calls placed to this person about this debt that count: connected ones, outside a consent."""
    found = facts.telephone().placed
    if key is not None:
        found = [contact for contact in found if key in contact.debts or _concerns(contact, key, facts)]
    if not facts.consents:
        return found
    permissions = _permissions(facts, zones)
    return [
        contact
        for contact in found
        if not any(_in_consent(one, contact.at, key, facts, zones, p.consent_days) for one in permissions)
    ]


def _excluded(facts: Facts, key: str | None, p: Params, zones: tuple[ZoneInfo, ...]) -> bool:
    if not facts.consents:
        return False
    permissions = _permissions(facts, zones)
    return any(_in_consent(one, facts.at, key, facts, zones, p.consent_days) for one in permissions)


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
        count = counters.rolling(moments, facts, zones, p.days, p.most)
        worst = max(worst, count.reached)
        if count.reached >= p.most:
            reopens.append(count.reopen)
    if excused:
        return passed("consent", presumption="compliance", flags=("keep_consent_proof",))
    if worst >= p.most:
        return failed(presumption="violation", reopen=counters.latest(reopens), count=worst)
    return _in_order(worst, worst == p.most - 1)


@lru_cache(maxsize=64)
def _in_order(count: int, last: bool) -> Outcome:
    flags = ("last_permitted_in_window",) if last else ()
    return passed("count", presumption="compliance", count=count, flags=flags)


def cool_down(facts: Facts, p: Params) -> Outcome:
    """US-F2: after a telephone conversation, whoever began it, days 1 to 7 are closed; day 8 is open."""
    if facts.role in _EXCLUDED_ROLES:
        return NOT_APPLICABLE
    zones = facts.zones(p.zones)
    latest: datetime | None = None
    for key in _keys(facts):
        if _excluded(facts, key, p, zones):
            continue
        for talk in facts.telephone().talks:
            if talk.at <= facts.at and _concerns(talk, key, facts):
                latest = talk.at if latest is None else max(latest, talk.at)
    if latest is None:
        return _NO_TALK
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
    since = stretch_start(facts.today(zone), p.days, zone)
    now = facts.at
    recent = [contact for contact in _counted(facts, None, p, zones) if since <= contact.at <= now]
    recent.sort(key=_at)
    flags = []
    if _bunched(facts, recent, p, zone):
        flags.append("rebuttal_bunching")
    if [contact.result for contact in recent].count("voicemail") >= p.voicemails:
        flags.append("rebuttal_voicemails")
    if facts.recipient.refused or stops.standing(facts, *_SAID):
        flags.append("rebuttal_consumer_said")
    return passed("flags", flags=tuple(flags), signs=", ".join(flags)) if flags else PASS


def _bunched(facts: Facts, recent: list[PastContact], p: Params, zone: ZoneInfo) -> bool:
    """Two unanswered calls within five minutes, many in a day, or several on Sundays and holidays."""
    gap = _minutes(p.minutes_between)
    starts = [contact.at for contact in recent if contact.result in _UNANSWERED]
    starts.append(facts.at)
    for earlier, later in pairwise(starts):
        if later - earlier <= gap:
            return True
    if len(recent) + 1 >= p.calls_a_day:
        first, _ = facts.day_bounds(zone)
        if len([contact for contact in recent if contact.at >= first]) >= p.calls_a_day - 1:
            return True
    if not _free(facts.today(zone)):
        return False
    free_days = [contact for contact in recent if _free(local_day(contact.at, zone))]
    return bool(len(free_days) >= p.calls_on_free_days - 1)


@lru_cache(maxsize=16)
def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


@lru_cache(maxsize=4096)
def _free(day: date) -> bool:
    return day.isoweekday() == 7 or holiday(day, "US")


def against_violation(facts: Facts, p: Params) -> Outcome:
    """US-F8: what may rebut a presumed violation is noted for a person to weigh; it permits nothing."""
    if facts.act.answering is None and facts.purpose != "answer":
        return NOT_APPLICABLE
    if "violation" in (seven_in_seven(facts, p).presumption, cool_down(facts, p).presumption):
        return passed("request", flags=("violation_rebuttable",))
    return PASS
