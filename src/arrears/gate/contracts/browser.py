"""What the rule browser shows: rules with their figures, and facts with what their absence means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from arrears.gate.contracts.values import Absence, Certainty, ParameterValue, Tighter
from arrears.kernel.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterInfo:
    """A figure of a rule, with where it comes from and from when to when it holds."""

    name: str
    value: ParameterValue
    source: str
    certainty: Certainty
    effective_from: date | None
    effective_to: date | None
    tighter: Tighter | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInfo:
    """A row of the rule browser. `within` names the rule that carries a row that only defines terms."""

    id: str
    regime: str
    title: Words
    source: str
    certainty: Certainty
    effective_from: date | None
    effective_to: date | None
    parameters: tuple[ParameterInfo, ...]
    never_fails: bool
    within: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactInfo:
    """A fact of the case and what its absence means."""

    path: str
    absence: Absence
    words: Words
