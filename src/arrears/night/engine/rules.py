"""Read a policy from its texts. Pure: texts in, policy or ValueError out."""

from __future__ import annotations

from collections.abc import Mapping

from arrears.kernel.ids import stable_hash
from arrears.night.aging.rules import parse_policy
from arrears.night.engine.contracts import Policy
from arrears.night.scoring.contracts import SCORES
from arrears.night.scoring.rules import parse_card, parse_features
from arrears.night.strategy.rules import lines_of, parse_guards, parse_strategy


def parse(texts: Mapping[str, str]) -> Policy:
    """The policy of a set of files by name: `aging`, `features`, `guards`, `card/<score>`,
    `strategy/<place>-<id>`. ValueError says which file is wrong."""
    features = parse_features(texts["features"])
    guards = parse_guards(texts["guards"], features)
    strategies = tuple(
        parse_strategy(texts[name], features) for name in sorted(texts) if name.startswith("strategy/")
    )
    return Policy(
        texts=dict(texts),
        hash=stable_hash(dict(texts)),
        features=features,
        aging=parse_policy(texts["aging"]),
        cards=tuple(parse_card(texts[f"card/{score}"], features) for score in SCORES),
        guards=guards,
        strategies=strategies,
        lines=lines_of(guards, strategies),
    )
