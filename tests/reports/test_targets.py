"""A goal shared out loses no cent; its light says why."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.kernel.days import is_rest_day
from arrears.reports.analytics.targets import Light, progress, share_out

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)  # 21 working days in China


@given(
    st.integers(0, 10**13),
    st.dictionaries(st.integers(1, 500), st.integers(0, 10**12), min_size=1, max_size=40),
)
def test_a_goal_is_shared_to_the_last_cent(goal: int, weights: dict[int, int]) -> None:
    found = share_out(goal, weights)
    assert sum(found.values()) == goal
    whole = sum(weights.values())
    for key, weight in weights.items():
        assert abs(found[key] * whole - goal * weight) <= whole


def test_a_goal_without_anybody_is_refused() -> None:
    with pytest.raises(ValueError, match="somebody"):
        share_out(100, {})


@pytest.mark.parametrize(
    ("actual", "today", "left", "needed", "expected", "light"),
    [
        (0, date(2026, 10, 31), 21, 1_000, None, Light.UNKNOWN),
        (5_000, date(2026, 11, 6), 16, 1_000, 21_000, Light.GREEN),
        (4_600, date(2026, 11, 6), 16, 1_025, 19_320, Light.AMBER),
        (1_000, date(2026, 11, 6), 16, 1_250, 4_200, Light.RED),
        (21_000, date(2026, 11, 20), 6, 0, 29_400, Light.GREEN),
        (20_999, date(2026, 11, 30), 0, None, 20_999, Light.AMBER),
        (20_999, date(2026, 12, 31), 0, None, 20_999, Light.AMBER),
    ],
)
def test_where_a_target_stands(
    actual: int, today: date, left: int, needed: int | None, expected: int | None, light: Light
) -> None:
    found = progress(21_000, actual, FIRST, LAST, today, is_rest_day)
    assert (found.days_left, found.needed, found.expected, found.light) == (left, needed, expected, light)
