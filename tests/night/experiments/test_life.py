"""An experiment from its plan to its verdict: two people, arms on every decision, looks on their days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection

from arrears.foundation.api import Actor, Role
from arrears.foundation.models import User
from arrears.foundation.queries import actor_of_user
from arrears.kernel import clock
from arrears.night.engine import api as night
from arrears.night.engine import shipped
from arrears.night.engine.api import ArmKind, Design, ExperimentState, Metric, NotNow, Verdict
from arrears.night.engine.models import NightEnrolment, NightProposal, NightRun
from arrears.night.engine.shipped import shipped_strategy
from tests import cast
from tests.night.rooms import SCHEMA, Rooms

NIGHT = date(2026, 11, 23)
ACCOUNTS = 240
DESIGN = Design(
    metric=Metric.RECOVERED,
    champion_bp=4_000,
    challenger_bp=4_000,
    holdout_bp=2_000,
    looks=2,
    wave_days=1,
    horizon_days=1,
    baseline=0.2,
    effect=0.3,
)
GENTLE = shipped_strategy("card").replace(
    'action = "call", channel = "call"', 'action = "email", channel = "email"'
)


def person(name: str, role: Role = Role.STRATEGIST) -> Actor:
    user, _ = User.objects.get_or_create(username=name, defaults={"role": role})
    return actor_of_user(user)


def arms_on(day: date) -> dict[int, int | None]:
    rows = NightProposal.objects.filter(business_date=day)
    return dict(rows.values_list("debtor_id", "arm"))


def book(rooms: Rooms) -> None:
    """Accounts twelve days behind; what asks the rooms outside of a night asks those of the test too."""
    creditor = cast.creditor()
    for number in range(1, ACCOUNTS + 1):
        due = {"due": NIGHT - timedelta(days=12), "amount": 1_000_00}
        rooms.account(number, creditor_id=creditor.id, kind="card", items=[due])
    rooms.publish()
    with connection.cursor() as cursor:
        cursor.execute(f"SET search_path TO {SCHEMA}, public")


def test_an_experiment_goes_its_whole_way(rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped, "SHIPPED_IN_FORCE", ("card",))  # one ladder is compiled, not four
    book(rooms)
    lin, wang = person("lin"), person("wang")
    with clock.standing_at(clock.at_local(NIGHT - timedelta(days=1))):
        night.run(NIGHT - timedelta(days=1))
        version = night.draft_strategy(GENTLE, lin)
        assert version.id is not None
        with pytest.raises(NotNow, match="simulated"):
            night.draft_experiment("E-mail first", version.id, "card", DESIGN, lin)
        night.simulate_strategy(version.id, lin)
        planned = night.draft_experiment("E-mail first", version.id, "card", DESIGN, lin)
        assert planned.state is ExperimentState.DRAFT
        assert planned.power is not None
        assert planned.power.eligible == ACCOUNTS
        with pytest.raises(NotNow, match="second person"):
            night.approve_experiment(planned.id, lin, starts_on=NIGHT)
        with pytest.raises(NotNow, match="not been run"):
            night.approve_experiment(planned.id, wang, starts_on=NIGHT - timedelta(days=1))
        started = night.approve_experiment(planned.id, wang, starts_on=NIGHT)
        assert started.look_days == (NIGHT + timedelta(days=1), NIGHT + timedelta(days=2))
        other = night.draft_experiment("Again", version.id, "card", DESIGN, lin)
        with pytest.raises(NotNow, match="another experiment"):
            night.approve_experiment(other.id, wang, starts_on=NIGHT)

    with clock.standing_at(clock.at_local(NIGHT)):
        first_run = night.run(NIGHT)
        first = arms_on(NIGHT)
        entered = dict(NightEnrolment.objects.values_list("debtor_id", "arm"))
        assert {debtor for debtor, arm in first.items() if arm is not None} == set(entered)
        assert 80 < len(entered) < 160  # the first of two waves
        proposed = NightProposal.objects.filter(business_date=NIGHT)
        assert set(proposed.filter(arm=2).values_list("action", "segment")) == {("none", "holdout")}
        assert set(proposed.filter(arm=1).values_list("action", flat=True)) == {"email"}
        assert set(proposed.filter(arm=0).values_list("action", flat=True)) == {"call"}
        assert night.reproduce(first_run.run_id).equal

    with clock.standing_at(clock.at_local(NIGHT + timedelta(days=1))):
        later = NIGHT + timedelta(days=1)
        for debtor, arm in entered.items():
            if arm == 1:
                rooms.pay(debtor, debtor * 100 + 1, later, 900_00)
        rooms.publish()
        night.run(later)
        second = arms_on(later)
        assert all(second[debtor] == arm for debtor, arm in first.items() if arm is not None)  # nobody moves
        assert None not in second.values()  # the second wave entered: no share is left outside
        assert night.look_at_experiments(later) == {started.id: Verdict.BETTER}
        assert night.look_at_experiments(later) == {}
        found = night.experiment(started.id, lin)
        assert found is not None
        assert (found.state, found.why_ended) == (ExperimentState.CONCLUDED, "better")
        (look,) = found.looks
        challenger, holdout = look.comparisons
        assert (challenger.arm, holdout.arm) == (ArmKind.CHALLENGER, ArmKind.HOLDOUT)
        assert (look.champion.mean, round(challenger.difference, 6)) == (0.0, 0.9)
        assert challenger.low > 0
        assert sum(found.entered.values()) == ACCOUNTS

    after = NIGHT + timedelta(days=2)
    with clock.standing_at(clock.at_local(after)):
        night.run(after)
        assert set(arms_on(after).values()) == {None}
        with pytest.raises(NotNow, match="has ended"):
            night.stop_experiment(started.id, wang, "late")
        assert NightRun.objects.filter(status="done").count() == 4


@pytest.mark.django_db
def test_no_hold_out_where_the_law_asks_for_contact() -> None:
    cast.creditor("GB", regimes=("uk",))
    with pytest.raises(night.ExperimentError, match="sums in arrears") as refused:
        night.draft_experiment("x", None, "card", replace(DESIGN, challenger_bp=0), person("lin"))
    assert "不得设置" in refused.value.words.zh


@pytest.mark.django_db
def test_a_house_without_a_known_regime_is_not_covered_by_its_neighbours() -> None:
    cast.creditor()
    cast.creditor("NOWHERE", regimes=())
    with pytest.raises(night.ExperimentError):
        night.draft_experiment("x", None, "card", replace(DESIGN, challenger_bp=0), person("lin"))


@pytest.mark.django_db
def test_a_person_stops_it_and_says_why() -> None:
    lin, wang = person("lin"), person("wang")
    cast.creditor()
    planned = night.draft_experiment("x", None, "card", replace(DESIGN, challenger_bp=0), lin)
    with pytest.raises(NotNow, match="say why"):
        night.stop_experiment(planned.id, wang, " ")
    stopped = night.stop_experiment(planned.id, wang, "not needed")
    assert (stopped.state, stopped.why_ended) == (ExperimentState.STOPPED, "not needed")
