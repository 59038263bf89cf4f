"""Points cards as columns: the score and its three strongest reasons, in whole numbers.

Each bin becomes one key: strength (absolute points) first, then its points, then its place in the card,
counted backwards. The sum of the points gives the score; the three largest keys are the reasons. Equal
strength: gains before losses, then the earlier bin of the card, so the order never depends on the engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from math import prod
from operator import add, and_
from typing import Any

import ibis
from ibis.expr.types import Table

from arrears.night.scoring.contracts import BINS_MAX, POINTS_MAX, SCORE_MAX, Attribute, Bin, Card, Tree

_CODE_BITS = 10
_POINTS_BITS = 8
CODE_LIMIT = 1 << _CODE_BITS
_POINTS_MASK = ((1 << _POINTS_BITS) - 1) << _CODE_BITS
PLACES_MAX = 1 << 16
"""A card with more combinations of bins is worked out for each account."""


def bin_key(code: int, points: int) -> int:
    """The key of a bin: what sorts it among the reasons of its score, and its points."""
    strength = abs(points) << (_POINTS_BITS + _CODE_BITS)
    return strength | (points + POINTS_MAX) << _CODE_BITS | (BINS_MAX - code)


def _fits(column: Any, bin_: Bin) -> Any:
    """Whether a value lies in a bin, for a value that fits no bin before it. Null fits the bin of null alone,
    which stands first."""
    if bin_.missing:
        return column.isnull()
    if bin_.flag is not None:
        return column if bin_.flag else ~column
    if bin_.values:
        return column.isin(list(bin_.values))
    return column < bin_.high


def _keys(table: Table, attribute: Attribute, first_code: int) -> Any:
    """The key of the bin that fits."""
    found = [bin_key(first_code + place, bin_.points) for place, bin_ in enumerate(attribute.bins)]
    return _by_bin(table, attribute, found).cast("int32")


def _by_bin(table: Table, attribute: Attribute, results: Sequence[int]) -> Any:
    """The result of the bin that fits. Bins cover every value, so the last one is the rest."""
    placed = list(zip(attribute.bins, results, strict=True))
    placed.sort(key=lambda found: not found[0].missing)
    *early, (_, rest) = placed
    column = table[attribute.feature]
    return _first_of([(_fits(column, bin_), result) for bin_, result in early], rest)


def _leaf_key(table: Table, card: Card, tree: Tree, first_code: int) -> Any:
    """The key of the leaf that holds; exactly one does, so the last one is the rest."""
    places = {each.feature: place for place, each in enumerate(card.attributes)}
    held = []
    for place, leaf in enumerate(tree.leaves):
        asked = [table[f"{card.score}_p{places[name]}"].isin(list(bins)) for name, bins in leaf.when]
        held.append((reduce(and_, asked, ibis.literal(True)), bin_key(first_code + place, leaf.points)))
    *early, (_, rest) = held
    return _first_of(early, rest).cast("int32")


def _first_of(early: Sequence[tuple[Any, int]], rest: int) -> Any:
    """The result of the first condition that holds; a column whose values all lie in one bin asks for none."""
    return ibis.cases(*early, else_=rest) if early else ibis.literal(rest)


def reasons_name(score: str) -> str:
    """The column that holds the three reason codes of a score, ten bits each, strongest first."""
    return f"{score}_why"


def keys(table: Table, cards: tuple[Card, ...]) -> Table:
    """Add one key column per card attribute, and one per tree of a card that has trees."""
    columns: dict[str, Any] = {}
    for card in cards:
        code = 0
        for place, attribute in enumerate(card.attributes):
            columns[f"{card.score}_k{place}"] = _keys(table, attribute, code)
            if card.trees:
                columns[f"{card.score}_p{place}"] = _by_bin(table, attribute, range(len(attribute.bins)))
            code += len(attribute.bins)
    return _grown(table.mutate(**columns), cards)


def _grown(keyed: Table, cards: tuple[Card, ...]) -> Table:
    grown: dict[str, Any] = {}
    for card in cards:
        code = sum(len(attribute.bins) for attribute in card.attributes)
        for number, tree in enumerate(card.trees):
            grown[f"{card.score}_k{len(card.attributes) + number}"] = _leaf_key(keyed, card, tree, code)
            code += len(tree.leaves)
    return keyed.mutate(**grown) if grown else keyed


def _first(table: Table, card: Card) -> list[Any]:
    return [table[f"{card.score}_k{place}"] for place in range(len(card.attributes) + len(card.trees))]


def _below(found: list[Any], bound: Any) -> Any:
    return ibis.greatest(*[ibis.ifelse(key < bound, key, 0) for key in found])


def score(table: Table, cards: tuple[Card, ...], counted: Table | None = None) -> Table:
    """Add `<score>` (0 to 100) and `<score>_why` for each card; other columns stay as they were.

    `counted`: a table of the numbers from 0 to `PLACES_MAX` (`place`). With it a card is worked out once for each
    combination of its bins, and an account looks up its own; the result is the same.
    """
    listed = tuple(card for card in cards if counted is not None and _places(card) <= PLACES_MAX)
    alone = tuple(card for card in cards if card not in listed)
    found = _worked_out(table, alone) if alone else table
    if counted is None or not listed:
        return found
    placed = found.mutate(**{f"{card.score}_at": _place(found, card) for card in listed})
    for card in listed:
        place = f"{card.score}_place"
        placed = placed.left_join(
            _listed(counted, card).rename({place: "place"}), [(f"{card.score}_at", place)]
        )
    added = [name for card in cards for name in (card.score, reasons_name(card.score))]
    return placed.select(*table.columns, *added)


def _places(card: Card) -> int:
    """How many combinations of bins a card has."""
    return prod(len(attribute.bins) for attribute in card.attributes)


def _radices(card: Card) -> list[int]:
    sizes = [len(attribute.bins) for attribute in card.attributes]
    return [prod(sizes[:place]) for place in range(len(sizes))]


def _place(table: Table, card: Card) -> Any:
    """The number of the combination of bins that fits."""
    parts = [
        _by_bin(table, attribute, [radix * bin_ for bin_ in range(len(attribute.bins))])
        for attribute, radix in zip(card.attributes, _radices(card), strict=True)
    ]
    return reduce(add, parts).cast("int32")


def _listed(counted: Table, card: Card) -> Table:
    """Every combination of a card's bins (`place`) with its score and reasons."""
    table = counted.filter(counted.place < _places(card))
    columns: dict[str, Any] = {}
    code = 0
    for number, (attribute, radix) in enumerate(zip(card.attributes, _radices(card), strict=True)):
        found = [bin_key(code + at, bin_.points) for at, bin_ in enumerate(attribute.bins)]
        digit = (table.place // radix) % len(found)
        *early, rest = found
        key = _first_of([(digit == at, each) for at, each in enumerate(early)], rest)
        columns[f"{card.score}_k{number}"] = key.cast("int32")
        if card.trees:
            columns[f"{card.score}_p{number}"] = digit
        code += len(found)
    keyed = _grown(table.mutate(**columns), (card,))
    return _summed(table, keyed, (card,))


def _worked_out(table: Table, cards: tuple[Card, ...]) -> Table:
    return _summed(table, keys(table, cards), cards)


def _summed(table: Table, keyed: Table, cards: tuple[Card, ...]) -> Table:
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
    points = sum((key & _POINTS_MASK for key in found[1:]), found[0] & _POINTS_MASK)
    total = points // CODE_LIMIT + (card.base - POINTS_MAX * len(found))
    return ibis.greatest(ibis.least(total, SCORE_MAX), 0).cast("int16")


def _pack(table: Table, score_name: str) -> Any:
    first, second, third = (table[f"{score_name}_r{place}"] & (CODE_LIMIT - 1) for place in (1, 2, 3))
    return (first + second * CODE_LIMIT + third * (CODE_LIMIT * CODE_LIMIT)).cast("int32")
