"""Personal data, complaints, credit records, and how long records are kept (PIPL; credit reporting rules)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from arrears.gate.packs.every.care import reviewed
from arrears.gate.packs.parts import consents, stops
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.outcome import NOT_APPLICABLE, PASS, Outcome, Params, failed, needs, passed
from arrears.gate.packs.parts.zones import DAY, local_day
from arrears.kernel.days import add_years

_MAJOR = frozenset({"suit", "credit_report", "data_transfer", "bankruptcy_claim"})
_TOLD = frozenset({"sms", "email", "letter", "in_app", "social", "call", "visit"})
_NOT_TOLD = frozenset(
    {"failed", "no_answer", "rang_out", "busy", "out_of_service", "full_mailbox", "voicemail"}
)


def entrusted(facts: Facts, _p: Params) -> Outcome:
    """CN-D2: an agency works under a contract that names purpose, term, kinds and safeguards."""
    organisation = facts.act.recipient_organisation
    if organisation is None:
        return needs("act.recipient_organisation")
    return passed("contract", flags=("entrustment_contract",)) if organisation == "agency" else NOT_APPLICABLE


def separate_consent(facts: Facts, _p: Params) -> Outcome:
    """CN-D3: passing data to another processor (an assignee) needs notice and a separate consent, or a
    documented other ground.
    """
    if facts.act.recipient_organisation != "assignee":
        return NOT_APPLICABLE
    if consents.given(facts, "separate_sharing") is not None:
        return passed("consented")
    if consents.given(facts, "other", grounds=("documented_ground",)) is not None:
        return passed("documented")
    return failed(fact="consents[separate_sharing]")


def no_sub_agency(facts: Facts, _p: Params) -> Outcome:
    """CN-O2: an agency does not hand the work on without the lender's consent."""
    if facts.act.recipient_organisation != "sub_agency":
        return NOT_APPLICABLE
    if consents.given(facts, "other", by="lender") is not None:
        return passed("consented")
    return failed(fact="consents[other,by=lender]")


def automated(facts: Facts, _p: Params) -> Outcome:
    """CN-D6: a machine's decision with major effect is explained, and may be refused in favour of a person's."""
    if not facts.act.automated_decision:
        return NOT_APPLICABLE if facts.act.automated_decision is None else PASS
    if facts.recipient.refused:
        return failed(fact="recipient.refused")
    if facts.channel in _MAJOR and not reviewed(facts):
        return needs("consents[ground=human_review]")
    return passed("explain", flags=("explain_automated_decision",))


def told_before_report(facts: Facts, _p: Params) -> Outcome:
    """CN-Q3: the person is told before the first negative report."""
    for contact in facts.history:
        if (
            contact.channel in _TOLD
            and contact.direction != "in"
            and contact.result not in _NOT_TOLD
            and contact.at <= facts.at
        ):
            return PASS
    return failed(fact="history")


def objection_marked(facts: Facts, p: Params) -> Outcome:
    """CN-Q2: an objection to a record is answered in 20 days, and the record is marked meanwhile."""
    pending = stops.standing(facts, "dispute_written", "dispute_oral")
    if not pending:
        return NOT_APPLICABLE
    sinces = [stop.since for stop in pending if stop.since is not None]
    due = {}
    if sinces:
        due["credit_objection_by"] = (local_day(min(sinces), p.zone) + p.days * DAY).isoformat()
    flags = ("mark_disputed",) if facts.channel == "credit_report" else ()
    return passed("due", flags=flags, deadlines=due)


def complaint_answered(facts: Facts, p: Params) -> Outcome:
    """CN-Q1: a complaint is decided in 15 days when simple, in 30 when not, in 60 with approval."""
    pending = [stop.since for stop in stops.standing(facts, "complaint") if stop.since is not None]
    if not pending:
        return NOT_APPLICABLE
    day = local_day(min(pending), p.zone)
    due = {
        "complaint_simple_by": (day + p.days_simple * DAY).isoformat(),
        "complaint_complex_by": (day + p.days_complex * DAY).isoformat(),
    }
    return passed("due", deadlines=due)


def records(facts: Facts, p: Params) -> Outcome:
    """CN-R1: the full process is on record for two years at least."""
    return _kept_until(facts.local(p.zone).date(), p.years)


@lru_cache(maxsize=1024)
def _kept_until(day: date, years: int) -> Outcome:
    until = add_years(day, years)
    return passed("keep", deadlines={"records_until": until.isoformat()}, until=until)
