"""A small tree beside a learned card: it may see what sums of points cannot, and is read as rules.

It learns from the places of the card's own bins, so that its conditions speak the words of the card, and it is judged
by the newest rows as the card is. It is a challenger for a person to read, never a policy.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score
from sklearn.tree import DecisionTreeClassifier

from arrears.kernel.words import Words
from arrears.night.scoring.contracts import Bin, Branch, Card, Challenger
from arrears.night.scoring.rules.fitting import Columns, place_of
from arrears.night.scoring.rules.solving import Array

DEPTH = 3
LEAF_MIN = 50
_SEED = 0


def challenge(card: Card, columns: Columns, outcome: Array, newest: Array) -> Challenger:
    """Learn a tree of at most `DEPTH` questions from the older rows and judge it by the newest."""
    places = np.stack([place_of(each, columns[each.feature]) for each in card.attributes], axis=1)
    tree = DecisionTreeClassifier(max_depth=DEPTH, min_samples_leaf=LEAF_MIN, random_state=_SEED)
    tree.fit(places[~newest], outcome[~newest])
    chance = tree.predict_proba(places[newest])[:, 1]
    fresh = outcome[newest].astype(float)
    branches = sorted(_branches(tree.tree_, card, 0, ()), key=lambda each: each.share)
    return Challenger(
        auc=float(roc_auc_score(fresh, chance)),
        brier=float(((chance - fresh) ** 2).mean()),
        branches=tuple(branches),
    )


def _branches(tree: Any, card: Card, node: int, asked: tuple[Words, ...]) -> Iterator[Branch]:
    left, right = int(tree.children_left[node]), int(tree.children_right[node])
    if left == right:  # a leaf
        share = tree.value[node][0]
        yield Branch(
            conditions=asked,
            rows=int(tree.n_node_samples[node]),
            share=float(share[1] / share.sum()) if len(share) > 1 else 0.0,
        )
        return
    attribute = card.attributes[tree.feature[node]]
    cut = int(np.floor(tree.threshold[node])) + 1
    for child, bins in ((left, attribute.bins[:cut]), (right, attribute.bins[cut:])):
        yield from _branches(tree, card, child, (*asked, _said(bins)))


def _said(bins: tuple[Bin, ...]) -> Words:
    """A group of bins in the words of the card, any one of which holds."""
    return Words("；或".join(each.words.zh for each in bins), "; or ".join(each.words.en for each in bins))
