"""A card that is looked up by its combination of bins gives what it gives worked out for each account."""

from __future__ import annotations

import random
from typing import Any

from ibis.expr.types import Table

from arrears.night.contracts import Feature
from arrears.night.engine.columns import counted
from arrears.night.engine.rules import parse
from arrears.night.engine.shipped import shipped_texts
from arrears.night.scoring import columns as scoring
from arrears.night.scoring.contracts import Bin
from tests.night.in_memory import Memory

POLICY = parse(shipped_texts())
ROWS = 3_000


def _some(dice: random.Random, feature: Feature, bins: list[Bin]) -> Any:
    """A value at, just below or beside a bound of a bin, or none."""
    if any(bin_.flag is not None for bin_ in bins):
        return dice.choice([True, False, None])
    words = [value for bin_ in bins for value in bin_.values]
    if words:
        return dice.choice([*words, "something else", None])
    bounds = [bin_.high for bin_ in bins if bin_.high is not None]
    return dice.choice([None, 0, *bounds, *[bound - 1 for bound in bounds], max(bounds, default=0) + 50])


def test_looked_up_and_worked_out_are_the_same() -> None:
    dice = random.Random(20261123)
    bins: dict[str, list[Bin]] = {}
    for card in POLICY.cards:
        for attribute in card.attributes:
            bins.setdefault(attribute.feature, []).extend(attribute.bins)
    kinds = {"int": "int32", "flag": "boolean", "text": "string"}
    types = {name: kinds[POLICY.features[name].type] for name in bins}
    rows = [
        {"row_no": number, **{name: _some(dice, POLICY.features[name], bins[name]) for name in bins}}
        for number in range(ROWS)
    ]

    def found(listed: bool) -> list[dict[str, Any]]:
        def score(row: Table) -> Table:
            return scoring.score(row, POLICY.cards, counted() if listed else None)

        table = {"row": ({"row_no": "int64", **types}, rows)}
        return sorted(Memory().run("score", score, table), key=lambda each: each["row_no"])

    looked_up = found(listed=True)
    assert looked_up == found(listed=False)
    assert len({row["willingness_why"] for row in looked_up}) > ROWS // 20
