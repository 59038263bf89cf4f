"""What ends or suspends collection (1006.6(b)(2), (c), 1006.26, 1006.30, 1006.38; 11 USC 362, 524)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from arrears.gate.contracts import Debt, PastContact, Stop
from arrears.gate.packs.parts import consents, stops
from arrears.gate.packs.parts.channels import CONTACT
from arrears.gate.packs.parts.content import speaks_of, without
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.outcome import NOT_APPLICABLE, PASS, Outcome, Params, failed, passed
from arrears.gate.packs.parts.zones import local_day
from arrears.gate.packs.us_reg_f.scope import is_consumer
from arrears.gate.packs.us_reg_f.validation import latest_end
from arrears.kernel.days import add_years

_LAST_WORDS = frozenset({"efforts_end_notice", "remedy_notice"})
_MESSAGES = frozenset({"letter", "email", "sms", "social", "in_app"})


def ceased(facts: Facts, _p: Params) -> Outcome:
    """US-S1: after a written refusal or cease notice only the closing notices are sent."""
    standing = stops.standing(facts, "cease_written")
    if not standing or facts.role == "attorney":
        return NOT_APPLICABLE if not facts.stops else PASS
    if facts.purpose in _LAST_WORDS:
        return passed("last_words")
    return failed(reopen=stops.ends(standing))


def attorney(facts: Facts, p: Params) -> Outcome:
    """US-S2: with an attorney known, the attorney is spoken to, not the consumer."""
    standing = stops.standing(facts, "attorney")
    if not standing or not is_consumer(facts):
        return NOT_APPLICABLE if not facts.stops else PASS
    if all(_attorney_lifted(stop, facts, p) for stop in standing):
        return passed("lifted")
    if consents.given(facts, "other", grounds=("court", "consumer_consent")) is not None:
        return passed("consented")
    opens = []
    for stop in standing:
        if _attorney_lifted(stop, facts, p):
            continue
        moments = [stop.until] if stop.until is not None else []
        if stop.attorney_silent_since is not None:
            moments.append(stop.attorney_silent_since + timedelta(days=p.days_silent))
        if not moments:
            return failed()
        opens.append(min(moments))
    return failed("silent", reopen=max(opens))


def _attorney_lifted(stop: Stop, facts: Facts, p: Params) -> bool:
    if stop.attorney_consents:
        return True
    silent = stop.attorney_silent_since
    return silent is not None and facts.at >= silent + timedelta(days=p.days_silent)


def disputed(facts: Facts, p: Params) -> Outcome:
    """US-S3: a written dispute within the period stops collection until it is answered."""
    standing = [stop for stop in stops.standing(facts, "dispute_written") if not _late(stop, facts, p)]
    if not standing:
        return NOT_APPLICABLE if not facts.stops else PASS
    if (facts.channel in CONTACT and facts.collecting) or facts.channel in ("suit", "credit_report"):
        return failed(reopen=stops.ends(standing))
    return PASS


def _late(stop: Stop, facts: Facts, p: Params) -> bool:
    """Surely after the period: every debt's latest possible end lies before the dispute."""
    firsts = [debt.first_communication for debt in facts.debts()]
    if stop.since is None or not firsts:
        return False
    said_on = min(local_day(stop.since, zone) for zone in facts.zones(p.zones))
    return all(first is not None and said_on > latest_end(first) for first in firsts)


def dispute_marked(facts: Facts, _p: Params) -> Outcome:
    """US-S4: an oral dispute stops nothing, but a disputed debt is furnished as disputed."""
    if not stops.standing(facts, "dispute_oral", "dispute_written"):
        return NOT_APPLICABLE
    return passed("mark", flags=("mark_disputed",))


def bankruptcy(facts: Facts, _p: Params) -> Outcome:
    """US-S5: every act to collect stops; a claim in the proceedings does not."""
    standing = stops.standing(facts, "bankruptcy")
    if not standing or facts.channel == "bankruptcy_claim":
        return NOT_APPLICABLE if not facts.stops else PASS
    collecting = facts.collecting or facts.purpose == "validation"
    if facts.channel == "suit" or (facts.channel in CONTACT and collecting and facts.role != "attorney"):
        return failed(reopen=stops.ends(standing))
    return PASS


def time_barred(facts: Facts, p: Params) -> Outcome:
    """US-B1: no suit and no threat of suit on a debt whose limitation has run; unknown is not good enough to sue."""
    debts = facts.debts()
    today = facts.last_today(facts.zones(p.zones))
    barred = [debt.id for debt in debts if _has_run(debt, today)]
    unknown = not debts or any(_has_run(debt, today) is None for debt in debts)
    if facts.channel in ("suit", None):
        if barred:
            return failed(debts=", ".join(barred))
        return failed("unknown", fact="debts[].time_barred") if unknown else PASS
    threat = speaks_of(without(facts.act.text, p.suit_guards), p.suit_terms)
    if threat is None and facts.purpose == "remedy_notice":
        threat = facts.purpose
    if threat is None:
        return NOT_APPLICABLE
    if barred:
        return failed("threat", said=threat, debts=", ".join(barred))
    return passed("limitation_unknown", flags=("limitation_unknown",)) if unknown else PASS


def _has_run(debt: Debt, today: date) -> bool | None:
    """Whether limitation has run on a day: as told, or by its last day; either is enough. None: nobody knows."""
    if debt.limitation_ends is None:
        return debt.time_barred
    return bool(debt.time_barred) or today > debt.limitation_ends


def before_report(facts: Facts, p: Params) -> Outcome:
    """US-X1: before a debt is reported: a talk with the consumer, or a message 14 days ago that did not bounce."""
    ready = None
    for contact in facts.history:
        if contact.at > facts.at or not _about(contact, facts):
            continue
        if contact.result == "conversation":
            return passed("spoken")
        if contact.direction == "in" or contact.channel not in _MESSAGES or contact.result == "failed":
            continue
        opens = contact.at + timedelta(days=p.days)
        ready = opens if ready is None else min(ready, opens)
    if ready is not None and ready <= facts.at:
        return passed("sent")
    return failed("wait" if ready is not None else "fail", reopen=ready)


def _about(contact: PastContact, facts: Facts) -> bool:
    """Whether a past contact was about the debts of the act; one that names none only where there is one debt."""
    if contact.debts and facts.act.debts:
        return set(facts.act.debts) <= set(contact.debts)
    return len(facts.debts()) <= 1


def not_sold(facts: Facts, _p: Params) -> Outcome:
    """US-X2: a debt that was paid, settled, discharged or stolen in name is not sold or placed."""
    gone = [debt.id for debt in facts.debts() if debt.sold_or_settled]
    if gone:
        return failed(debts=", ".join(gone))
    if any(debt.sold_or_settled is None for debt in facts.debts()):
        return passed("not_notified")
    return PASS


def records(facts: Facts, p: Params) -> Outcome:
    """US-R1: kept until three years after the last collection activity, which this would be."""
    return _keep("records_until", facts.last_today(facts.zones(p.zones)), p.years)


def recordings(facts: Facts, p: Params) -> Outcome:
    """US-R2: a recording, if one is made, is kept three years from each call."""
    return _keep("call_recording_until", facts.last_today(facts.zones(p.zones)), p.years)


@lru_cache(maxsize=1024)
def _keep(deadline: str, day: date, years: int) -> Outcome:
    until = add_years(day, years)
    return passed("keep", deadlines={deadline: until.isoformat()}, until=until)
