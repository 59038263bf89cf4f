"""A card learned from what happened: points for the bins of a card, monotone where the card says so.

The bins, their words and their directions stay those of the card it begins with; the points are a logistic
regression on bins, held to the directions by isotonic steps. Rows are judged out of time: the newest are
kept out of the fit and the model card speaks of them alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sklearn.isotonic import isotonic_regression
from sklearn.metrics import roc_auc_score, roc_curve

from arrears.kernel.words import Words
from arrears.night.scoring.contracts import POINTS_MAX, SCORE_MAX, Attribute, Bin, Card, ModelCard
from arrears.night.scoring.rules.solving import Array, solve

Columns = Mapping[str, Array]
"""Feature columns by name: numbers as float with NaN for null, flags as bool, classes as object with None."""

ROWS_MIN = 500
EVENTS_MIN = 50
_CURVE = 10


class TooLittle(ValueError):
    """Too few rows or outcomes to learn from; `words` say how many there are and how many it takes."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


@dataclass(frozen=True, slots=True)
class Fitted:
    """The learned card and what is known of it."""

    card: Card
    model: ModelCard


def fit_card(card: Card, columns: Columns, outcome: Array, newest: Array, version: str) -> Fitted:
    """Learn the points of a card from rows with an outcome (n,) bool; `newest` (n,) bool marks the rows that are
    kept out for the judgement. TooLittle under 500 rows or 50 outcomes of a kind on either side."""
    enough(outcome[~newest], Words("用于学习", "to learn from"))
    enough(outcome[newest], Words("用于检验", "to judge by"))
    places = np.stack([place_of(each, columns[each.feature]) for each in card.attributes])
    found = solve(card, places[:, ~newest], outcome[~newest].astype(float)).weights
    learned = as_card(card, found, places[:, ~newest], version)
    return Fitted(learned, judge(learned, card, places, outcome, newest))


def enough(outcome: Array, purpose: Words) -> None:
    """Raise TooLittle where these outcomes are too few for the purpose."""
    rows, events = len(outcome), int(outcome.sum())
    if rows < ROWS_MIN or min(events, rows - events) < EVENTS_MIN:
        raise TooLittle(
            Words(
                f"{purpose.zh}的有{rows}行、其中{events}个结果，至少需要{ROWS_MIN}行、有无结果各{EVENTS_MIN}个",
                f"{rows} rows with {events} outcomes {purpose.en}; it takes {ROWS_MIN} rows, "
                f"{EVENTS_MIN} with the outcome and {EVENTS_MIN} without",
            )
        )


def place_of(attribute: Attribute, values: Array) -> Array:
    """The place of the bin that takes each value (n,), as the night's expression places it."""
    found = np.full(len(values), len(attribute.bins) - 1)
    open_ = np.ones(len(values), dtype=bool)
    null = np.array([value is None or value != value for value in values], dtype=bool)
    order = sorted(range(len(attribute.bins)), key=lambda at: not attribute.bins[at].missing)
    for at in order:
        fits = open_ & _fits(attribute.bins[at], values, null)
        found[fits] = at
        open_ &= ~fits
    return found


def _fits(bin_: Bin, values: Array, null: Array) -> Array:
    if bin_.missing:
        return null
    if bin_.flag is not None:
        return np.asarray(values == bin_.flag) & ~null
    if bin_.values:
        return np.isin(values, list(bin_.values)) & ~null
    if bin_.high is None:
        return ~null
    return np.where(null, np.inf, values).astype(float) < bin_.high


def as_card(card: Card, weights: list[Array], places: Array, version: str) -> Card:
    """Whole points: the span between rare lows and rare highs takes 90 of the 100 points."""
    total = np.asarray(sum(each[at] for each, at in zip(weights, places, strict=True)))
    scale = scale_of(weights, total)
    middle = float(np.median(total))
    attributes = tuple(
        replace(
            attribute,
            bins=tuple(
                replace(bin_, points=round(float(weight) * scale))
                for bin_, weight in zip(attribute.bins, found, strict=True)
            ),
        )
        for attribute, found in zip(card.attributes, weights, strict=True)
    )
    base = int(np.clip(round(SCORE_MAX / 2 - middle * scale), 0, SCORE_MAX))
    return replace(card, version=version, base=base, attributes=attributes)


def scale_of(weights: Sequence[Array], total: Array) -> float:
    """Points for one unit of log-odds."""
    low, high = np.quantile(total, [0.01, 0.99])
    largest = max(float(np.abs(each).max()) for each in weights)
    return float(min(90.0 / max(high - low, 1e-9), POINTS_MAX / max(largest, 1e-9)))


def score_of(card: Card, places: Array) -> Array:
    """Scores 0 to 100 from the places of bins (A, n)."""
    points = [
        np.array([bin_.points for bin_ in each.bins])[at]
        for each, at in zip(card.attributes, places, strict=True)
    ]
    for tree, leaf in zip(card.trees, leaf_places(card, places), strict=True):
        points.append(np.array([each.points for each in tree.leaves])[leaf])
    return np.asarray(np.clip(card.base + np.sum(points, axis=0), 0, SCORE_MAX))


def leaf_places(card: Card, places: Array) -> Array:
    """Which leaf of each tree holds for rows, from the places of their bins (A, n): (T, n)."""
    at = {each.feature: number for number, each in enumerate(card.attributes)}
    found = np.zeros((len(card.trees), places.shape[1]), dtype=int)
    for number, tree in enumerate(card.trees):
        for place, leaf in enumerate(tree.leaves):
            holds = np.ones(places.shape[1], dtype=bool)
            for name, bins in leaf.when:
                holds &= np.isin(places[at[name]], bins)
            found[number, holds] = place
    return found


def judge(
    card: Card,
    in_force: Card,
    places: Array,
    outcome: Array,
    newest: Array,
    places_in_force: Array | None = None,
) -> ModelCard:
    """What the newest rows say of a card, beside the card in force. Chances are read from the older rows.

    `places_in_force`: the bins of the card in force, where they are others than those of the card."""
    score = score_of(card, places)
    other = score_of(in_force, places if places_in_force is None else places_in_force)
    fresh, old = outcome[newest].astype(float), outcome[~newest].astype(float)
    chance = foretold(score, outcome, newest)
    wrong, right, _ = roc_curve(fresh, score[newest])
    auc = float(roc_auc_score(fresh, score[newest]))
    tenths = np.array_split(np.argsort(chance, kind="stable"), _CURVE)
    return ModelCard(
        score=card.score,
        version=card.version,
        rows=len(old),
        rows_judged=len(fresh),
        outcome_share=float(fresh.mean()),
        auc=auc,
        gini=2 * auc - 1,
        ks=float((right - wrong).max()),
        brier=float(((chance - fresh) ** 2).mean()),
        calibration=tuple((float(chance[at].mean()), float(fresh[at].mean())) for at in tenths if len(at)),
        psi={
            attribute.feature: psi(places[number, ~newest], places[number, newest], len(attribute.bins))
            for number, attribute in enumerate(card.attributes)
        },
        auc_in_force=float(roc_auc_score(fresh, other[newest])),
    )


def judged_card(card: Card, in_force: Card, columns: Columns, outcome: Array, newest: Array) -> ModelCard:
    """The same for cards that look at different columns."""
    of_card, of_other = (
        np.stack([place_of(each, columns[each.feature]) for each in found.attributes])
        for found in (card, in_force)
    )
    return judge(card, in_force, of_card, outcome, newest, of_other)


def foretold(score: Array, outcome: Array, newest: Array) -> Array:
    """The chance of the outcome for the newest rows, read from the older ones by score."""
    return np.asarray(np.interp(score[newest], *_curve(score[~newest], outcome[~newest].astype(float))))


def _curve(score: Array, outcome: Array) -> tuple[Array, Array]:
    """Chance of the outcome by score, rising; one value for each score seen."""
    seen, inverse, count = np.unique(score, return_inverse=True, return_counts=True)
    share = np.bincount(inverse, weights=outcome) / count
    return seen, np.asarray(isotonic_regression(share, sample_weight=count.astype(float)))


def psi(before: Array, after: Array, bins: int) -> float:
    """Population stability index of the bins of a feature; above 0.25 the population is another one."""
    shares = [
        (np.bincount(each, minlength=bins) + 0.5) / (len(each) + 0.5 * bins) for each in (before, after)
    ]
    return float(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum())
