"""Whom Regulation F binds and whom it calls the consumer (1006.2, 1006.6(a); 15 USC 1692a)."""

from __future__ import annotations

from datetime import datetime, timedelta

from arrears.gate.contracts import Stop
from arrears.gate.packs.parts import stops
from arrears.gate.packs.parts.channels import same_medium
from arrears.gate.packs.parts.facts import OBLIGED, Facts
from arrears.gate.packs.parts.outcome import NOT_APPLICABLE, PASS, Outcome, Params, failed, passed

_BOUND = passed("bound", flags=("state_law",))
_FREE = passed("free", flags=("state_law",))
_ONE_CONFIRMATION = frozenset({"identity", "opt_out"})


def binds(facts: Facts) -> bool:
    """US-SCOPE: a debt collector and consumer debt; what is unknown is taken to be both."""
    if facts.bound is None:
        facts.bound = _binds(facts)
    return facts.bound


def _binds(facts: Facts) -> bool:
    if facts.operator.kind in ("lender", "creditor"):
        return False
    debts = facts.debts()
    for debt in debts:
        if debt.kind != "business":
            return True
    return not debts


def is_consumer(facts: Facts) -> bool:
    """US-P2: who owes, and spouse, parent of a minor, guardian, executor."""
    return facts.role in OBLIGED or facts.role == "spouse" or facts.stands_in()


def is_third_person(facts: Facts) -> bool:
    return facts.role != "attorney" and not is_consumer(facts)


def in_scope(facts: Facts, _p: Params) -> Outcome:
    """US-SCOPE: in scope; state law may ask for more either way."""
    return _BOUND if binds(facts) else _FREE


def treated_as_consumer(facts: Facts, _p: Params) -> Outcome:
    """US-P2: treated as the consumer for 1006.6, with a count of calls of their own."""
    if facts.role in ("debtor", "joint_debtor", "guarantor", "unknown", "attorney"):
        return NOT_APPLICABLE
    if is_consumer(facts):
        return PASS
    if facts.role in ("parent_of_minor", "executor"):
        return failed(role=facts.role)
    return NOT_APPLICABLE


def reply_open(facts: Facts, at: datetime, hours: int) -> bool:
    """US-T5: whether the one reply to the consumer's own contact is still to be given: same medium, none
    given yet, within `hours` of it.
    """
    asked = facts.act.answering
    if asked is None or asked.at is None or not same_medium(asked.channel, facts.channel):
        return False
    if not asked.at <= at <= asked.at + timedelta(hours=hours):
        return False
    return facts.sent_since(asked.at) == 0


def excused(facts: Facts, stop: Stop, hours: int) -> str | None:
    """US-C2: one confirmation with nothing else, or one reply when the consumer writes first."""
    if facts.purpose == "opt_out_confirmation":
        alone = set(facts.act.disclosures or ()) <= _ONE_CONFIRMATION
        return "confirmation" if alone and facts.sent_since(stop.since) == 0 else None
    asked = facts.act.answering
    if asked is None or asked.at is None or (stop.since is not None and asked.at < stop.since):
        return None
    return "reply" if reply_open(facts, facts.at, hours) else None


def closed_by(facts: Facts, *kinds: str) -> list[Stop]:
    """The standing stops of an address or a medium that meet the act."""
    return [stop for stop in stops.standing(facts, *kinds) if stops.concerns(stop, facts)]
