"""Crimes and cruelty: refused under every regime, whatever its own rules say."""

from __future__ import annotations

from arrears.gate.packs.parts.content import TEXT_CHARS_MAX, findings, quoted, stopping
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.outcome import NOT_APPLICABLE, PASS, Outcome, Params, failed, passed


def channel_named(facts: Facts, _p: Params) -> Outcome:
    """An act whose channel is unknown cannot be judged."""
    return PASS if facts.channel is not None else failed(fact="act.channel")


def forbidden_words(facts: Facts, _p: Params) -> Outcome:
    """Threats, insults, shaming, impersonation and the like in the text (Criminal Law 293, 293-1; 15 USC 1692d-e)."""
    text = facts.act.text
    if not text:
        return NOT_APPLICABLE
    if len(text) > TEXT_CHARS_MAX:
        return failed("too_long", chars=len(text), chars_max=TEXT_CHARS_MAX)
    found = stopping(facts)
    if found:
        return failed(told=quoted(found))
    coaching = findings(facts)
    if coaching:
        return passed("coaching", flags=("language_coaching",), told=quoted(coaching))
    return PASS


def uninvited_entry(facts: Facts, _p: Params) -> Outcome:
    """Entering a home or an office uninvited (Criminal Law 245, 293-1)."""
    if facts.act.uninvited_entry is None:
        return NOT_APPLICABLE
    return failed() if facts.act.uninvited_entry else PASS


def publication(facts: Facts, _p: Params) -> Outcome:
    """Making a debt public: notices, open posts (15 USC 1692d(3); PIPL 10, 25; CONC 7.9)."""
    if facts.channel == "public_notice":
        return failed("notice")
    if facts.act.audience in ("public", "contacts"):
        return failed(audience=facts.act.audience)
    return PASS if facts.act.audience == "private" else NOT_APPLICABLE


def private_payee(facts: Facts, _p: Params) -> Outcome:
    """Money is asked for on the creditor's account alone."""
    if facts.act.payee is None:
        return NOT_APPLICABLE
    return failed() if facts.act.payee == "private_account" else PASS
