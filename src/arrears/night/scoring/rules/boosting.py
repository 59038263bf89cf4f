"""A card learned by boosting steps of single columns, exported as points.

Trees of one question each add up to one curve for each column (an explainable boosting machine without pairs: Lou,
Caruana and Gehrke 2012; Nori et al. 2019), so what was learned can be read off column by column and written as a card.
The curve of a column keeps the direction that theory gives it (`directions.toml`), and is drawn with at most `RANGES`
ranges. A first pass over all columns chooses; the second learns from the chosen ones alone, so that nothing is lost
with those that are left out. Columns of money are not used: amounts of two currencies are never compared.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

from arrears.night.contracts import ColumnType, Feature
from arrears.night.scoring.contracts import REASONS, Attribute, Bin, Card
from arrears.night.scoring.rules.fitting import Columns, as_card, place_of
from arrears.night.scoring.rules.naming import flag_words, missing_words, range_words
from arrears.night.scoring.rules.solving import Array

RANGES = 6
ATTRIBUTES = 8
_ROUNDS = 250
_GRID = 128
_LEAF_LEAST = 50
_ROWS_LEAST = 0.02
_SEED = 0
_DIGITS_MAX = 12


@dataclass(frozen=True, slots=True)
class _Curve:
    """What a column adds (in log-odds) at the start of each of its ranges; `missing`: where it is null, None when it
    never is. `many`: older rows in each range."""

    cuts: tuple[int, ...]
    adds: Array
    many: Array
    missing: float | None
    missing_many: int

    @property
    def spread(self) -> float:
        """How much the column moves the sum, over the rows: a variance."""
        adds = np.append(self.adds, 0.0 if self.missing is None else self.missing)
        many = np.append(self.many, 0 if self.missing is None else self.missing_many).astype(float)
        mean = (adds * many).sum() / many.sum()
        return float((many * (adds - mean) ** 2).sum() / many.sum())


@cache
def directions() -> Mapping[str, Mapping[str, int]]:
    """The directions that theory gives, by score and column."""
    text = (files("arrears.night.scoring") / "directions.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def candidates(card: Card, features: Mapping[str, Feature]) -> tuple[str, ...]:
    """The columns that a learned card of this score may use: documented, not barred from cards, not of money. A class
    is used where the card in force groups its values, since a card must say each group in words."""
    grouped = {each.feature for each in card.attributes}
    return tuple(
        name
        for name, feature in features.items()
        if feature.scored
        and feature.unit != "minor"
        and (feature.type is not ColumnType.TEXT or name in grouped)
    )


def boost_card(
    card: Card, features: Mapping[str, Feature], columns: Columns, outcome: Array, version: str
) -> Card:
    """Learn a card from rows (n,) with an outcome (n,) bool, all of them older ones; `card` is the one in force."""
    names = [
        name
        for name in candidates(card, features)
        if name in columns and len(_values(_encoded(card, features[name], columns[name]))) > 1
    ]
    held = [each.feature for each in card.attributes if each.feature not in names and each.feature in columns]
    names += held[: max(0, REASONS - len(names))]
    first = _curves(card, [features[name] for name in names], columns, outcome)
    ranked = sorted(names, key=lambda name: (-first[name].spread, name))
    chosen = [name for name in ranked if first[name].spread > 0][:ATTRIBUTES]
    chosen += [name for name in ranked if name not in chosen][: max(0, REASONS - len(chosen))]
    curves = _curves(card, [features[name] for name in chosen], columns, outcome)
    attributes = tuple(_attribute(card, features[name], curves[name]) for name in chosen)
    empty = replace(card, attributes=attributes)
    weights = [_weights(attribute, curves[attribute.feature]) for attribute in attributes]
    places = np.stack([place_of(each, columns[each.feature]) for each in attributes])
    return _tidy(as_card(empty, weights, places, version), features)


def _tidy(card: Card, features: Mapping[str, Feature]) -> Card:
    """Neighbouring ranges of the same points as one, and no column that gives no points, while reasons are enough."""
    attributes = [_joined(each, features[each.feature]) for each in card.attributes]
    telling = [each for each in attributes if any(bin_.points for bin_ in each.bins)]
    silent = [each for each in attributes if each not in telling]
    return replace(card, attributes=(*telling, *silent[: max(0, REASONS - len(telling))]))


def _joined(attribute: Attribute, feature: Feature) -> Attribute:
    if feature.type is not ColumnType.INT:
        return attribute
    bins: list[Bin] = []
    for bin_ in attribute.bins:
        last = bins[-1] if bins else None
        if last is not None and not last.missing and last.points == bin_.points:
            words = range_words(feature, last.low, bin_.high)
            bins[-1] = replace(last, high=bin_.high, words=words)
        else:
            bins.append(bin_)
    return replace(attribute, bins=tuple(bins))


def direction(card: Card, feature: str) -> int:
    """Which way a score must move with a column."""
    own = next((each.monotone for each in card.attributes if each.feature == feature), 0)
    return own or directions().get(card.score, {}).get(feature, 0)


def _encoded(card: Card, feature: Feature, values: Array) -> Array:
    """A column as numbers: classes by the group of the card in force; null is NaN except in such a group."""
    if feature.type is ColumnType.TEXT:
        grouped = next(each for each in card.attributes if each.feature == feature.name)
        return place_of(grouped, values).astype(float)
    if feature.type is ColumnType.FLAG:
        return np.array([np.nan if value is None else float(value) for value in values])
    return values.astype(float)


def _values(encoded: Array) -> Array:
    return np.unique(encoded)  # one NaN at most, last


def _curves(card: Card, chosen: Sequence[Feature], columns: Columns, outcome: Array) -> dict[str, _Curve]:
    """Learn the steps and read off what each column adds."""
    table = np.stack([_encoded(card, each, columns[each.name]) for each in chosen], axis=1)
    grouped = [each.type is ColumnType.TEXT for each in chosen]
    moves = [0 if each.type is ColumnType.TEXT else direction(card, each.name) for each in chosen]
    model = HistGradientBoostingClassifier(
        max_leaf_nodes=2,  # one question: the sum has no pairs
        max_iter=_ROUNDS,
        learning_rate=0.1,
        l2_regularization=5.0,
        min_samples_leaf=max(_LEAF_LEAST, int(len(outcome) * _ROWS_LEAST / 2)),
        monotonic_cst=moves,
        categorical_features=grouped,
        early_stopping=True,
        validation_fraction=0.2,
        n_iter_no_change=15,
        random_state=_SEED,
    )
    with threadpool_limits(limits=1):  # a second thread only waits on tables of this size
        model.fit(table, outcome)
        return {each.name: _read(model, table, at, each) for at, each in enumerate(chosen)}


def _read(model: HistGradientBoostingClassifier, table: Array, at: int, feature: Feature) -> _Curve:
    """The curve of one column: since the sum has no pairs, the others may stand anywhere while it moves."""
    values = _values(table[:, at])
    known = values[~np.isnan(values)]
    if len(known) > _GRID:
        known = np.unique(np.quantile(known, np.linspace(0, 1, _GRID), method="lower"))
    asked = np.repeat(table[:1], len(known) + 1, axis=0)
    asked[:-1, at] = known
    asked[-1, at] = np.nan
    adds = model.decision_function(asked)
    null = np.isnan(table[:, at])
    place = np.clip(np.searchsorted(known, table[~null, at], side="right") - 1, 0, max(len(known) - 1, 0))
    many = np.bincount(place, minlength=len(known))
    middle = float((adds[:-1] * many).sum() / max(many.sum(), 1))
    missing = float(adds[-1]) - middle if feature.unknown is not None else None
    if missing is not None and not null.any():
        missing = 0.0  # never seen: neither for nor against
    curve = adds[:-1] - middle
    if feature.type is ColumnType.INT:
        known, curve, many = _merged(known, curve, many)
    return _Curve(tuple(int(each) for each in known), curve, many, missing, int(null.sum()))


def _merged(known: Array, adds: Array, many: Array) -> tuple[Array, Array, Array]:
    """At most `RANGES` ranges, none of them rare: neighbours that differ least are taken together first."""
    starts, lows = [float(each) for each in known], [float(each) for each in known]
    level, weight = [float(each) for each in adds], [float(each) for each in many]
    least = _ROWS_LEAST * sum(weight)
    while len(level) > 1:
        cost = [
            one * two / max(one + two, 1.0) * (here - there) ** 2
            for (one, two), (here, there) in zip(pairwise(weight), pairwise(level), strict=True)
        ]
        rare = [min(one, two) < least for one, two in pairwise(weight)]
        order = min(range(len(cost)), key=lambda place: (not rare[place], cost[place]))
        if not rare[order] and len(level) <= RANGES and cost[order] > 0:
            break
        both = weight[order] + weight[order + 1]
        level[order] = (
            (level[order] * weight[order] + level[order + 1] * weight[order + 1]) / both
            if both
            else level[order]
        )
        weight[order] = both
        del level[order + 1], weight[order + 1], starts[order + 1]
    seen = np.array(lows)
    cuts = [starts[0], *(_roundest(float(seen[seen < start].max()), start) for start in starts[1:])]
    return np.array(cuts), np.array(level), np.array(weight)


def _roundest(below: float, upto: float) -> float:
    """The whole number above `below` and not above `upto` that is easiest to read."""
    for digits in range(_DIGITS_MAX, -1, -1):
        unit = 10**digits
        found = int(upto) // unit * unit
        if below < found <= upto:
            return float(found)
    return upto


def _attribute(card: Card, feature: Feature, curve: _Curve) -> Attribute:
    """The bins of a column, in words, without points yet."""
    if feature.type is ColumnType.TEXT:
        return next(each for each in card.attributes if each.feature == feature.name)
    missing = [Bin(points=0, words=missing_words(feature), missing=True)] if feature.unknown else []
    if feature.type is ColumnType.FLAG:
        flags = [Bin(points=0, words=flag_words(feature, flag), flag=flag) for flag in (False, True)]
        return Attribute(
            feature=feature.name, bins=(*missing, *flags), monotone=direction(card, feature.name)
        )
    inner = list(curve.cuts[1:])
    ranges = [
        Bin(points=0, words=range_words(feature, low, high), low=low, high=high)
        for low, high in zip([None, *inner], [*inner, None], strict=True)
    ]
    return Attribute(feature=feature.name, bins=(*missing, *ranges), monotone=direction(card, feature.name))


def _weights(attribute: Attribute, curve: _Curve) -> Array:
    """What each bin adds. A group or flag that was never seen adds nothing."""
    found = np.zeros(len(attribute.bins))
    by_value = dict(zip(curve.cuts, curve.adds, strict=True))
    ranged = 0
    for at, bin_ in enumerate(attribute.bins):
        if attribute.bins[at].flag is not None:
            found[at] = by_value.get(int(bool(bin_.flag)), 0.0)
        elif _classes(attribute):
            found[at] = by_value.get(at, 0.0)
        elif bin_.missing:
            found[at] = curve.missing or 0.0
        else:
            found[at] = curve.adds[ranged]
            ranged += 1
    return found


def _classes(attribute: Attribute) -> bool:
    return any(bin_.values for bin_ in attribute.bins)
