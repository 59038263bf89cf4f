"""A card learned from outcomes: monotone, whole points, judged on rows it has not seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from arrears.kernel.words import Words
from arrears.night.scoring.contracts import Attribute, Bin, Card
from arrears.night.scoring.rules.challenging import DEPTH, challenge
from arrears.night.scoring.rules.fitting import TooLittle, fit_card, place_of, psi, score_of

W = Words("文", "words")
PAID = Attribute(
    feature="days_since_payment",
    monotone=-1,
    bins=(
        Bin(points=0, words=W, missing=True),
        Bin(points=0, words=W, high=31),
        Bin(points=0, words=W, low=31, high=91),
        Bin(points=0, words=W, low=91),
    ),
)
REASON = Attribute(
    feature="reason",
    bins=(
        Bin(points=0, words=W, values=("forgot",)),
        Bin(points=0, words=W, missing=True),
        Bin(points=0, words=W),
    ),
)
PLAN = Attribute(
    feature="plan_active", bins=(Bin(points=0, words=W, flag=True), Bin(points=0, words=W, flag=False))
)
CARD = Card(score="willingness", version="1", high_means=W, base=50, attributes=(PAID, REASON, PLAN))


def history(n: int, seed: int = 1) -> tuple[dict[str, np.ndarray[Any, Any]], np.ndarray[Any, Any]]:
    dice = np.random.default_rng(seed)
    days = np.where(dice.random(n) < 0.2, np.nan, dice.integers(0, 150, n)).astype(float)
    reason = dice.choice(np.array(["forgot", "malice", None], dtype=object), n)
    plan = dice.random(n) < 0.3
    odds = np.select([np.isnan(days), days < 31, days < 91], [-1.0, 1.0, 0.0], -0.5)
    odds = odds + 1.5 * (reason == "forgot") + 0.5 * plan - 0.7
    outcome = dice.random(n) < 1 / (1 + np.exp(-odds))
    return {"days_since_payment": days, "reason": reason, "plan_active": plan}, outcome


@pytest.mark.parametrize(
    ("attribute", "value", "place"),
    [
        (PAID, np.nan, 0),
        (PAID, 0.0, 1),
        (PAID, 30.0, 1),
        (PAID, 31.0, 2),
        (PAID, 500.0, 3),
        (REASON, "forgot", 0),
        (REASON, None, 1),
        (REASON, "malice", 2),
        (PLAN, True, 0),
        (PLAN, False, 1),
    ],
)
def test_each_value_has_its_bin(attribute: Attribute, value: object, place: int) -> None:
    kind = float if isinstance(value, float) else object
    assert place_of(attribute, np.array([value], dtype=kind)).tolist() == [place]


def test_a_card_is_learned_and_beats_the_one_that_knows_nothing() -> None:
    columns, outcome = history(12_000)
    newest = np.arange(12_000) >= 9_000
    found = fit_card(CARD, columns, outcome, newest, "2")
    paid = [bin_.points for bin_ in found.card.attributes[0].bins]
    assert paid[1] > paid[2] > paid[3]
    reason = [bin_.points for bin_ in found.card.attributes[1].bins]
    assert reason[0] > max(reason[1:])
    model = found.model
    assert model.auc_in_force == pytest.approx(0.5)
    assert model.auc > 0.7
    assert model.gini == pytest.approx(2 * model.auc - 1)
    assert 0.2 < model.ks < 1
    assert max(abs(foretold - happened) for foretold, happened in model.calibration) < 0.12
    assert all(value < 0.02 for value in model.psi.values())
    places = np.stack([place_of(each, columns[each.feature]) for each in found.card.attributes])
    score = score_of(found.card, places)
    assert score.min() >= 0
    assert score.max() <= 100
    assert score.std() > 10


def test_the_direction_holds_even_where_the_rows_say_otherwise() -> None:
    columns, outcome = history(4_000)
    newest = np.arange(4_000) >= 2_500
    turned = fit_card(CARD, columns, ~outcome, newest, "2")
    paid = [bin_.points for bin_ in turned.card.attributes[0].bins][1:]
    assert paid == sorted(paid, reverse=True)


def test_little_history_is_refused() -> None:
    columns, outcome = history(900)
    with pytest.raises(TooLittle, match="to judge by"):
        fit_card(CARD, columns, outcome, np.arange(900) >= 600, "2")


def test_another_population_shows() -> None:
    dice = np.random.default_rng(2)
    same, other = dice.integers(0, 4, 5_000), np.minimum(dice.integers(0, 8, 5_000), 3)
    assert psi(same, dice.integers(0, 4, 5_000), 4) < 0.01
    assert psi(same, other, 4) > 0.25


def test_a_small_tree_stands_beside_the_card_and_reads_as_rules() -> None:
    columns, outcome = history(6_000)
    newest = np.arange(6_000) >= 4_500
    crossed = outcome ^ (
        columns["plan_active"] & (columns["reason"] == "forgot")
    )  # no sum of points can say this
    found = challenge(CARD, columns, crossed, newest)
    assert found.auc > fit_card(CARD, columns, crossed, newest, "2").model.auc
    assert 0 < found.brier < 0.25
    assert sum(branch.rows for branch in found.branches) == 4_500
    shares = [branch.share for branch in found.branches]
    assert shares == sorted(shares)
    assert all(1 <= len(branch.conditions) <= DEPTH for branch in found.branches)
    assert {words.zh for branch in found.branches for words in branch.conditions} <= {
        "文",
        "文；或文",
        "文；或文；或文",
    }
