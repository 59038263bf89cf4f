"""Whether something that is said to a third person would give the debt away."""

from __future__ import annotations

from arrears.gate.packs.parts.content import speaks_of
from arrears.gate.packs.parts.facts import Facts


def reveals_debt(facts: Facts, terms: tuple[str, ...]) -> str | None:
    """What gives the debt away: a disclosure, or words of the text; None when nothing does."""
    for disclosure in facts.act.disclosures or ():
        if disclosure in ("debt_details", "debt_collector"):
            return disclosure
    return speaks_of(facts.act.text, terms)
