"""A learned card at the screen: beside the card in force, with the small tree, in both languages."""

from __future__ import annotations

import pytest

from arrears.foundation.api import SYSTEM
from arrears.kernel import clock
from arrears.kernel.words import Words
from arrears.night.engine import api as night
from arrears.night.engine.actions.cards import keep_card
from arrears.night.scoring.contracts import (
    Branch,
    Challenger,
    HazardMonth,
    HazardTable,
    Learned,
    Method,
    ModelCard,
    Rival,
    ShareFound,
)
from tests.faces.workbench.test_strategies import seat

MODEL = ModelCard(
    score="willingness", version="2", rows=700, rows_judged=700, outcome_share=0.4, auc=0.71, gini=0.42, ks=0.3,
    brier=0.2, calibration=((0.2, 0.25),), psi={"days_since_payment": 0.02}, auc_in_force=0.66,
)  # fmt: skip
TREE = Challenger(
    auc=0.725,
    brier=0.19,
    branches=(Branch(conditions=(Words("近期无还款", "No payment lately"),), rows=350, share=0.15),),
)


@pytest.mark.django_db
@pytest.mark.parametrize("tree", [TREE, None], ids=["with its tree", "from before there were trees"])
def test_a_card_stands_beside_the_one_in_force(tree: Challenger | None) -> None:
    card = night.card_in_force("willingness", clock.today())
    learned = Learned(
        model=MODEL, nights=("2026-09-01",), nights_judged=("2026-10-01",), horizon_days=30, groups=(),
        challenger=tree,
    )  # fmt: skip
    facts = keep_card(card, learned, SYSTEM)
    assert facts.learned == learned
    english, chinese = (
        seat(name, language=language).get(f"/strategies/cards/{facts.id}/").content.decode()
        for name, language in (("lin", "en"), ("zhao", "zh-hans"))
    )
    assert "By the card in force" in english
    assert "现行评分卡" in chinese
    assert ("No payment lately" in english) is (tree is not None)
    assert ("近期无还款" in chinese) is (tree is not None)


def rival(method: Method, low: float | None) -> Rival:
    return Rival(
        method=method, auc=0.7, gini=0.4, ks=0.3, brier=0.2, calibration_error=0.01, shift=0.02, worth=0.5125,
        ahead=None if low is None else 0.004, low=low, high=None if low is None else 0.01,
    )  # fmt: skip


HAZARDS = HazardTable(
    period_days=30,
    level=-2.0,
    points_per_log_odds=14.0,
    months=(
        HazardMonth(
            words=Words("一个月内", "Within a month"), periods=40, owed=39.5, hazard=0.31, fitted=0.3
        ),
    ),
    found=(ShareFound(days=30, rows=700, foretold=0.213, happened=0.208, tenths=((0.1, 0.09), (0.3, 0.31))),),
    curve=((40, (0.2, 0.3, 0.35)), (90, (0.5, 0.6, 0.65))),
)


@pytest.mark.django_db
@pytest.mark.parametrize(("low", "may"), [(-0.001, False), (0.0, False), (0.001, True)])
def test_trees_may_be_put_in_force_only_where_they_won(low: float, may: bool) -> None:
    card = night.card_in_force("willingness", clock.today())
    learned = Learned(
        model=MODEL, nights=("2026-09-01",), nights_judged=("2026-10-01",), horizon_days=30, groups=(),
        method=Method.TREES, rivals=(rival(Method.IN_FORCE, None), rival(Method.TREES, low)), not_held=("sex",),
    )  # fmt: skip
    facts = keep_card(card, learned, SYSTEM)
    assert facts.learned == learned
    lin = seat("lin", language="en")
    address = f"/strategies/cards/{facts.id}/"
    page = lin.get(address).content.decode()
    assert "Trees (challenger)" in page
    assert "The book does not hold:" in page
    assert ("Trees must be worth more" in page) is not may
    assert ("Put in force" in page) is may
    lin.post(f"{address}approve/", {"from": clock.today().isoformat()})
    assert (night.cards()[0].in_force_from is not None) is may


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Expected share", "in 90 days", "Within a month")),
        ("zh-hans", ("预期回收比例", "90天内", "一个月内")),
    ],
)
def test_a_recoverability_card_shows_its_hazards(language: str, said: tuple[str, ...]) -> None:
    card = night.card_in_force("recoverability", clock.today())
    learned = Learned(
        model=MODEL, nights=("2026-09-01",), nights_judged=("2026-10-01",), horizon_days=30, groups=(),
        method=Method.HAZARDS, rivals=(rival(Method.IN_FORCE, None),), hazards=HAZARDS,
    )  # fmt: skip
    facts = keep_card(card, learned, SYSTEM)
    assert facts.learned == learned
    page = seat("lin", language=language).get(f"/strategies/cards/{facts.id}/").content.decode()
    for words in said:
        assert words in page
    assert "21.3" in page
    assert HAZARDS.shares(88) == HAZARDS.shares(100) == (0.5, 0.6, 0.65)
    assert HAZARDS.shares(0) == (0.2, 0.3, 0.35)
