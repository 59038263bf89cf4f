"""European Union: Directive 2011/7/EU is about money; who may be contacted when is national law (REGULATION 4)."""

from __future__ import annotations

from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.outcome import Entry, Outcome, Params, passed

RULES: tuple[Entry, ...] = ()


def national_law(_facts: Facts, _p: Params) -> Outcome:
    """EU-SCOPE: the rules of the member state are not in this pack; the answer says so."""
    return passed("national", flags=("national_law",))


ALWAYS = (Entry("EU-SCOPE", national_law),)
