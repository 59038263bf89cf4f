"""What the rules of the gate are called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from arrears.gate import api as gate
from arrears.kernel.words import Words

EVERY = "every"
"""The rules that hold under each regime."""


@lru_cache(maxsize=8)
def _titles(on: date) -> Mapping[str, Words]:
    return {rule.id: rule.title for regime in (EVERY, *gate.regimes()) for rule in gate.rules(regime, on)}


def rule_label(rule: str, on: date, told: Words) -> Words:
    """A rule's id with its title on a day; for a rule that has none (a house's own), with what it told last."""
    title = _titles(on).get(rule, told)
    return Words(f"{rule} {title.zh}", f"{rule} {title.en}")
