"""A learned card at the screen: beside the card in force, with the small tree, in both languages."""

from __future__ import annotations

import pytest

from arrears.foundation.api import SYSTEM
from arrears.kernel import clock
from arrears.kernel.words import Words
from arrears.night.engine import api as night
from arrears.night.engine.actions.cards import keep_card
from arrears.night.scoring.contracts import Branch, Challenger, Learned, ModelCard
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
