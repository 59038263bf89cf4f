"""A simulation as a job: told how far it is, stopped in the middle, made up for when its worker has died."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from arrears.foundation.api import SYSTEM
from arrears.kernel import clock
from arrears.night.engine import api
from arrears.night.engine.actions import simulations
from arrears.night.engine.engines import DuckEngine
from arrears.night.engine.models import NightSimulation
from arrears.night.engine.shipped import shipped_strategy
from tests.night.rooms import Rooms

NIGHT = date(2026, 11, 23)
ENDLESS = "SELECT sum(a.i * b.i % 7) FROM range(1000000000) a(i), range(1000000000) b(i)"


@pytest.fixture
def draft(rooms: Rooms) -> Iterator[int]:
    """A draft and a night to try it on."""
    rooms.account(1, kind="card", items=[{"due": NIGHT - timedelta(days=3), "amount": 1_000_00}])
    rooms.publish()
    with clock.standing_at(clock.at_local(NIGHT)):
        api.run(NIGHT)
        found = api.draft_strategy(shipped_strategy("card"), SYSTEM).id
        assert found is not None
        yield found


def latest(strategy_id: int) -> api.SimulationRun:
    found = api.latest_simulation(strategy_id)
    assert found is not None
    return found


def test_a_statement_that_would_never_end_is_stopped(draft: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopping is a matter of a moment, whatever the engine is at, and leaves the version as it was."""
    asked = api.ask_simulation(draft, SYSTEM)
    told: list[tuple[int, int]] = []

    def endless(duck: DuckEngine, *_given: object, **steps: object) -> None:
        with steps["step"]("decide"):  # type: ignore[operator]  # the callback of a night's steps
            duck.connection.raw_sql(ENDLESS).fetchall()

    def progress(done: int, total: int) -> None:
        told.append((done, total))
        run = latest(draft)
        assert (run.state, run.step, run.live) == (api.SimulationState.RUNNING, "decide", True)
        api.cancel_simulation(draft, SYSTEM)

    monkeypatch.setattr(simulations, "decide_night", endless)
    monkeypatch.setattr(simulations, "TOLD_EVERY", 0.05)
    ended = api.carry_out_simulation(asked.id, progress=progress)
    assert ended.state is api.SimulationState.CANCELLED
    assert told[0][1] == 100
    assert [each.state for each in api.strategies(SYSTEM) if each.id == draft] == [api.StrategyState.DRAFT]


def test_one_that_waits_is_stopped_at_once_and_not_carried_out(draft: int) -> None:
    asked = api.ask_simulation(draft, SYSTEM)
    with pytest.raises(api.NotNow, match="already"):
        api.ask_simulation(draft, SYSTEM)
    api.cancel_simulation(draft, SYSTEM)
    assert api.carry_out_simulation(asked.id).state is api.SimulationState.CANCELLED
    with pytest.raises(api.NotNow, match="no simulation"):
        api.cancel_simulation(draft, SYSTEM)


def test_a_worker_that_died_is_made_up_for(draft: int) -> None:
    """Who has not been heard of for two minutes has died; asking again ends what it left."""
    asked = api.ask_simulation(draft, SYSTEM)
    silent = clock.now() - timedelta(minutes=3)
    NightSimulation.objects.filter(pk=asked.id).update(state="running", heard_at=silent)
    assert latest(draft).state is api.SimulationState.FAILED
    again = api.ask_simulation(draft, SYSTEM)
    assert api.carry_out_simulation(again.id).state is api.SimulationState.DONE
    assert latest(draft).percent == 100


def test_what_fails_is_kept_as_failed(draft: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = api.ask_simulation(draft, SYSTEM)

    def broken(*_given: object, **_named: object) -> None:
        raise OSError("no room left")

    monkeypatch.setattr(simulations, "decide_night", broken)
    with pytest.raises(OSError, match="no room"):
        api.carry_out_simulation(asked.id)
    assert latest(draft).state is api.SimulationState.FAILED
