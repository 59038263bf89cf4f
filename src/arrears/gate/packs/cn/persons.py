"""Whom (GB/T 45251-2025; guideline 2026; card measures 68): the debtor, and hardly anybody else."""

from __future__ import annotations

from datetime import datetime

from arrears.gate.packs.every.persons import refusal
from arrears.gate.packs.parts import consents
from arrears.gate.packs.parts.facts import FINDING, Facts
from arrears.gate.packs.parts.outcome import NOT_APPLICABLE, PASS, Outcome, Params, failed, needs, passed
from arrears.gate.packs.parts.revealing import reveals_debt
from arrears.gate.packs.parts.zones import DAY, day_start, local_day

_UNANSWERED = frozenset({"no_answer", "rang_out", "full_mailbox", "busy", "out_of_service", "failed"})


def _is_contact(facts: Facts) -> bool:
    """A contact person in the sense of CN-P2; a spouse who is only asked to pass something on is one too."""
    return facts.is_stranger() or (facts.role == "spouse" and facts.purpose in FINDING)


def only_the_debtor(facts: Facts, _p: Params) -> Outcome:
    """CN-P1: collecting from the debtor and, within law and contract, the guarantor."""
    if facts.is_party():
        return PASS
    if facts.role == "unknown":
        return failed("unknown", fact="recipient.role")
    if facts.role == "spouse":
        return NOT_APPLICABLE
    if facts.purpose in FINDING:
        return PASS
    if facts.recipient.offers_to_pay and facts.purpose in ("collect", "answer"):
        return passed("offers")
    return failed(role=facts.role)


def contact_persons(facts: Facts, p: Params) -> Outcome:
    """CN-P2: a contact is asked for a number or to pass something on, only when the debtor cannot be
    reached, has died or lacks capacity; never told of the debt, unless it offers to pay.
    """
    if not _is_contact(facts):
        return NOT_APPLICABLE
    came_to_us = facts.purpose == "answer" or facts.act.answering is not None
    offers = bool(facts.recipient.offers_to_pay)
    if not (offers and came_to_us):
        barrier = _reachable(facts, p)
        if barrier is not None:
            return barrier
    if offers:
        return passed("offers", flags=("necessary_data_only",))
    revealed = reveals_debt(facts, p.debt_terms)
    return failed("reveals", revealed=revealed) if revealed else PASS


def _reachable(facts: Facts, p: Params) -> Outcome | None:
    """Why the debtor counts as reachable; None when she cannot be reached, has died or lacks capacity."""
    debtor = facts.debtor
    if debtor.reachable is False or debtor.deceased or debtor.minor or "incapacity" in debtor.vulnerable:
        return None
    if debtor.reachable:
        return failed("reachable")
    since = _lost_since(facts, p)
    if since is None:
        return failed("not_shown", fact="debtor.reachable")
    opens = day_start(local_day(since, p.zone) + p.days_after_tries * DAY, p.zone)
    return failed("wait", reopen=opens) if p.days_after_tries and facts.at < opens else None


def _lost_since(facts: Facts, p: Params) -> datetime | None:
    """The last of enough tries in a row that reached nobody, or a try that found the number out of service."""
    tries = sorted(
        (
            (call.at, call.result)
            for call in facts.history
            if call.channel == "call"
            and call.direction != "in"
            and call.person is not None
            and call.person != facts.recipient.person
            and call.at <= facts.at
        ),
        key=lambda each: each[0],
    )
    if not tries:
        return None
    last = tries[-p.failed_tries :]
    in_a_row = len(last) == p.failed_tries and all(result in _UNANSWERED for _, result in last)
    return tries[-1][0] if in_a_row or tries[-1][1] == "out_of_service" else None


def refused_for_good(facts: Facts, _p: Params) -> Outcome:
    """CN-P3: a contact that refuses is suppressed for good."""
    return NOT_APPLICABLE if facts.is_party() else refusal(facts)


def related_person(facts: Facts, _p: Params) -> Outcome:
    """CN-P4: a related third person (a spouse for a household debt) needs proof of the relation to the debt."""
    if facts.role != "spouse" or facts.purpose in FINDING:
        return NOT_APPLICABLE
    if consents.given(facts, "other", grounds=("related_debt",)) or consents.given(facts, "third_party"):
        return passed("proven")
    return needs("consents[ground=related_debt]")
