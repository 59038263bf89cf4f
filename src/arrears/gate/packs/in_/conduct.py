"""Hours and conduct of recovery (RBI 2022-08-12; draft 2026-02-12, whose final text was not found)."""

from __future__ import annotations

from arrears.gate.packs.parts import windows
from arrears.gate.packs.parts.channels import SPOKEN
from arrears.gate.packs.parts.content import quoted, stopping
from arrears.gate.packs.parts.facts import FINDING, OBLIGED, Facts
from arrears.gate.packs.parts.hours import not_barred, within_hours
from arrears.gate.packs.parts.outcome import PASS, Outcome, Params, failed, passed

_DRAFT = ("draft_rule",)


def hours(facts: Facts, p: Params) -> Outcome:
    """IN-1: calls (and visits: strict reading) from 08:00 to 19:00, both included; no exception is known."""
    return within_hours(facts, facts.zones(p.zones), windows.daily(p.opens, p.closes), "closed")


def conduct(facts: Facts, _p: Params) -> Outcome:
    """IN-2: no harassment, shaming, intrusion on the family, anonymous calls."""
    if facts.channel == "public_notice" or facts.act.audience in ("public", "contacts"):
        return failed("shaming")
    found = stopping(facts)
    if found:
        return failed("words", told=quoted(found))
    if facts.role == "unknown":
        return failed("unknown", fact="recipient.role")
    if not facts.is_party() and facts.purpose not in FINDING:
        return failed("family", role=facts.role)
    said = facts.act.disclosures
    if facts.channel in SPOKEN:
        if said is None:
            return passed("to_say", flags=("disclose_identity",))
        if "identity" not in said:
            return failed("anonymous", fact="act.disclosures")
    return PASS


def borrower_only(facts: Facts, p: Params) -> Outcome:
    """IN-3: borrower or guarantor only, named hours respected, none at bereavement, disaster or weddings."""
    if facts.role not in OBLIGED:
        return failed("person", flags=_DRAFT, role=facts.role)
    at_rest = [sign for sign in facts.debtor.vulnerable if sign in p.occasions]
    if at_rest and facts.collecting:
        return failed("occasion", flags=_DRAFT, signs=", ".join(at_rest))
    said = facts.act.disclosures
    if facts.channel == "call" and said is not None and "recording" not in said:
        return failed("recording", flags=_DRAFT, fact="act.disclosures")
    barred = not_barred(facts, facts.zones(p.zones), end_included=False)
    if barred.result == "fail":
        return failed("wish", reopen=lambda: barred.reopen, flags=_DRAFT, told=barred.values)
    return passed(
        "pass", flags=(*_DRAFT, "record_call") if facts.channel == "call" and said is None else _DRAFT
    )
