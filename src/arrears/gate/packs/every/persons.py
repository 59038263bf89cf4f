"""Who may be spoken to at all, and who no longer."""

from __future__ import annotations

from arrears.gate.packs.parts import stops
from arrears.gate.packs.parts.facts import FINDING, Facts
from arrears.gate.packs.parts.outcome import NOT_APPLICABLE, PASS, Outcome, Params, failed
from arrears.gate.packs.parts.revealing import reveals_debt


def recipient_known(facts: Facts, p: Params) -> Outcome:
    """The debt is the business of those who owe; a third person learns nothing of it."""
    if facts.is_party():
        return PASS
    if facts.role == "unknown":
        return failed("unknown", fact="recipient.role")
    if facts.purpose not in FINDING:
        return failed(role=facts.role)
    revealed = reveals_debt(facts, p.debt_terms)
    return failed("reveals", revealed=revealed) if revealed else PASS


def refused_by_third(facts: Facts, _p: Params) -> Outcome:
    """A third person who refused is not contacted again; that never expires."""
    if facts.is_party():
        return NOT_APPLICABLE
    return refusal(facts)


def refusal(facts: Facts) -> Outcome:
    """Refused by the person itself, or noted as a stop for this address (or for all contacts)."""
    if facts.recipient.refused:
        return failed()
    noted = [
        stop
        for stop in facts.stops
        if stop.kind in ("contact_refused", "cease_written", "cease_oral")
        and (stop.since is None or stop.since <= facts.at)
        and (stop.kind == "contact_refused" or stop.address is not None)
        and (stop.address is None or facts.act.address is None or stop.address == facts.act.address)
    ]
    return failed("noted") if noted else PASS


def dead_or_minor(facts: Facts, _p: Params) -> Outcome:
    """The dead are not dunned, and a child is not: their estate and their guardians are spoken to."""
    if facts.role != "debtor":
        return NOT_APPLICABLE
    if facts.debtor.deceased:
        return failed("deceased")
    if facts.debtor.minor:
        return failed("minor")
    return PASS


def opted_out(facts: Facts, _p: Params) -> Outcome:
    """An address or a medium that was opted out of stays closed until that is taken back."""
    standing = [
        stop for stop in stops.standing(facts, "opt_out", "stop_channel") if stops.concerns(stop, facts)
    ]
    if not standing:
        return NOT_APPLICABLE if not facts.stops else PASS
    return failed(reopen=stops.ends(standing))
