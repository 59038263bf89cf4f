"""The strategist's page of a night tells what was scarce, in both languages."""

from __future__ import annotations

import pytest
from django.test import Client

from arrears.foundation.api import Role
from arrears.foundation.models import User
from arrears.night.engine import api
from tests.night.allocation.test_night import LIMITS, NIGHT, in_force, no_chance, overdue_cards
from tests.night.rooms import Rooms


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ["What was scarce", "Agent minutes of the north", "One more hour of work is worth", "Allocate"],
        ),
        ("zh-hans", ["今晚紧缺的资源", "北方团队坐席分钟", "再多一小时人工可多收回约", "分配资源"]),
    ],
)
def test_prices_gap_and_step_times_are_shown(rooms: Rooms, language: str, said: list[str]) -> None:
    overdue_cards(rooms, 30)
    in_force(no_chance(LIMITS))
    api.run(NIGHT)
    reader = User.objects.create(username="reader", role=Role.STRATEGIST, language=language)
    client = Client()
    client.force_login(reader)
    page = client.get("/night/", headers={"accept-language": language}).content.decode()
    for words in said:
        assert words in page


def test_a_night_without_limits_shows_none(rooms: Rooms) -> None:
    overdue_cards(rooms, 3)
    api.run(NIGHT)
    client = Client()
    client.force_login(User.objects.create(username="reader", role=Role.STRATEGIST, language="en"))
    page = client.get("/night/").content.decode()
    assert "Night run" in page
    assert "What was scarce" not in page
