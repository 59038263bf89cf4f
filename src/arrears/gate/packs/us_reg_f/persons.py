"""Third persons and location information (1006.6(d), 1006.10; 15 USC 1692b, 1692c(b))."""

from __future__ import annotations

from arrears.gate.packs.parts import consents, stops
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.outcome import NOT_APPLICABLE, PASS, Outcome, Params, failed, needs, passed
from arrears.gate.packs.parts.revealing import reveals_debt
from arrears.gate.packs.us_reg_f.scope import is_third_person


def no_third_person(facts: Facts, _p: Params) -> Outcome:
    """US-P1: nobody but the consumer (and attorneys, bureau, creditor), save by consent, court or US-P3."""
    if not is_third_person(facts):
        return PASS
    if facts.role == "unknown":
        return failed("unknown", fact="recipient.role")
    if facts.purpose == "locate":
        return passed("locating")
    if consents.given(facts, "third_party") is not None:
        return passed("consented", flags=("keep_consent_proof",))
    if consents.given(facts, "other", grounds=("court", "post_judgment")) is not None:
        return passed("court")
    if facts.recipient.consent:
        return needs("consents[third_party]")
    return failed(role=facts.role)


def location_only(facts: Facts, p: Params) -> Outcome:
    """US-P3: a third person is asked where the consumer is, once, and learns nothing of a debt."""
    if not is_third_person(facts) or facts.purpose != "locate":
        return NOT_APPLICABLE
    if facts.role == "unknown":
        return failed("unknown", fact="recipient.role")
    if stops.standing(facts, "attorney"):
        return failed("attorney")
    if facts.recipient.refused:
        return failed("refused")
    revealed = reveals_debt(facts, p.debt_terms)
    if revealed:
        return failed("reveals", revealed=revealed)
    if facts.act.employer_named and not consents.given(facts, "other", grounds=("asked_employer",)):
        return failed("employer")
    if not facts.recipient.consent and (facts.recipient.asked_before or _contacted(facts)):
        return failed("again")
    return PASS


def _contacted(facts: Facts) -> bool:
    """Whether this person (or this address) was contacted before."""
    person, address = facts.recipient.person, facts.act.address
    return any(
        contact.direction != "in"
        and contact.at <= facts.at
        and (
            (person is not None and contact.person == person)
            or (address is not None and contact.address == address)
        )
        for contact in facts.history
    )
