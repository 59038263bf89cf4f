"""Read a policy from its texts. Pure: texts in, policy or ValueError out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache

from arrears.kernel.ids import stable_hash
from arrears.night.aging.rules import parse_policy
from arrears.night.allocation.rules import parse_treatments
from arrears.night.allocation.rules.policy import parse_allocation
from arrears.night.engine.contracts import Policy
from arrears.night.scoring.contracts import SCORES
from arrears.night.scoring.rules import parse_card, parse_features
from arrears.night.strategy.contracts import TICKETS, Scope
from arrears.night.strategy.rules import lines_of, parse_guards, parse_strategy

_POLICIES_KEPT = 16
"""The same texts are read for night after night, several times in each."""


def parse(texts: Mapping[str, str]) -> Policy:
    """The policy of a set of files by name: `aging`, `features`, `guards`, `card/<score>`,
    `strategy/<place>-<id>` and, where one does not hold for all, `scope/<place>-<id>` (JSON), `treatments`, and
    where a house has limits `allocation`. ValueError says which file is wrong."""
    return _parsed(tuple(sorted(texts.items())))


@lru_cache(maxsize=_POLICIES_KEPT)
def _parsed(files: tuple[tuple[str, str], ...]) -> Policy:
    texts = dict(files)
    features = parse_features(texts["features"])
    guards = parse_guards(texts["guards"], features)
    strategies = tuple(
        parse_strategy(texts[name], features, _scope(texts, name))
        for name in sorted(texts)
        if name.startswith("strategy/")
    )
    treatments = parse_treatments(texts["treatments"])
    allocation = texts.get("allocation")
    return Policy(
        texts=texts,
        hash=stable_hash(texts),
        features=features,
        aging=parse_policy(texts["aging"]),
        cards=tuple(parse_card(texts[f"card/{score}"], features) for score in SCORES),
        guards=guards,
        strategies=strategies,
        lines=lines_of(guards, strategies),
        treatments=treatments,
        allocation=parse_allocation(allocation, treatments) if allocation is not None else None,
    )


def _scope(texts: Mapping[str, str], name: str) -> Scope:
    text = texts.get(name.replace("strategy/", "scope/", 1))
    if text is None:
        return Scope()
    raw = json.loads(text)
    return Scope(
        creditor_ids=tuple(raw.get("creditor_ids", ())),
        salt=raw.get("salt"),
        first=raw.get("first", 0),
        last=raw.get("last", TICKETS - 1),
        wave_salt=raw.get("wave_salt"),
        wave_last=raw.get("wave_last", TICKETS - 1),
        experiment=raw.get("experiment"),
        arm=raw.get("arm"),
    )
