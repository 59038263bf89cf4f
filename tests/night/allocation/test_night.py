"""A night under limits: what is scarce goes where it brings most, every decision says why, and all of it repeats."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from arrears.foundation.api import Actor, Role
from arrears.foundation.models import User
from arrears.night.engine import api
from arrears.night.engine.models import NightAllocation, NightRun
from tests.night.rooms import Rooms

NIGHT = date(2026, 11, 23)
LIMITS = (Path(__file__).parent / "limits.toml").read_text()


def person(name: str) -> Actor:
    user = User.objects.create(username=name, role=Role.STRATEGIST)
    return Actor(
        user_id=user.pk, name=name, role=Role.STRATEGIST, creditor_ids=frozenset(), language="en", zone="UTC"
    )


def in_force(text: str, on: date = NIGHT) -> None:
    """Limits as if they had been approved before the night."""
    writer, second = person("writer"), person("second")
    kept = api.draft_allocation(text, writer)
    NightAllocation.objects.filter(pk=kept.id).update(approved_by=second.user_id, in_force_from=on)


def overdue_cards(rooms: Rooms, count: int, **facts: object) -> None:
    """Cards ten days past due, all alike but for the amount: a call or a text may be due."""
    for number in range(1, count + 1):
        due = {"due": NIGHT - timedelta(days=10), "amount": number * 1_000_00}
        rooms.account(number, kind="card", items=[due], **facts)
    rooms.publish()


def calls(on: date = NIGHT) -> set[int]:
    return {each.account_id for each in api.proposals(on) if each.action == "call" and each.due}


def no_chance(text: str) -> str:
    return text.replace("explore_bp = 500", "explore_bp = 0")


def test_scarce_minutes_go_where_they_bring_most_and_the_rest_gets_the_next_best(rooms: Rooms) -> None:
    overdue_cards(rooms, 30)
    in_force(no_chance(LIMITS))
    run = api.run(NIGHT)
    assert calls() == set(range(21, 31))  # sixty minutes, six a call: the ten largest
    assert run.by_action == {"call": 10, "sms": 20}
    found = api.prices(run.run_id)
    assert found is not None
    assert found.gap < 0.01
    minutes, texts = found.limits
    assert (minutes.used, minutes.bound, minutes.tight) == (60, 60, True)
    assert (texts.used, texts.tight) == (20, False)
    assert minutes.says.en.startswith("One more hour of work is worth ")
    assert minutes.price_minor > 0


def test_every_choice_says_what_it_beats_in_both_languages(rooms: Rooms) -> None:
    overdue_cards(rooms, 30)
    in_force(no_chance(LIMITS))
    api.run(NIGHT)
    for number, start in ((30, "Call beats text message by "), (1, "Text message beats ")):
        found = api.proposal_of(number, NIGHT)
        assert found is not None
        code, words = found.reasons[-1]
        assert code == "allocation"
        assert words.en.startswith(start)
        assert words.en.endswith("CNY after the price of the work")
        assert "多值" in words.zh


def test_other_creditors_do_not_ask_for_the_minutes_of_the_north(rooms: Rooms) -> None:
    overdue_cards(rooms, 30, creditor_id=7)
    in_force(no_chance(LIMITS))
    api.run(NIGHT)
    assert len(calls()) == 30


def test_a_night_under_limits_is_reproduced_row_for_row(rooms: Rooms) -> None:
    overdue_cards(rooms, 40)
    in_force(LIMITS)
    run = api.run(NIGHT)
    assert api.reproduce(run.run_id).equal


def test_chance_is_sticky_logged_and_takes_at_most_a_fifth(rooms: Rooms) -> None:
    overdue_cards(rooms, 400)
    in_force(LIMITS.replace("explore_bp = 500", "explore_bp = 2000").replace("bound = 60\n", "bound = 600\n"))
    run = api.run(NIGHT)
    found = api.prices(run.run_id)
    assert found is not None
    assert 0 < found.explore_bp <= 2_000
    assert 0 < found.explored < 400
    assert all(row.used <= row.bound for row in found.limits)
    chances = [each.propensity_bp for each in api.proposals(NIGHT)]
    assert all(chance is not None and 0 < chance <= 10_000 for chance in chances)
    assert api.run(NIGHT).run_id == run.run_id
    again = api.run(NIGHT, restate=True)
    assert api.prices(again.run_id) == found


def test_limits_that_cannot_hold_do_not_stop_the_night(rooms: Rooms) -> None:
    overdue_cards(rooms, 5)
    floor = '\n[[row]]\nid = "care"\ntitle = { zh = "关怀下限", en = "Care floor" }\n'
    floor += 'kind = "floor"\nbound = 3\nactions = ["care"]\n'
    in_force(no_chance(LIMITS) + floor)
    run = api.run(NIGHT)
    found = api.prices(run.run_id)
    assert found is not None
    assert [words.en for words in found.gave_way] == [
        "Care floor: could not hold, gave way by 3 (accounts) tonight"
    ]


def test_without_limits_nothing_is_allocated(rooms: Rooms) -> None:
    overdue_cards(rooms, 5)
    run = api.run(NIGHT)
    assert api.prices(run.run_id) is None
    assert NightRun.objects.get(pk=run.run_id).allocation is None
    assert [step.name for step in run.steps] == ["read", "state", "mask", "decide", "write"]


def test_a_second_person_puts_limits_in_force(rooms: Rooms) -> None:
    writer, second = person("writer"), person("second")
    kept = api.draft_allocation(LIMITS, writer)
    with pytest.raises(api.NotNow, match="a second person"):
        api.approve_allocation(kept.id, writer, in_force_from=date(2030, 1, 1))
    approved = api.approve_allocation(kept.id, second, in_force_from=date(2030, 1, 1))
    assert approved.approved_by == second.user_id
    assert api.withdraw_allocation(kept.id, second).withdrawn_on is not None
    with pytest.raises(api.AllocationError, match="split care, part vulnerable"):
        api.draft_allocation(LIMITS.replace("vulnerable or hardship", "moon = 1"), writer)
