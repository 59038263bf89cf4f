"""Read and check points cards; put the reasons of a score into words.

A card file lists each attribute's bins by upper bounds, so that its ranges can neither overlap nor leave a
gap; a feature that can be null must have a bin for it.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from fractions import Fraction
from math import prod
from typing import Any

from arrears.kernel.words import Words
from arrears.night.contracts import ColumnType, Feature
from arrears.night.scoring.contracts import (
    BINS_MAX,
    POINTS_MAX,
    REASONS,
    SCORE_MAX,
    Attribute,
    Bin,
    Card,
    Leaf,
    ScoreReason,
    Tree,
)

CODE_LIMIT = BINS_MAX + 1


class CardError(ValueError):
    """A card cannot be used; the text says which attribute and why."""


def parse_card(text: str, features: Mapping[str, Feature]) -> Card:
    """A card from its file. CardError when it does not hold together."""
    raw = tomllib.loads(text)
    card = Card(
        score=raw["score"],
        version=str(raw["version"]),
        high_means=_words(raw["high_means"]),
        base=raw["base"],
        attributes=tuple(_attribute(entry, features) for entry in raw["attribute"]),
        trees=tuple(_tree(entry) for entry in raw.get("tree", ())),
    )
    check_card(card, features)
    return card


def check_card(card: Card, features: Mapping[str, Feature]) -> None:
    """Raise CardError unless the card covers every value of its features and may use them."""
    if not 0 <= card.base <= SCORE_MAX:
        raise CardError(f"{card.score}: base must be 0 to {SCORE_MAX}")
    if len(card.attributes) < REASONS:
        raise CardError(
            f"{card.score}: a card needs {REASONS} attributes, because a score has that many reasons"
        )
    if len(card.bins()) > BINS_MAX:
        raise CardError(f"{card.score}: more than {BINS_MAX} bins")
    names = [attribute.feature for attribute in card.attributes]
    if len(set(names)) != len(names):
        raise CardError(f"{card.score}: a feature stands twice")
    for attribute in card.attributes:
        where = f"{card.score}.{attribute.feature}"
        feature = features[attribute.feature]
        if not feature.scored:
            raise CardError(f"{where}: this column may not be scored")
        if (feature.unknown is not None) != any(bin_.missing for bin_ in attribute.bins):
            raise CardError(f"{where}: needs a bin for null exactly when the feature can be null")
        if any(abs(bin_.points) > POINTS_MAX for bin_ in attribute.bins):
            raise CardError(f"{where}: points beyond {POINTS_MAX}")
        _check_monotone(where, attribute)
    for number, tree in enumerate(card.trees):
        _check_tree(f"{card.score}.tree_{number}", tree, card)


def _check_tree(where: str, tree: Tree, card: Card) -> None:
    """Exactly one leaf for every row: leaves are apart, and their boxes fill the whole."""
    sizes = {attribute.feature: len(attribute.bins) for attribute in card.attributes}
    boxes = []
    for leaf in tree.leaves:
        box = dict(leaf.when)
        if len(box) != len(leaf.when) or any(
            name not in sizes or not places or set(places) - set(range(sizes[name]))
            for name, places in leaf.when
        ):
            raise CardError(f"{where}: a leaf asks for a column or bin that the card does not have")
        if abs(leaf.points) > POINTS_MAX:
            raise CardError(f"{where}: points beyond {POINTS_MAX}")
        boxes.append({name: set(box.get(name, range(size))) for name, size in sizes.items()})
    filled = sum(prod(Fraction(len(box[name]), size) for name, size in sizes.items()) for box in boxes)
    apart = all(
        any(not one[name] & other[name] for name in sizes)
        for place, one in enumerate(boxes)
        for other in boxes[:place]
    )
    if filled != 1 or not apart:
        raise CardError(f"{where}: its leaves leave a gap or overlap")


def _check_monotone(where: str, attribute: Attribute) -> None:
    points = [bin_.points for bin_ in attribute.bins if not bin_.missing]
    if attribute.monotone and points != sorted(points, reverse=attribute.monotone < 0):
        raise CardError(f"{where}: points do not move one way, as the card says they must")


def _words(entry: dict[str, str]) -> Words:
    return Words(entry["zh"], entry["en"])


def _attribute(entry: dict[str, Any], features: Mapping[str, Feature]) -> Attribute:
    name = entry["feature"]
    if name not in features:
        raise CardError(f"{name}: not a documented column")
    kind = features[name].type
    bins = [_bin(raw) for raw in entry["bin"]]
    if kind is ColumnType.INT:
        bins = _ranges(name, bins)
    elif kind is ColumnType.FLAG:
        if sorted(bin_.flag for bin_ in bins if bin_.flag is not None) != [False, True]:
            raise CardError(f"{name}: a flag needs one bin for true and one for false")
    else:
        _check_classes(name, bins, features[name])
    return Attribute(feature=name, bins=tuple(bins), monotone=entry.get("monotone", 0))


def _tree(entry: dict[str, Any]) -> Tree:
    leaves = (
        Leaf(
            points=raw["points"],
            words=_words(raw),
            when=tuple((name, tuple(places)) for name, places in raw["when"]),
        )
        for raw in entry["leaf"]
    )
    return Tree(leaves=tuple(leaves))


def _bin(raw: dict[str, Any]) -> Bin:
    return Bin(
        points=raw["points"],
        words=_words(raw),
        high=raw.get("below"),
        values=tuple(raw.get("values", ())),
        flag=raw.get("flag"),
        missing=raw.get("missing", False),
    )


def _ranges(name: str, bins: list[Bin]) -> list[Bin]:
    """Give each range the bound of the one before; the last range is open."""
    missing = [bin_ for bin_ in bins if bin_.missing]
    ranges = [bin_ for bin_ in bins if not bin_.missing]
    highs = [bin_.high for bin_ in ranges]
    closed = [high for high in highs[:-1] if high is not None]
    if not highs or highs[-1] is not None or len(closed) != len(highs) - 1 or closed != sorted(set(closed)):
        raise CardError(f"{name}: bounds must rise and only the last range is open")
    lows = [None, *closed]
    placed = [
        Bin(points=bin_.points, words=bin_.words, low=low, high=bin_.high)
        for bin_, low in zip(ranges, lows, strict=True)
    ]
    return [*missing, *placed]


def _check_classes(name: str, bins: list[Bin], feature: Feature) -> None:
    named = [value for bin_ in bins for value in bin_.values]
    if len(set(named)) != len(named) or set(named) - set(feature.values):
        raise CardError(f"{name}: a class stands twice or is not documented")
    rest = [bin_ for bin_ in bins if not bin_.values and not bin_.missing]
    if len(rest) != 1 or bins[-1] is not rest[0]:
        raise CardError(f"{name}: the last bin must take all other classes")


def reason_codes(packed: int) -> tuple[int, int, int]:
    """The places in the card of the three strongest bins, strongest first; stored counted backwards."""
    return (
        BINS_MAX - packed % CODE_LIMIT,
        BINS_MAX - packed // CODE_LIMIT % CODE_LIMIT,
        BINS_MAX - packed // CODE_LIMIT // CODE_LIMIT,
    )


def reasons_of(card: Card, packed: int) -> tuple[ScoreReason, ...]:
    """The three strongest reasons of a score, from its packed codes, strongest first."""
    bins = card.bins()
    return tuple(
        ScoreReason(feature=bins[code][0].feature, points=bins[code][1].points, words=bins[code][1].words)
        for code in reason_codes(packed)
    )


def write_card(card: Card) -> str:
    """A card as its file; `parse_card` reads it back as it was."""
    lines = [
        f"score = {json.dumps(card.score)}",
        f"version = {json.dumps(card.version)}",
        f"high_means = {{ {_said(card.high_means)} }}",
        f"base = {card.base}",
    ]
    for attribute in card.attributes:
        lines += ["", "[[attribute]]", f"feature = {json.dumps(attribute.feature)}"]
        if attribute.monotone:
            lines.append(f"monotone = {attribute.monotone}")
        lines += ["bin = [", *(f"  {{ {_bin_text(bin_)} }}," for bin_ in attribute.bins), "]"]
    for tree in card.trees:
        lines += ["", "[[tree]]", "leaf = [", *(f"  {{ {_leaf_text(leaf)} }}," for leaf in tree.leaves), "]"]
    return "\n".join(lines) + "\n"


def _said(words: Words) -> str:
    return f"zh = {json.dumps(words.zh, ensure_ascii=False)}, en = {json.dumps(words.en, ensure_ascii=False)}"


def _leaf_text(leaf: Leaf) -> str:
    return f"when = {json.dumps(leaf.when)}, points = {leaf.points}, {_said(leaf.words)}"


def _bin_text(bin_: Bin) -> str:
    if bin_.missing:
        place = "missing = true, "
    elif bin_.flag is not None:
        place = f"flag = {str(bin_.flag).lower()}, "
    elif bin_.values:
        place = f"values = {json.dumps(list(bin_.values))}, "
    else:
        place = "" if bin_.high is None else f"below = {bin_.high}, "
    return f"{place}points = {bin_.points}, {_said(bin_.words)}"
