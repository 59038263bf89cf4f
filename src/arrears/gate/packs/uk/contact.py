"""How to contact (CONC 7.9): reasonable times, the customer's wishes, no embarrassment, no leak."""

from __future__ import annotations

from arrears.gate.packs.parts import counters, windows
from arrears.gate.packs.parts.content import quoted, stopping
from arrears.gate.packs.parts.facts import FINDING, Facts
from arrears.gate.packs.parts.hours import agreed_time, not_barred, within_hours
from arrears.gate.packs.parts.outcome import Outcome, Params, failed
from arrears.gate.packs.parts.revealing import reveals_debt

_MISLEADING = ("impersonate_authority", "threat_false_legal", "public_shaming", "third_party_disclosure")


def reasonable(facts: Facts, p: Params) -> Outcome:
    """UK-6. The law names no hours; the safe hours are a parameter marked as interpretation."""
    barrier = _private(facts, p)
    if barrier is not None:
        return barrier
    zones = facts.zones(p.zones)
    wish = not_barred(facts, zones, end_included=False)
    excuse = agreed_time(facts, zones)
    time = within_hours(facts, zones, windows.daily(p.opens, p.closes), "half_open", excuse)
    late = [found for found in (wish, time) if found.result == "fail"]
    if not late:
        return time
    return failed(
        "wish" if wish.result == "fail" else "time",
        reopen=lambda: counters.latest([found.reopen for found in late]),
        told={**time.values, **wish.values},
    )


def _private(facts: Facts, p: Params) -> Outcome | None:
    """What no hour can mend: postcards and public posts, third persons, misleading cards."""
    if facts.channel in ("postcard", "public_notice") or facts.act.audience in ("public", "contacts"):
        return failed("embarrassment")
    found = stopping(facts, _MISLEADING)
    if found:
        return failed("misleading", told=quoted(found))
    if facts.is_party():
        return None
    if facts.role == "unknown":
        return failed("unknown", fact="recipient.role")
    if facts.purpose not in FINDING or reveals_debt(facts, p.debt_terms) is not None:
        return failed("leak", role=facts.role)
    return None
