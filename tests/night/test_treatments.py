"""What proposals ask for, from the shipped treatments."""

from __future__ import annotations

import pytest

from arrears.night.allocation.rules import parse_treatments, work_of
from arrears.night.engine.shipped import shipped_treatments
from arrears.night.strategy.contracts import Action

TREATMENTS = parse_treatments(shipped_treatments())


def test_every_action_has_a_treatment() -> None:
    assert set(TREATMENTS) == {action.value for action in Action}


@pytest.mark.parametrize(
    ("by_action", "minutes", "cost_minor"),
    [({}, 0, 0), ({"sms": 10}, 0, 50), ({"call": 3, "visit": 1}, 108, 5090), ({"none": 7}, 0, 0)],
)
def test_work_is_the_sum_of_what_each_treatment_needs(
    by_action: dict[str, int], minutes: int, cost_minor: int
) -> None:
    work = work_of(by_action, TREATMENTS)
    assert (work.minutes, work.cost_minor) == (minutes, cost_minor)


def test_a_negative_need_is_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        parse_treatments('[sms]\ntitle = { zh = "短信", en = "Text" }\nminutes = -1\n')
