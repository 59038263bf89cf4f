"""The strategist's pages: a version written, lint at its line, simulated, approved by another, taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from arrears.daily.jobs import simulate
from arrears.foundation.api import Role
from arrears.foundation.models import User
from arrears.kernel import clock
from arrears.night.engine import api as night
from arrears.night.engine.shipped import shipped_strategy
from tests.night.conftest import rooms  # noqa: F401  the fixture
from tests.night.rooms import Rooms

NIGHT = date(2026, 11, 23)
GENTLE = shipped_strategy("card").replace(
    'action = "call", channel = "call"', 'action = "email", channel = "email"'
)


def seat(name: str, role: Role = Role.STRATEGIST, language: str = "en") -> Client:
    user, _ = User.objects.get_or_create(username=name, defaults={"role": role, "language": language})
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def carry_out_jobs() -> None:
    """What the worker would do with the simulations that wait for it."""
    waiting = ProcrastinateJob.objects.filter(task_name="night.simulate", status="todo").order_by("id")
    for job in waiting:
        simulate(**job.args)


def test_a_version_goes_its_whole_way_over_the_pages(rooms: Rooms) -> None:  # noqa: F811  the fixture
    with clock.standing_at(clock.at_local(NIGHT)):
        for number, age in {1: 3, 2: 10, 3: 40}.items():
            rooms.account(
                number, kind="card", items=[{"due": NIGHT - timedelta(days=age), "amount": 1_000_00}]
            )
        rooms.publish()
        night.run(NIGHT)
        writer, second, chinese = seat("lin"), seat("wang"), seat("zhao", language="zh-hans")

        page = writer.get("/strategies/").content.decode()
        assert "Credit card ladder by days" in page
        assert "/strategies/shipped/card/" in page
        shipped = chinese.get("/strategies/shipped/card/").content.decode()
        for words in ("决策表", "逾期1至5天", "首次短信提醒", "据此起草新版本"):
            assert words in shipped

        broken = writer.post("/strategies/new/", {"from": "card", "text": 'id = "card"\nwhen = = 1\n'})
        assert broken.status_code == 422
        assert "Line 2 cannot be used" in broken.content.decode()
        kept = writer.post("/strategies/new/", {"from": "card", "text": GENTLE}, follow=True)
        place = kept.redirect_chain[-1][0]
        assert "Simulate on the last night" in kept.content.decode()

        refused = second.post(f"{place}approve/", {"from": NIGHT.isoformat()}, follow=True).content.decode()
        assert "This cannot be done now: a strategy is simulated before it is approved" in refused
        told = chinese.post(f"{place}approve/", {"from": NIGHT.isoformat()}, follow=True).content.decode()
        assert "现在不能这样做：策略须先模拟再批准" in told
        under_way = writer.post(f"{place}simulate/", follow=True).content.decode()
        assert "The simulation is under way." in under_way
        assert "Simulate on the last night" not in under_way
        again = writer.post(f"{place}simulate/", follow=True).content.decode()
        assert "this version is being simulated already" in again
        waiting = chinese.get(f"{place}simulation/")
        assert "等待后台处理" in waiting.content.decode()
        assert "HX-Refresh" not in waiting
        stopped = writer.post(f"{place}simulation/cancel/", follow=True).content.decode()
        assert "The last simulation was stopped." in stopped
        writer.post(f"{place}simulate/")
        carry_out_jobs()
        ended = chinese.get(f"{place}simulation/")
        assert ended["HX-Refresh"] == "true"
        simulated = writer.get(place).content.decode()
        assert "What the night would do differently" in simulated
        assert "A second person approves it" in simulated
        own = writer.post(f"{place}approve/", {"from": NIGHT.isoformat()}, follow=True).content.decode()
        assert "This cannot be done now" in own
        approved = second.post(f"{place}approve/", {"from": NIGHT.isoformat()}, follow=True).content.decode()
        assert "in force" in approved
        assert "Take it back" in approved
        back = second.post(f"{place}roll-back/", follow=True).content.decode()
        assert "Taken back on" in back


@pytest.mark.django_db
def test_who_only_reads_cannot_write_and_nobody_finds_what_is_not_there() -> None:
    leader = seat("leader", Role.LEADER)
    assert leader.get("/strategies/shipped/lease/").status_code == 200
    assert "Write a version from it" not in leader.get("/strategies/shipped/lease/").content.decode()
    assert leader.get("/strategies/new/").status_code == 403
    assert leader.post("/strategies/1/approve/").status_code == 403
    writer = seat("lin")
    assert writer.get("/strategies/shipped/nothing/").status_code == 404
    assert writer.get("/strategies/77/").status_code == 404
    assert writer.post("/strategies/77/simulate/").status_code == 404
    assert writer.get("/strategies/77/simulation/").status_code == 404
    assert writer.post("/strategies/77/simulation/cancel/").status_code == 404
    assert leader.post("/strategies/77/simulation/cancel/").status_code == 403
