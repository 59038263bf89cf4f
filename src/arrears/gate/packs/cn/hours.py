"""When (GB/T 45251-2025; banking association guideline 2026): Beijing time, wherever the debtor is."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.hours import agreed_time, within_hours
from arrears.gate.packs.parts.outcome import NOT_APPLICABLE, PASS, Outcome, Params, passed
from arrears.gate.packs.parts.windows import daily


def night(facts: Facts, p: Params) -> Outcome:
    """CN-T1: closed from 22:00 (included) to 08:00 (excluded), but for an agreed time or a consent."""
    if p.closed_to <= facts.local(p.zone).time() < p.closed_from:
        return PASS
    zones = (p.zone, *(zone for zone in map(ZoneInfo, facts.debtor.zones) if zone is not p.zone))
    excuse = agreed_time(facts, zones)
    hours = daily(p.closed_to, p.closed_from)
    return within_hours(facts, (p.zone,), hours, "half_open", excuse, zones)


def far_away(facts: Facts, p: Params) -> Outcome:
    """CN-T2: no shift for longitude; abroad, the law there binds as well."""
    if not facts.debtor.zones:
        return NOT_APPLICABLE
    abroad = [zone for zone in facts.debtor.zones if zone not in p.zones_home]
    if abroad:
        return passed("abroad", flags=("foreign_law",), abroad=", ".join(abroad))
    return PASS
