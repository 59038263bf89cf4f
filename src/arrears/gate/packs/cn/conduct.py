"""How (guideline 2026, CN-I1..I6): open about who calls, truthful, out of the public eye."""

from __future__ import annotations

from arrears.gate.packs.parts import consents
from arrears.gate.packs.parts.channels import SPOKEN
from arrears.gate.packs.parts.content import quoted, stopping
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.outcome import NOT_APPLICABLE, PASS, Outcome, Params, failed, passed

_FALSE_NAME = ("impersonate_authority",)
_CONTENT = (
    "threat_violence",
    "threat_false_legal",
    "insult",
    "false_promise",
    "private_account",
    "borrow_to_repay",
    "harassment",
    "doorstep_pressure",
)
_PUBLIC = ("public_shaming", "third_party_disclosure", "third_party_pressure")


def institution_named(facts: Facts, _p: Params) -> Outcome:
    """CN-I1: at the first contact the institution is stated without being asked."""
    if not facts.act.first_contact:
        return NOT_APPLICABLE
    said = facts.act.disclosures
    if said is None and (facts.channel in SPOKEN or facts.channel == "voicemail"):
        return passed("to_say", flags=("disclose_identity",))
    return PASS if said is not None and "identity" in said else failed(fact="act.disclosures")


def no_false_name(facts: Facts, _p: Params) -> Outcome:
    """CN-I2: nobody passes for a court, the police or the lender."""
    if not facts.act.text:
        return NOT_APPLICABLE
    found = stopping(facts, _FALSE_NAME)
    return failed(told=quoted(found)) if found else PASS


def content(facts: Facts, _p: Params) -> Outcome:
    """CN-I3: no threats, insults, false consequences or promises, private accounts, pushing to new loans."""
    if facts.act.payee == "private_account":
        return failed("payee")
    if not facts.act.text:
        return NOT_APPLICABLE if facts.act.payee is None else PASS
    found = stopping(facts, _CONTENT)
    return failed(told=quoted(found)) if found else PASS


def publicity(facts: Facts, _p: Params) -> Outcome:
    """CN-I4: no notices in public places; no entering of a home or office without consent."""
    if facts.channel == "public_notice":
        return failed("notice")
    if facts.act.audience in ("public", "contacts"):
        return failed("audience", audience=facts.act.audience)
    found = stopping(facts, _PUBLIC)
    if found:
        return failed(told=quoted(found))
    if facts.channel == "visit":
        return _entry(facts)
    return NOT_APPLICABLE if facts.act.audience is None else PASS


def _entry(facts: Facts) -> Outcome:
    if facts.act.uninvited_entry:
        return failed("entry")
    if (
        facts.act.uninvited_entry is False
        or facts.recipient.consent
        or facts.act.place in ("public", "agreed")
    ):
        return PASS
    return passed("at_the_door", flags=("entry_needs_consent",))


def private_app(facts: Facts, _p: Params) -> Outcome:
    """CN-I5: an agency's social apps are used only with the lender's consent (unknown who acts: taken for one)."""
    if facts.operator.kind in ("lender", "creditor"):
        return NOT_APPLICABLE
    if consents.given(facts, "channel", by="lender") is not None:
        return passed("consented")
    return failed(fact="consents[channel,by=lender]")
