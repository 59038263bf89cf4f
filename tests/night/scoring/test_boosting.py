"""Boosted steps and trees exported as cards: the same sums in the file, on the engine and row by row."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pytest
from sklearn.metrics import roc_auc_score

from arrears.night.contracts import ColumnType
from arrears.night.engine import rowwise
from arrears.night.engine.shipped import shipped_texts
from arrears.night.scoring import columns as scoring
from arrears.night.scoring.contracts import Card, Leaf, Method, Rival, Tree
from arrears.night.scoring.rules import check_card, parse_card, parse_features, reasons_of, write_card
from arrears.night.scoring.rules.boosting import (
    ATTRIBUTES,
    RANGES,
    boost_card,
    candidates,
    direction,
    directions,
)
from arrears.night.scoring.rules.cards import CardError
from arrears.night.scoring.rules.comparing import compare
from arrears.night.scoring.rules.fitting import foretold, place_of, score_of
from arrears.night.scoring.rules.trees import fit_trees
from arrears.night.scoring.rules.worth import Stakes, ahead, barred, worth

N = 8_000
Array = np.ndarray[Any, Any]
FEATURES = parse_features(shipped_texts()["features"])
BEFORE = parse_card(shipped_texts()["card/willingness"], FEATURES)
PROTECTED = ("region", "debtor_kind", "age", "sex", "birth_year")


@pytest.fixture(scope="module")
def rows() -> tuple[dict[str, Array], Array]:
    """Paying falls with the days since the last payment, rises with what was paid, and turns with a pair of columns."""
    dice = np.random.default_rng(3)
    days = np.where(dice.random(N) < 0.2, np.nan, dice.integers(0, 200, N)).astype(float)
    share = dice.integers(0, 1000, N).astype(float)
    episodes = dice.integers(1, 7, N).astype(float)
    said = dice.choice(np.array(["promised", "refused", "no_answer", None], dtype=object), N)
    plan = dice.random(N) < 0.3
    odds = np.select([np.isnan(days), days < 31, days < 91], [-1.5, 1.0, 0.0], -0.8)
    odds = odds + share / 500 - 1 - 1.2 * (said == "refused") + 2.0 * (plan & (episodes > 3)) - 0.6 * plan
    outcome = dice.random(N) < 1 / (1 + np.exp(-odds))
    columns = {
        "days_since_payment": days, "paid_share_pm": share, "episodes": episodes, "last_outcome": said,
        "plan_active": plan, "day_of_month": dice.integers(1, 29, N).astype(float),
        "debtor_kind": np.where(outcome, "person", "company").astype(object), "overdue_minor": outcome * 1e5,
    }  # fmt: skip
    return columns, outcome


@pytest.fixture(scope="module")
def boosted(rows: tuple[dict[str, Array], Array]) -> Card:
    columns, outcome = rows
    older = {name: values[: N // 2] for name, values in columns.items()}
    return boost_card(BEFORE, FEATURES, older, outcome[: N // 2], "2")


@pytest.fixture(scope="module")
def grown(rows: tuple[dict[str, Array], Array], boosted: Card) -> Card:
    columns, outcome = rows
    older = {name: values[: N // 2] for name, values in columns.items()}
    return fit_trees(boosted, older, outcome[: N // 2], "2")


def scores(card: Card, columns: dict[str, Array]) -> Array:
    return score_of(card, np.stack([place_of(each, columns[each.feature]) for each in card.attributes]))


def test_the_boosted_card_is_a_card_like_any_other(
    boosted: Card, rows: tuple[dict[str, Array], Array]
) -> None:
    check_card(boosted, FEATURES)
    assert parse_card(write_card(boosted), FEATURES) == boosted
    assert len(boosted.attributes) <= ATTRIBUTES
    used = {each.feature for each in boosted.attributes}
    assert {"days_since_payment", "paid_share_pm", "last_outcome"} <= used
    assert not used & {"day_of_month", "overdue_minor", "debtor_kind"}  # barred, money, protected
    for each in boosted.attributes:
        if FEATURES[each.feature].type is ColumnType.INT:
            assert len([bin_ for bin_ in each.bins if not bin_.missing]) <= RANGES
        assert all(bin_.words.zh and bin_.words.en for bin_ in each.bins)
    columns, outcome = rows
    newest = np.arange(N) >= N // 2
    assert roc_auc_score(outcome[newest], scores(boosted, columns)[newest]) > 0.75


def test_what_is_exported_is_what_was_learned(boosted: Card) -> None:
    """The true curve: + 1 under 31 days, 0 under 91, - 0.8 later, - 1.5 without any payment."""
    paid = next(each for each in boosted.attributes if each.feature == "days_since_payment")
    bounds = [bin_.high for bin_ in paid.bins if bin_.high is not None]
    assert min(abs(bound - 31) for bound in bounds) <= 2
    assert min(abs(bound - 91) for bound in bounds) <= 5
    ranged = [bin_.points for bin_ in paid.bins if not bin_.missing]
    assert ranged == sorted(ranged, reverse=True)
    assert next(bin_.points for bin_ in paid.bins if bin_.missing) < ranged[-1]


def test_theory_holds_where_the_rows_say_otherwise(rows: tuple[dict[str, Array], Array]) -> None:
    columns, outcome = rows
    turned = boost_card(BEFORE, FEATURES, columns, ~outcome, "2")
    for each in turned.attributes:
        moves = direction(BEFORE, each.feature)
        points = [bin_.points for bin_ in each.bins if not bin_.missing]
        if moves and FEATURES[each.feature].type is ColumnType.INT:
            assert points == sorted(points, reverse=moves < 0)


@pytest.mark.parametrize("score", sorted(directions()))
def test_directions_speak_of_columns_that_a_card_may_use(score: str) -> None:
    card = parse_card(shipped_texts()[f"card/{score}"], FEATURES)
    assert set(directions()[score]) <= set(candidates(card, FEATURES))
    assert set(directions()[score].values()) <= {1, -1}


@pytest.mark.parametrize("name", PROTECTED)
def test_a_protected_column_is_no_feature(name: str) -> None:
    """Neither offered to a fit nor let into a card by hand."""
    for score in directions():
        card = parse_card(shipped_texts()[f"card/{score}"], FEATURES)
        assert name not in candidates(card, FEATURES)
    planted = write_card(BEFORE).replace('feature = "episodes"', f'feature = "{name}"')
    with pytest.raises(CardError, match=r"may not be scored|not a documented column|class"):
        parse_card(planted, FEATURES)


def test_a_protected_column_planted_among_the_rows_is_left_alone(
    rows: tuple[dict[str, Array], Array],
) -> None:
    """The planted column tells the outcome itself; a fit that looked at it would use nothing else."""
    columns, outcome = rows
    planted = {**columns, "region": np.where(outcome, "a", "b").astype(object), "sex": outcome * 1.0}
    found = boost_card(BEFORE, FEATURES, planted, outcome, "2")
    assert not {each.feature for each in found.attributes} & set(PROTECTED)
    assert roc_auc_score(outcome, scores(found, planted)) < 0.95


def test_trees_are_scored_alike_in_the_file_on_the_engine_and_row_by_row(
    grown: Card, rows: tuple[dict[str, Array], Array]
) -> None:
    check_card(grown, FEATURES)
    assert parse_card(write_card(grown), FEATURES) == grown
    assert grown.trees
    columns = {name: rows[0][name][:400] for name in (each.feature for each in grown.attributes)}
    wanted = scores(grown, columns).astype(int)
    plain = [
        {name: _plain(name, value) for name, value in zip(columns, row, strict=True)}
        for row in zip(*columns.values(), strict=True)
    ]
    kinds = {ColumnType.INT: pa.int32(), ColumnType.FLAG: pa.bool_(), ColumnType.TEXT: pa.string()}
    schema = pa.schema([(name, kinds[FEATURES[name].type]) for name in columns])
    seen = ibis.memtable(pa.Table.from_pylist(plain, schema=schema))
    on_engine = scoring.score(seen, (grown,)).to_pyarrow().to_pylist()
    assert [row["willingness"] for row in on_engine] == wanted.tolist()
    first = reasons_of(grown, on_engine[0]["willingness_why"])
    assert len(first) == 3
    assert any(each.feature.startswith("tree_") for each in first)
    walked = rowwise.Rowwise(
        {"seen": ibis.table(seen.schema(), name="seen")},
        lambda tables, _stage: scoring.score(tables["seen"], (grown,)),
        lambda _name, table: table,
    )
    kept = ("willingness", "willingness_why")
    for one, other in zip(walked.run({"seen": plain[:40]}), on_engine, strict=False):
        assert {name: one[name] for name in kept} == {name: other[name] for name in kept}


def _plain(name: str, value: Any) -> Any:
    if value is None or value != value:
        return None
    kind = FEATURES[name].type
    return int(value) if kind is ColumnType.INT else bool(value) if kind is ColumnType.FLAG else str(value)


@pytest.mark.parametrize(
    ("leaves", "fault"),
    [
        ([[("episodes", (0,))]], "gap or overlap"),
        ([[("episodes", (0, 1))], [("episodes", (1, 2))]], "gap or overlap"),
        ([[("nothing", (0,))], []], "does not have"),
        ([[("episodes", (0, 9))], [("episodes", (1, 2))]], "does not have"),
    ],
)
def test_trees_that_do_not_hold_together(leaves: list[list[tuple[str, tuple[int, ...]]]], fault: str) -> None:
    words = BEFORE.high_means
    tree = Tree(leaves=tuple(Leaf(points=1, words=words, when=tuple(when)) for when in leaves))
    with pytest.raises(CardError, match=fault):
        check_card(replace(BEFORE, trees=(tree,)), FEATURES)


@pytest.mark.parametrize(
    ("score", "gain", "share"),
    [
        ([4, 3, 2, 1], [1, 0, 0, 0], (0.4 + 0.8 + 1 + 1 + 1) / 5),  # the first quarter holds all of it
        ([1, 1, 1, 1], [1, 0, 0, 0], 0.3),  # nobody is put first: as by lot
        ([1, 2, 3, 4], [1, 0, 0, 0], 0.0),
        ([1, 2], [0, 0], 0.0),  # nothing came
    ],
)
def test_what_an_order_is_worth(score: list[int], gain: list[int], share: float) -> None:
    assert worth(np.array(score), np.array(gain, dtype=float)) == pytest.approx(share)


def test_the_interval_knows_that_a_debtors_rows_go_together() -> None:
    dice = np.random.default_rng(5)
    gain = dice.random(600)
    better, key = gain + dice.normal(0, 0.3, 600), np.arange(600)
    blind = dice.random(600)
    found, low, high = ahead(better, blind, Stakes(gain, np.ones(600), key))
    assert 0 < low < found < high
    many = [np.repeat(each, 4) for each in (better, blind, gain, key)]
    again = ahead(many[0], many[1], Stakes(many[2], np.ones(2_400), many[3]))
    assert again[0] == pytest.approx(found)
    assert again[2] - again[1] == pytest.approx(
        high - low, rel=0.05
    )  # four rows of one debtor tell no more than one


def rival(method: Method, worth_: float, low: float | None) -> Rival:
    return Rival(
        method=method, auc=0.7, gini=0.4, ks=0.3, brier=0.2, calibration_error=0.01, shift=0.01, worth=worth_,
        ahead=0.01, low=low, high=0.02,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("method", "low", "may"),
    [
        (Method.TREES, -0.001, False),
        (Method.TREES, 0.0, False),
        (Method.TREES, 0.001, True),
        (Method.TREES, None, False),
        (Method.BOOSTED, -0.001, True),  # a points card is a person's choice
        (Method.BINS, None, True),
    ],
)
def test_trees_are_put_in_force_only_where_they_won(method: Method, low: float | None, may: bool) -> None:
    rivals = (
        rival(Method.IN_FORCE, 0.5, None),
        rival(Method.BOOSTED, 0.52, 0.01),
        rival(Method.TREES, 0.53, low),
    )
    said = barred(method, rivals)
    assert (said is None) is may
    assert barred(Method.TREES, ()) is not None
    if said is not None and low is not None:
        assert f"{low:+.3f}" in said.zh
        assert "best card (0.520)" in said.en


def test_all_ways_are_judged_by_the_same_rows(
    rows: tuple[dict[str, Array], Array], boosted: Card, grown: Card
) -> None:
    """The pair of columns is seen by trees alone, and here it is worth something."""
    columns, outcome = rows
    columns = {**columns, "promise_kept_pm": np.full(N, np.nan), "part_paid_items": np.zeros(N)}
    columns["reason"] = np.full(N, None, dtype=object)
    newest = np.arange(N) >= N // 2
    stakes = Stakes(outcome[newest] * 1.0, np.ones(N // 2), np.arange(N // 2))
    cards = {Method.IN_FORCE: BEFORE, Method.BOOSTED: boosted, Method.TREES: grown}
    before, card, trees = compare(cards, columns, outcome, newest, stakes)
    assert before.ahead is None
    assert card.low is not None
    assert card.low > 0
    assert card.auc > before.auc
    assert card.calibration_error < 0.04
    assert card.shift < 0.02
    assert trees.ahead == pytest.approx(
        trees.worth - card.worth
    )  # beside the best card, not the one in force
    assert all(0 < each.worth < 1 for each in (before, card, trees))
    chance = foretold(scores(boosted, columns), outcome, newest)
    assert card.brier == pytest.approx(float(((chance - outcome[newest]) ** 2).mean()))
