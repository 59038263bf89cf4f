"""What the gate says of a contact: the verdict, and each rule that was consulted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from arrears.gate.contracts.values import Certainty, Presumption, Result, Verdict
from arrears.kernel.words import Words


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RuleText:
    """A rule as it stands on a day: what its results share. `figures` are its parameters for the words.

    There is one of it for each rule of a plan, so it is told apart by identity.
    """

    id: str
    parameters: Mapping[str, object]
    source: str
    certainty: Certainty
    words: Mapping[str, Words]
    figures: Mapping[str, object]


class RuleResult(NamedTuple):
    """One rule that was consulted. Its words are filled with the figures when they are asked for.

    `fact`: the fact that is missing, when that is why (its path in the case).
    """

    rule: RuleText
    result: Result
    key: str
    values: Mapping[str, object]
    fact: str | None = None

    @property
    def id(self) -> str:
        return self.rule.id

    @property
    def parameters(self) -> Mapping[str, object]:
        return self.rule.parameters

    @property
    def source(self) -> str:
        return self.rule.source

    @property
    def certainty(self) -> Certainty:
        return self.rule.certainty

    @property
    def words(self) -> Words:
        given = {**self.rule.figures, **self.values, "fact": self.fact}
        return self.rule.words[self.key].format(**given)

    @property
    def zh(self) -> str:
        return self.words.zh

    @property
    def en(self) -> str:
        return self.words.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The verdict over all regimes; the strictest rule wins.

    `next_permitted_at` is the earliest moment at which the same act would be permitted if nothing but
    the time changed; None when it is permitted now or time alone never helps.
    """

    id: str | int | None
    verdict: Verdict
    presumption: Presumption | None
    flags: tuple[str, ...]
    rules: tuple[RuleResult, ...]
    next_permitted_at: datetime | None
    deadlines: Mapping[str, str]

    def failing(self) -> tuple[RuleResult, ...]:
        """The rules that stand in the way: those that fail, or lack evidence."""
        return tuple(rule for rule in self.rules if rule.result in ("fail", "needs_evidence"))
