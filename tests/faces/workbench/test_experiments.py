"""Experiments at the screen: power before anything is kept, a second person to start, words for what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from arrears.foundation.api import Role
from arrears.kernel import clock
from arrears.night.engine.models import NightExperiment
from tests import cast
from tests.faces.workbench.test_strategies import seat

TODAY = date(2026, 11, 23)
PLAN = {
    "title": "Nobody is called", "strategy": "card", "metric": "recovered", "champion": "90", "challenger": "0",
    "holdout": "10", "looks": "1", "wave_days": "1", "horizon_days": "30", "baseline": "20", "effect": "5",
}  # fmt: skip


@pytest.mark.django_db
def test_a_plan_is_worked_out_kept_started_by_another_and_stopped() -> None:
    cast.creditor()
    with clock.standing_at(clock.at_local(TODAY)):
        lin, wang, chinese = seat("lin"), seat("wang"), seat("zhao", language="zh-hans")
        assert "No experiment yet" in lin.get("/strategies/experiments/").content.decode()
        assert "设计试验" in chinese.get("/strategies/experiments/new/").content.decode()
        told = lin.post("/strategies/experiments/new/", PLAN | {"work_out": "1"}).content.decode()
        assert "Too few debtors" in told
        assert NightExperiment.objects.count() == 0
        kept = lin.post("/strategies/experiments/new/", PLAN | {"keep": "1"}, follow=True)
        place = kept.redirect_chain[-1][0]
        assert "A second person starts it" in kept.content.decode()
        tomorrow = {"from": (TODAY + timedelta(days=1)).isoformat()}
        assert (
            "second person approves" in lin.post(f"{place}approve/", tomorrow, follow=True).content.decode()
        )
        assert "Say on which day" in wang.post(f"{place}approve/", {"from": ""}, follow=True).content.decode()
        assert (
            "it starts on 2026-11-24" in wang.post(f"{place}approve/", tomorrow, follow=True).content.decode()
        )
        page = chinese.get(place).content.decode()
        for words in ("不处置对照组", "能发现什么", "第一次检查之前不显示结果"):
            assert words in page
        stopped = wang.post(f"{place}stop/", {"why": "enough"}, follow=True).content.decode()
        assert "Stopped by a person: enough" in stopped


@pytest.mark.django_db
def test_what_cannot_be_planned_is_said_and_who_only_reads_plans_nothing() -> None:
    cast.creditor("GB", regimes=("uk",))
    lin, leader = seat("lin"), seat("leader", Role.LEADER)
    barred = lin.post("/strategies/experiments/new/", PLAN | {"keep": "1"})
    assert barred.status_code == 422
    assert "sums in arrears" in barred.content.decode()
    too_much = lin.post("/strategies/experiments/new/", PLAN | {"champion": "95", "work_out": "1"})
    assert "more than 100 %" in too_much.content.decode()
    assert leader.get("/strategies/experiments/").status_code == 200
    assert leader.get("/strategies/experiments/new/").status_code == 403
    assert lin.get("/strategies/experiments/7/").status_code == 404
