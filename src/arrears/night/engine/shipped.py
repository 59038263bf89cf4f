"""The policy files that come with the house."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from arrears.night.scoring.contracts import SCORES

SHIPPED_IN_FORCE = ("card", "lease", "loan", "invoice")
"""Shipped strategies that hold for every creditor; `agency` waits until a creditor is named for it."""

SHIPPED = (*SHIPPED_IN_FORCE, "agency")
_WING = files("arrears.night")


@lru_cache
def shipped_strategy(name: str) -> str:
    """The text of a shipped strategy file."""
    return (_WING / "strategy" / "strategies" / f"{name}.toml").read_text()


def shipped_treatments() -> str:
    """The text of the shipped treatments."""
    return (_WING / "allocation" / "treatments.toml").read_text()


def shipped_texts() -> dict[str, str]:
    """The policy that holds until somebody puts another in force, as texts by name."""
    return dict(_read(SHIPPED_IN_FORCE))


@lru_cache(maxsize=2)
def _read(strategies: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The files as they came with this process."""
    texts = {
        "features": (_WING / "scoring" / "features.toml").read_text(),
        "aging": (_WING / "aging" / "aging.toml").read_text(),
        "guards": (_WING / "strategy" / "guards.toml").read_text(),
        "treatments": shipped_treatments(),
    }
    for score in SCORES:
        texts[f"card/{score}"] = (_WING / "scoring" / "cards" / f"{score}.toml").read_text()
    for place, name in enumerate(strategies):
        texts[f"strategy/5{place:02}-{name}"] = shipped_strategy(name)
    return tuple(texts.items())
