"""How often: three counters that never mix (REGULATION section 0, finding 3), all over the Beijing day."""

from __future__ import annotations

from arrears.gate.packs.parts import consents
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.outcome import NOT_APPLICABLE, Outcome, Params, failed, passed

# What did not get through, so cannot have been a connected call. A voicemail may be one: it counts on both sides.
_NOT_CONNECTED = frozenset({"no_answer", "rang_out", "full_mailbox", "busy", "out_of_service", "failed"})
_CONNECTED = frozenset({"conversation", "answered", "delivered"})
_LAST = ("last_permitted_today",)


def _verdict(facts: Facts, p: Params, count: int) -> Outcome:
    if count < p.most:
        return passed("count", flags=_LAST if count == p.most - 1 else (), count=count)
    if facts.consents and consents.given(facts, "call_frequency", zones=(p.zone,)) is not None:
        return passed("agreed", flags=("keep_consent_proof",), count=count)
    return failed(reopen=facts.day_bounds(p.zone)[1], flags=("soft_block",) if p.soft else (), count=count)


def notifications(facts: Facts, p: Params) -> Outcome:
    """CN-F1: connected notification calls to one debtor a day, lender and agencies pooled."""
    if facts.act.call_kind == "interactive":
        return NOT_APPLICABLE
    count = 0
    for call in facts.calls_of_the_day(p.zone):
        if call.call_kind != "interactive" and call.result not in _NOT_CONNECTED and facts.same_person(call):
            count += 1
    return _verdict(facts, p, count)


def conversations(facts: Facts, p: Params) -> Outcome:
    """CN-F2: effective interactive conversations that were started with one debtor a day, pooled likewise."""
    if facts.act.call_kind == "notification":
        return NOT_APPLICABLE
    count = 0
    for call in facts.calls_of_the_day(p.zone):
        if (
            call.call_kind != "notification"
            and (call.result == "conversation" or call.result is None)
            and facts.same_person(call)
        ):
            count += 1
    return _verdict(facts, p, count)


def tries(facts: Facts, p: Params) -> Outcome:
    """CN-F3: unanswered tries of one number a day; the guideline says "should not" (a soft block)."""
    address = facts.act.address
    count = 0
    for call in facts.calls_of_the_day(p.zone):
        if call.result in _CONNECTED:
            continue
        if facts.same_person(call) if address is None or call.address is None else call.address == address:
            count += 1
    return _verdict(facts, p, count)
