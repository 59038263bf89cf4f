"""What the rule browser shows: the rules of a day with their figures, and what each missing fact means."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import cast, get_args

from arrears.gate.contracts import Absence, FactInfo, RuleInfo
from arrears.gate.packs.registry import BASE, EVERY, PACKS
from arrears.kernel.words import Words


def regimes() -> dict[str, Words]:
    """The regimes that a case may name, with their titles."""
    return {code: pack.data.title for code, pack in PACKS.items()}


def rules(regime: str, on: date) -> tuple[RuleInfo, ...]:
    """The rules of a regime in force on a day, in the order of its data; `every` for those of all regimes.

    Raises KeyError for an unknown regime.
    """
    pack = BASE if regime == EVERY else PACKS[regime]
    found = (rule.info(pack.code, on) for rule in pack.data.rules)
    return tuple(info for info in found if info is not None)


@lru_cache(maxsize=1)
def facts() -> tuple[FactInfo, ...]:
    """Every fact of a case with what its absence means."""
    text = resources.files("arrears.gate.rules").joinpath("facts.toml").read_text("utf-8")
    known = get_args(Absence)
    found = []
    for raw in tomllib.loads(text)["fact"]:
        if raw["absence"] not in known:
            raise ValueError(f"{raw['path']}: absence {raw['absence']!r}")
        found.append(
            FactInfo(
                path=raw["path"],
                absence=cast("Absence", raw["absence"]),
                words=Words(raw["zh"], raw["en"]),
            )
        )
    return tuple(found)
