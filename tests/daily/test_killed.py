"""A day that dies, as real processes: killed at every step, started again, it ends as if nothing had been."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter

import psycopg
import pytest

from arrears.daily.steps import STEPS
from tests.daily.book import DAY
from tests.daily.houses import KILLED, House
from tests.daily.runner import BUSY, DONE

WHEN = DAY.isoformat()
Content = dict[str, Counter[str]]
# What the day has to have written for the comparison to mean anything.
WRITTEN = (
    "care_concern", "contact_attempt", "contact_dispatchline", "daily_steprun", "foundation_storedfile",
    "gate_permit", "gate_permitend", "gate_stop", "intake_intakenotice", "night_decision", "night_run",
    "payments_entry", "portfolio_lostcontact", "promises_promiseverdict", "reports_writtensummary",
    "team_followup", "team_workitem",
)  # fmt: skip


@pytest.fixture(scope="module")
def undisturbed(house: House) -> Content:
    """What a day leaves that nothing disturbed."""
    once = house.copy("undisturbed")
    before = once.content()
    assert once.day(day=WHEN) == DONE
    content = once.content()
    untouched = [name for name in WRITTEN if content[name] == before[name]]
    assert not untouched, "the day of this test writes to every room"
    assert once.day(day=WHEN) == DONE
    assert differences(content, once.content()) == {}, "a day run twice changes nothing"
    once.drop()
    return content


def differences(wanted: Content, found: Content) -> dict[str, tuple[list[str], list[str]]]:
    """By table: rows that are missing, rows that are too many. An abandoned night is no row of the day."""
    told = {}
    for name, rows in wanted.items():
        other = found[name]
        if name == "night_run":
            other = Counter({row: count for row, count in other.items() if '"abandoned"' not in row})
        if rows != other:
            told[name] = (list((rows - other).elements()), list((other - rows).elements()))
    return told


@pytest.mark.parametrize("place", ["begin", "worked", "recorded"])
def test_killed_at_every_step_and_started_again(house: House, undisturbed: Content, place: str) -> None:
    """At one kind of boundary, a new process dies at each step in turn; the last one ends the day."""
    mine = house.copy(place)
    for step in STEPS:
        assert mine.day(day=WHEN, die=[place, step.name]) == KILLED, step.name
    assert mine.day(day=WHEN) == DONE
    assert differences(undisturbed, mine.content()) == {}
    mine.drop()


@pytest.mark.parametrize("step", ["notices", "dispatch", "report"])
def test_killed_in_the_middle_of_a_step(house: House, undisturbed: Content, step: str) -> None:
    mine = house.copy(f"half_{step}")
    assert mine.day(day=WHEN, die=["half", step]) == KILLED
    assert mine.day(day=WHEN) == DONE
    assert differences(undisturbed, mine.content()) == {}
    mine.drop()


COPYING = """
SELECT p.relid::regclass::text FROM pg_stat_progress_copy p
WHERE p.datname = current_database() AND p.command = 'COPY FROM'
"""


def test_killed_in_the_middle_of_the_nights_copy(house: House, undisturbed: Content) -> None:
    mine = house.copy("copy")
    pid = mine.begin_day(day=WHEN, stop_in_copy=True)
    with psycopg.connect(mine.url, autocommit=True) as looking:
        deadline = time.monotonic() + 120
        while not looking.execute(COPYING).fetchall():
            assert time.monotonic() < deadline, "the night never began to copy"
            time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    assert mine.runner.wait(pid) == KILLED
    content = mine.content()
    assert not [row for row in content["night_run"] if '"done"' in row and WHEN in row]
    assert mine.day(day=WHEN) == DONE
    assert differences(undisturbed, mine.content()) == {}
    mine.drop()


def test_two_processes_and_one_day(house: House, undisturbed: Content) -> None:
    """One of them runs the day; the other is told that it is being run, or finds it done."""
    mine = house.copy("two")
    first, second = mine.begin_day(day=WHEN), mine.begin_day(day=WHEN)
    ended = sorted((mine.runner.wait(first), mine.runner.wait(second)))
    assert ended in ([DONE, BUSY], [DONE, DONE])
    assert differences(undisturbed, mine.content()) == {}
    mine.drop()
