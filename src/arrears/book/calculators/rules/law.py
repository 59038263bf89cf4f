"""The figures and sources of the law, read once from `data/`; a step or a doubt is made only through here."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import resources
from typing import Any

from arrears.book.calculators.contracts.basis import Certainty, Doubt, Step
from arrears.kernel import money
from arrears.kernel.words import Words

_DATA = resources.files("arrears.book.calculators").joinpath("data")


def table(name: str) -> Mapping[str, Any]:
    """One TOML file of `data/` as a mapping."""
    return tomllib.loads(_DATA.joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule's place in the law and how surely it is known."""

    id: str
    source: str
    certainty: Certainty


RULES: Mapping[str, Rule] = {
    key: Rule(id=key, source=row["source"], certainty=Certainty(row["certainty"]))
    for key, row in table("rules").items()
}
_DOUBTS: Mapping[str, Words] = {key: Words(row["zh"], row["en"]) for key, row in table("doubts").items()}
_PARAMETERS = table("parameters")


def step(rule: str, zh: str, en: str) -> Step:
    """One step under a rule of the table; KeyError for an id that stands in no table."""
    found = RULES[rule]
    return Step(id=found.id, source=found.source, certainty=found.certainty, zh=zh, en=en)


def doubt(code: str, **values: object) -> Doubt:
    """A named doubt with its blanks filled."""
    words = _DOUBTS[code].format(**values)
    return Doubt(code=code, zh=words.zh, en=words.en)


def parameter(group: str, name: str) -> Any:
    """A raw figure of `parameters.toml`; KeyError when there is none."""
    return _PARAMETERS[group][name]


def whole(group: str, name: str) -> int:
    return int(parameter(group, name))


def percent(group: str, name: str) -> Decimal:
    return Decimal(parameter(group, name))


def day(group: str, name: str) -> date:
    return date.fromisoformat(parameter(group, name))


def yuan(text: str) -> int:
    """A text of two decimals from `data/` in minor units."""
    return money.parse(text, "CNY").minor
