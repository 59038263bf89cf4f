"""Card plans and people in need (card measures 68-70; GB/T 45251-2025; guideline 2026)."""

from __future__ import annotations

from arrears.gate.packs.every.care import reviewed
from arrears.gate.packs.parts import stops
from arrears.gate.packs.parts.channels import CONTACT
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.outcome import NOT_APPLICABLE, PASS, Outcome, Params, failed, needs, passed

_OBJECTIONS = ("complaint", "dispute_written", "dispute_oral")


def _card(facts: Facts) -> bool:
    """A card debt, or one whose kind is not known."""
    debts = facts.debts()
    return not debts or any(debt.kind in ("card", None) for debt in debts)


def plan_length(facts: Facts, p: Params) -> Outcome:
    """CN-K1: an individual card plan runs 60 months at most."""
    months = facts.act.plan_months
    if months is None or not _card(facts):
        return NOT_APPLICABLE
    return PASS if months <= p.months_max else failed(months=months)


def plan_kept(facts: Facts, _p: Params) -> Outcome:
    """CN-K2: issuer and agents stop collecting while an agreed plan is kept (reminders too: strict reading)."""
    standing = stops.standing(facts, "plan_kept")
    if not standing:
        return NOT_APPLICABLE if not facts.stops else PASS
    if facts.channel == "suit" or (facts.channel in CONTACT and facts.collecting):
        return failed(reopen=stops.ends(standing))
    return PASS


def oral_plan(facts: Facts, _p: Params) -> Outcome:
    """CN-K3: a plan agreed by word of mouth is recorded, and the recording kept until it is settled."""
    if facts.act.plan_months is None or not _card(facts):
        return NOT_APPLICABLE
    said = facts.act.disclosures
    if said is None:
        return passed("to_record", flags=("record_call",))
    return PASS if "recording" in said else failed(fact="act.disclosures")


def vulnerable(facts: Facts, _p: Params) -> Outcome:
    """CN-L1: illness, hardship, minority and the like: pause or soften, and a person looks."""
    noted = stops.standing(facts, "hardship", "illness")
    signs = list(facts.debtor.vulnerable) + (["minor"] if facts.debtor.minor else [])
    if not noted and not signs:
        return NOT_APPLICABLE
    if not facts.collecting:
        return PASS
    if noted:
        kinds = ", ".join(dict.fromkeys(stop.kind for stop in noted))
        return failed(reopen=stops.ends(noted), kinds=kinds)
    if reviewed(facts):
        return passed("reviewed", flags=("soften",))
    return needs("consents[ground=human_review]", signs=", ".join(dict.fromkeys(signs)))


def objection(facts: Facts, _p: Params) -> Outcome:
    """CN-L2: a pending complaint or objection pauses the disputed part and is answered in time."""
    standing = stops.standing(facts, *_OBJECTIONS)
    if not standing:
        return NOT_APPLICABLE if not facts.stops else PASS
    if not facts.collecting:
        return PASS
    kinds = ", ".join(dict.fromkeys(stop.kind for stop in standing))
    return failed(reopen=stops.ends(standing), kinds=kinds)
