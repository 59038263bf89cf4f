"""Boosted trees of a few questions, exported so that the night can score by them: the challenger of the cards.

The questions are asked of the bins of a card, so each leaf is said in that card's words; a leaf's points stand beside
the points of bins, and its sentence among the reasons. Trees see what sums of single columns cannot. They are harder to
read: `worth.barred` says when they may be put in force.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier

from arrears.kernel.words import Words
from arrears.night.scoring.contracts import POINTS_MAX, SCORE_MAX, Attribute, Bin, Card, Leaf, Tree
from arrears.night.scoring.rules.fitting import Columns, place_of, scale_of
from arrears.night.scoring.rules.solving import Array

TREES = 12
DEPTH = 3
_RATE = 0.3
_LEAF_LEAST = 50
_SEED = 0


def fit_trees(card: Card, columns: Columns, outcome: Array, version: str) -> Card:
    """A card of trees from rows (n,) with an outcome (n,) bool; its columns are those of `card`, which give no points
    of their own."""
    places = np.stack([place_of(each, columns[each.feature]) for each in card.attributes], axis=1)
    model = GradientBoostingClassifier(
        n_estimators=TREES,
        max_depth=DEPTH,
        learning_rate=_RATE,
        min_samples_leaf=_LEAF_LEAST,
        random_state=_SEED,
    )
    model.fit(places, outcome)
    grown = [model.estimators_[number, 0].tree_ for number in range(TREES)]
    leaves = [tree.apply(places.astype(np.float32)) for tree in grown]
    adds = [np.asarray(tree.value[:, 0, 0]) * _RATE for tree in grown]
    total = np.asarray(sum(add[leaf] for add, leaf in zip(adds, leaves, strict=True)))
    scale = scale_of(adds, total)
    silent = tuple(
        replace(each, monotone=0, bins=tuple(replace(bin_, points=0) for bin_ in each.bins))
        for each in card.attributes
    )
    trees = tuple(
        Tree(leaves=tuple(_leaves(tree, card, add * scale)))
        for tree, add in zip(grown, adds, strict=True)
        if tree.node_count > 1
    )
    base = int(np.clip(round(SCORE_MAX / 2 - float(np.median(total)) * scale), 0, SCORE_MAX))
    return replace(card, version=version, base=base, attributes=silent, trees=trees)


def _leaves(tree: Any, card: Card, points: Array) -> Iterator[Leaf]:
    """The leaves of a tree, each with the bins that lead to it."""
    everything = {number: frozenset(range(len(each.bins))) for number, each in enumerate(card.attributes)}
    stack = [(0, everything)]
    while stack:
        node, allowed = stack.pop()
        left, right = int(tree.children_left[node]), int(tree.children_right[node])
        if left == right:
            when = tuple(
                (card.attributes[number].feature, tuple(sorted(bins)))
                for number, bins in sorted(allowed.items())
                if len(bins) < len(card.attributes[number].bins)
            )
            found = int(np.clip(round(float(points[node])), -POINTS_MAX, POINTS_MAX))
            yield Leaf(points=found, words=_said(card, when), when=when)
            continue
        asked = int(tree.feature[node])
        lower = frozenset(place for place in allowed[asked] if place <= tree.threshold[node])
        stack += [(right, {**allowed, asked: allowed[asked] - lower}), (left, {**allowed, asked: lower})]


def _said(card: Card, when: tuple[tuple[str, tuple[int, ...]], ...]) -> Words:
    by_name: dict[str, Attribute] = {each.feature: each for each in card.attributes}
    said = [_group(by_name[name], places) for name, places in when]
    return Words("；且".join(each.zh for each in said), "; and ".join(each.en for each in said))


def _group(attribute: Attribute, places: tuple[int, ...]) -> Words:
    """Some bins of a column; where they are most of them, it is shorter to say which they are not."""
    rest = [bin_ for place, bin_ in enumerate(attribute.bins) if place not in places]
    if len(rest) < len(places):
        other = _any(rest)
        return Words(f"非（{other.zh}）", f"not ({other.en})")
    return _any([attribute.bins[place] for place in places])


def _any(bins: list[Bin]) -> Words:
    return Words(
        "或".join(dict.fromkeys(each.words.zh for each in bins)),
        " or ".join(dict.fromkeys(each.words.en for each in bins)),
    )
