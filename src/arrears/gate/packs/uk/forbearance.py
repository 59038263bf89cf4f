"""Pressure, advisers, vulnerable customers and breathing space (CONC 7.2-7.3; SI 2020/1311)."""

from __future__ import annotations

from datetime import datetime

from arrears.gate.contracts import Stop
from arrears.gate.packs.every.care import reviewed
from arrears.gate.packs.parts import counters, stops
from arrears.gate.packs.parts.channels import CONTACT
from arrears.gate.packs.parts.content import quoted, stopping
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.outcome import NOT_APPLICABLE, PASS, Outcome, Params, failed, needs, passed
from arrears.gate.packs.parts.zones import DAY, day_start, local_day

_PRESSURE = ("borrow_to_repay", "threat_violence", "harassment", "insult", "doorstep_pressure")


def pressure(facts: Facts, p: Params) -> Outcome:
    """UK-3: no pressure to pay in one or few large payments, in too short a time, by selling or borrowing."""
    found = stopping(facts, _PRESSURE)
    if found:
        return failed("words", told=quoted(found))
    if facts.act.single_payment_demand:
        return failed()
    months = facts.act.plan_months
    if months is not None and months <= p.months_few:
        return failed("few", months=months)
    return NOT_APPLICABLE if facts.act.single_payment_demand is None and months is None else PASS


def adviser(facts: Facts, p: Params) -> Outcome:
    """UK-5: while a debt adviser builds a plan, pursuit is suspended, generally for 30 days."""
    standing = stops.standing(facts, "adviser")
    if not standing:
        return NOT_APPLICABLE if not facts.stops else PASS
    if facts.channel != "suit" and not facts.collecting:
        return PASS
    opens = [_adviser_ends(stop, p) for stop in standing]
    if all(opening is not None and opening <= facts.at for opening in opens):
        return passed("over")
    return failed(reopen=counters.latest(opens))


def _adviser_ends(stop: Stop, p: Params) -> datetime | None:
    """The noted end, else the morning after 30 full days; None when the beginning is not known."""
    if stop.until is not None:
        return stop.until
    if stop.since is None:
        return None
    return day_start(local_day(stop.since, p.zone) + (p.days + 1) * DAY, p.zone)


def vulnerable(facts: Facts, _p: Params) -> Outcome:
    """UK-7: a vulnerable customer is treated by policy, so a person looks before collecting."""
    noted = stops.standing(facts, "hardship", "illness", "complaint")
    signs = [stop.kind for stop in noted] + list(facts.debtor.vulnerable)
    if not signs:
        return NOT_APPLICABLE
    if not facts.collecting:
        return PASS
    if reviewed(facts):
        return passed("reviewed", flags=("soften", "consider_forbearance"))
    reopen = None if facts.debtor.vulnerable else stops.ends(noted)
    return needs("consents[ground=human_review]", reopen=reopen, signs=", ".join(dict.fromkeys(signs)))


def breathing_space(facts: Facts, _p: Params) -> Outcome:
    """UK-9 and UK-11: no contact to collect and no enforcement, also through agents, until it ends."""
    standing = stops.standing(facts, "breathing_space")
    if not standing:
        return NOT_APPLICABLE if not facts.stops else PASS
    if facts.channel == "suit" or (facts.channel in CONTACT and facts.collecting):
        return failed(reopen=stops.ends(standing))
    return PASS
