"""Points cards as columns: the score and its three strongest reasons, in whole numbers.

Each bin becomes one key: strength (absolute points), then the bin's place in the card, then its points.
The sum of the points gives the score; the three largest keys are the reasons. Equal strength: the earlier
attribute of the card comes first, so the order never depends on the engine.
"""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr.types import Table

from arrears.night.scoring.contracts import BINS_MAX, POINTS_MAX, SCORE_MAX, Attribute, Bin, Card

_POINTS_BITS = 8
_CODE_BITS = 10
CODE_LIMIT = 1 << _CODE_BITS


def bin_key(code: int, points: int) -> int:
    """The key of a bin: what sorts it among the reasons of its score, and its points."""
    strength = abs(points) << (_POINTS_BITS + _CODE_BITS)
    return strength | (BINS_MAX - code) << _POINTS_BITS | (points + POINTS_MAX)


def fits(column: Any, bin_: Bin) -> Any:
    """Whether a value lies in a bin; never null."""
    if bin_.missing:
        return column.isnull()
    if bin_.flag is not None:
        condition = column if bin_.flag else ~column
    elif bin_.values:
        condition = column.isin(list(bin_.values))
    else:
        condition = column.notnull()
        if bin_.low is not None:
            condition = condition & (column >= bin_.low)
        if bin_.high is not None:
            condition = condition & (column < bin_.high)
    return condition


def _keys(table: Table, attribute: Attribute, first_code: int) -> Any:
    *early, last = [
        (fits(table[attribute.feature], bin_), bin_key(first_code + place, bin_.points))
        for place, bin_ in enumerate(attribute.bins)
    ]
    return ibis.cases(*early, else_=last[1]).cast("int32") if early else ibis.literal(last[1]).cast("int32")


def reasons_name(score: str) -> str:
    """The column that holds the three reason codes of a score, ten bits each, strongest first."""
    return f"{score}_why"


def keys(table: Table, cards: tuple[Card, ...]) -> Table:
    """Add one key column per card attribute. A bin table covers every value, so the last bin is the rest."""
    columns: dict[str, Any] = {}
    for card in cards:
        code = 0
        for place, attribute in enumerate(card.attributes):
            columns[f"{card.score}_k{place}"] = _keys(table, attribute, code)
            code += len(attribute.bins)
    return table.mutate(**columns)


def _first(table: Table, card: Card) -> list[Any]:
    return [table[f"{card.score}_k{place}"] for place in range(len(card.attributes))]


def _below(found: list[Any], bound: Any) -> Any:
    return ibis.greatest(*[ibis.ifelse(key < bound, key, 0) for key in found])


def score(table: Table, cards: tuple[Card, ...]) -> Table:
    """Add `<score>` (0 to 100) and `<score>_why` for each card; other columns stay as they were."""
    keyed = keys(table, cards)
    strongest = keyed.mutate(**{f"{c.score}_r1": ibis.greatest(*_first(keyed, c)) for c in cards})
    second = strongest.mutate(
        **{f"{c.score}_r2": _below(_first(strongest, c), strongest[f"{c.score}_r1"]) for c in cards}
    )
    third = second.mutate(
        **{f"{c.score}_r3": _below(_first(second, c), second[f"{c.score}_r2"]) for c in cards}
    )
    results: dict[str, Any] = {name: third[name] for name in table.columns}
    for card in cards:
        results[card.score] = _total(third, card)
        results[reasons_name(card.score)] = _pack(third, card.score)
    return third.select(**results)


def _total(table: Table, card: Card) -> Any:
    found = _first(table, card)
    mask = (1 << _POINTS_BITS) - 1
    points = sum((key & mask for key in found[1:]), found[0] & mask)
    total = points + (card.base - POINTS_MAX * len(found))
    return ibis.greatest(ibis.least(total, SCORE_MAX), 0).cast("int16")


def _pack(table: Table, score_name: str) -> Any:
    codes = [_code(table[f"{score_name}_r{place}"]) for place in (1, 2, 3)]
    return (codes[0] + codes[1] * CODE_LIMIT + codes[2] * CODE_LIMIT * CODE_LIMIT).cast("int32")


def _code(key: Any) -> Any:
    return BINS_MAX - ((key // (1 << _POINTS_BITS)) % CODE_LIMIT)
