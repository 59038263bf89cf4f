"""Stops that hold everywhere, and people who need care before they are asked for money."""

from __future__ import annotations

from arrears.gate.packs.parts import consents, stops
from arrears.gate.packs.parts.channels import CONTACT
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.hours import not_barred
from arrears.gate.packs.parts.outcome import NOT_APPLICABLE, PASS, Outcome, Params, failed, needs, passed

_STOPS = ("bankruptcy", "breathing_space", "plan_kept")


def mandate_ended(facts: Facts, _p: Params) -> Outcome:
    """Who no longer has the mandate does nothing at all about the debt."""
    if not facts.stops:
        return NOT_APPLICABLE
    standing = stops.standing(facts, "mandate_ended")
    return failed(reopen=stops.ends(standing)) if standing else PASS


def at_rest(facts: Facts, _p: Params) -> Outcome:
    """No collecting during bankruptcy, breathing space, or while an agreed plan is kept."""
    standing = stops.standing(facts, *_STOPS)
    if not standing:
        return NOT_APPLICABLE if not facts.stops else PASS
    if facts.channel == "suit" or (facts.channel in CONTACT and facts.collecting):
        kinds = ", ".join(dict.fromkeys(stop.kind for stop in standing))
        return failed(reopen=stops.ends(standing), kinds=kinds)
    return PASS


def care_first(facts: Facts, _p: Params) -> Outcome:
    """Hardship, illness, a complaint, an adviser at work, or a noted vulnerability: a person looks first."""
    standing = stops.standing(facts, "hardship", "illness", "complaint", "adviser")
    reasons = [stop.kind for stop in standing] + list(facts.debtor.vulnerable)
    if not reasons:
        return NOT_APPLICABLE
    if not facts.collecting:
        return PASS
    if reviewed(facts):
        return passed("reviewed", flags=("soften",))
    reopen = None if facts.debtor.vulnerable else stops.ends(standing)
    return needs("consents[ground=human_review]", reopen=reopen, reasons=", ".join(dict.fromkeys(reasons)))


def reviewed(facts: Facts) -> bool:
    """A person looked at this case and released it: recorded as a consent of kind `other`."""
    return consents.given(facts, "other", grounds=("human_review",)) is not None


def barred_time(facts: Facts, p: Params) -> Outcome:
    """A time that the debtor named as inconvenient is kept free (half-open: the end is free again)."""
    return not_barred(facts, facts.zones(p.zones), end_included=p.end_included)
