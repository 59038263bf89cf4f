"""What-if: would contacts of the past have been judged otherwise under another figure? Pure; nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from arrears.gate.contracts import Case, Change, HouseRule, ParameterValue, Verdict
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.rules.compile import plan_for
from arrears.gate.rules.evaluate import Finding, judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A case under the figures in force (`before`) and under the changed one (`after`).

    `rules`: the rules whose result differs.
    """

    before: Verdict
    after: Verdict
    rules: tuple[str, ...]

    @property
    def differs(self) -> bool:
        return self.before != self.after


def compare(case: Case, house_rules: Sequence[HouseRule], change: Change) -> Compared:
    """Judge a case twice, without the search for the next permitted moment."""
    facts = Facts(case)
    before = _judged(facts, case, tuple(house_rules), ())
    after = _judged(facts, case, tuple(house_rules), (change,))
    changed = tuple(
        one.id for one, other in zip(before.results, after.results, strict=True) if one.result != other.result
    )
    return Compared(before=before.verdict, after=after.verdict, rules=changed)


def _judged(facts: Facts, case: Case, house: tuple[HouseRule, ...], changes: tuple[Change, ...]) -> Finding:
    return judge(plan_for(case.regimes, case.act.channel, case.at, house, changes), facts)


def read_value(text: str, like: ParameterValue) -> ParameterValue:
    """A figure as a person types it, of the kind that the rule has now. ValueError says that it is not.

    Whole numbers, true and false, times of day (08:00), words; lists are separated by commas.
    """
    text = text.strip()
    if isinstance(like, tuple):
        kind = like[0] if like else ""
        parts = [part.strip() for part in text.replace("，", ",").split(",") if part.strip()]
        return tuple(_scalar(part, kind) for part in parts)
    return _scalar(text, like)


def _scalar(text: str, like: int | str | bool | time) -> int | str | bool | time:
    if isinstance(like, bool):
        if text.lower() in ("true", "yes", "是"):
            return True
        if text.lower() in ("false", "no", "否"):
            return False
        raise ValueError(text)
    if isinstance(like, int):
        return int(text)
    if isinstance(like, time):
        return time.fromisoformat(text)
    if not text:
        raise ValueError(text)
    return text


def value_text(value: ParameterValue) -> str:
    """A figure as `read_value` reads it."""
    if isinstance(value, tuple):
        return ", ".join(value_text(one) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return (
        value.isoformat("minutes" if not value.second else "auto") if isinstance(value, time) else str(value)
    )
