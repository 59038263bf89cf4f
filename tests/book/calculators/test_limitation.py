"""Limitation: restarts, pauses, the ceiling, rest days, and what is not known (CN-N1 to CN-N12)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.book.calculators import api
from arrears.book.calculators.contracts import CalculatorError
from arrears.kernel.days import add_years

# due day, nominal day, last day by law, calendar
PLAIN = [
    ("2023-03-16", "2026-03-16", "2026-03-16", "known"),
    ("2023-03-15", "2026-03-15", "2026-03-16", "known"),
    ("2023-10-01", "2026-10-01", "2026-10-08", "known"),
    ("2020-02-29", "2023-02-28", "2023-02-28", "known"),
    ("2020-12-31", "2023-12-31", "2024-01-02", "known"),
    ("2025-06-01", "2028-06-01", "2028-06-01", "unknown"),
]


@pytest.mark.parametrize(("due", "nominal", "last", "calendar"), PLAIN)
def test_three_years_on_the_same_date_moved_past_rest_days(
    due: str, nominal: str, last: str, calendar: str
) -> None:
    answer = api.calculate("limitation", {"due_date": due})
    assert (answer["nominal_day"], answer["last_day"], answer["calendar"]) == (nominal, last, calendar)
    assert answer["safe_day"] == nominal
    codes = [doubt["code"] for doubt in answer["doubts"]]
    assert "start_day" in codes
    assert ("no_calendar" in codes) == (calendar == "unknown")


def events(*rows: dict[str, Any], due: str = "2020-06-15", **more: Any) -> dict[str, Any]:
    return api.calculate("limitation", {"due_date": due, "events": list(rows), **more})


# one event on a debt due 2020-06-15 → where the period then ends
ONE_EVENT: list[tuple[str, dict[str, Any], str]] = [
    (
        "a demand that reached the debtor",
        {"kind": "demand", "date": "2022-04-06", "reached_debtor": True},
        "2025-04-06",
    ),
    (
        "a demand that did not",
        {"kind": "demand", "date": "2022-04-06", "reached_debtor": False},
        "2023-06-15",
    ),
    ("a demand of unknown arrival", {"kind": "demand", "date": "2022-04-06"}, "2023-06-15"),
    ("an automatic debit", {"kind": "auto_debit", "date": "2022-04-06"}, "2025-04-06"),
    (
        "an assignment notice",
        {"kind": "assignment_notice", "date": "2022-04-06", "reached_debtor": True},
        "2025-04-06",
    ),
    ("an assignment notice unproved", {"kind": "assignment_notice", "date": "2022-04-06"}, "2023-06-15"),
    ("consent", {"kind": "consent", "date": "2022-04-06"}, "2025-04-06"),
    ("a part payment", {"kind": "part_payment", "date": "2022-04-06"}, "2025-04-06"),
    ("a suit ended", {"kind": "suit", "date": "2022-04-06", "ended_on": "2022-12-20"}, "2025-12-20"),
    ("a suit, end unknown", {"kind": "suit", "date": "2022-04-06"}, "2025-04-06"),
    (
        "a police report ended",
        {"kind": "police_report", "date": "2022-04-06", "ended_on": "2023-02-01"},
        "2026-02-01",
    ),
    ("before the debt was due", {"kind": "consent", "date": "2020-01-01"}, "2023-06-15"),
    ("on the last day", {"kind": "consent", "date": "2023-06-15"}, "2026-06-15"),
    ("a demand after expiry", {"kind": "demand", "date": "2023-06-16", "reached_debtor": True}, "2023-06-15"),
    ("a suit after expiry", {"kind": "suit", "date": "2024-01-05", "ended_on": "2024-05-05"}, "2023-06-15"),
    ("a signed notice after expiry", {"kind": "signed_notice", "date": "2024-01-05"}, "2027-01-05"),
    ("a payment after expiry", {"kind": "part_payment", "date": "2024-01-05"}, "2027-01-05"),
    ("against a stranger", {"kind": "consent", "date": "2022-04-06", "debtor": "X"}, "2023-06-15"),
    ("against a joint debtor", {"kind": "consent", "date": "2022-04-06", "debtor": "J"}, "2025-04-06"),
    ("for a part", {"kind": "suit", "date": "2022-04-06", "ended_on": "2022-05-05"}, "2025-05-05"),
]


@pytest.mark.parametrize(("why", "event", "nominal"), ONE_EVENT, ids=[row[0] for row in ONE_EVENT])
def test_what_restarts_it_and_what_does_not(why: str, event: dict[str, Any], nominal: str) -> None:
    assert events(event, joint_debtors=["J"])["nominal_day"] == nominal, why


def test_a_long_story_day_by_day() -> None:
    answer = events(
        {"kind": "demand", "date": "2021-03-10", "reached_debtor": True},
        {"kind": "part_payment", "date": "2023-12-01"},
        {"kind": "suit", "date": "2025-09-01", "ended_on": "2026-02-10"},
        {"kind": "demand", "date": "2025-11-11", "reached_debtor": True},
        as_of="2026-11-01",
    )
    assert [(period["from"], period["cause"], period["rule"]) for period in answer["periods"]] == [
        ("2020-06-15", "start", "CN-N1"),
        ("2021-03-10", "demand", "CN-N3"),
        ("2023-12-01", "part_payment", "CN-N3"),
        ("2026-02-10", "suit", "CN-N4"),
    ]
    assert (answer["nominal_day"], answer["state"], answer["expired"]) == ("2029-02-10", "running", False)


def test_open_proceedings_hold_the_period() -> None:
    answer = events({"kind": "suit", "date": "2022-04-06", "pending": True}, as_of="2026-01-01")
    assert answer["last_day"] is None
    assert (answer["state"], answer["expired"], answer["safe_day"]) == (
        "proceedings_pending",
        False,
        "2025-04-06",
    )
    assert "proceedings_pending" in [doubt["code"] for doubt in answer["doubts"]]


def test_a_demand_for_a_part_restarts_all_unless_the_rest_is_waived() -> None:
    demand = {"kind": "demand", "date": "2022-04-06", "reached_debtor": True}
    assert events(demand)["rest_last_day"] is None
    waived = events({**demand, "rest_waived": True})
    assert (waived["nominal_day"], waived["rest_last_day"]) == ("2025-04-06", "2023-06-15")
    assert "CN-N5" in [period["rule"] for period in waived["periods"]]


# due 2020-06-15, so the last six months run from 2022-12-15 to 2023-06-15
PAUSES = [
    ([("2022-01-01", "2022-12-01")], "2023-06-15"),
    ([("2022-01-01", "2022-12-15")], "2023-06-15"),
    ([("2022-01-01", "2023-01-10")], "2023-07-10"),
    ([("2023-06-15", "2023-08-31")], "2024-02-29"),
    ([("2023-06-16", "2023-08-31")], "2023-06-15"),
    ([("2023-06-01", "2023-07-01"), ("2023-12-20", "2024-02-01")], "2024-08-01"),
    ([("2023-06-01", "2023-07-01"), ("2024-02-01", "2024-03-01")], "2024-01-01"),
]


@pytest.mark.parametrize(("obstacles", "nominal"), PAUSES)
def test_an_obstacle_in_the_last_six_months_gives_six_months_after_it(
    obstacles: list[tuple[str, str]], nominal: str
) -> None:
    pauses = [{"from": first, "to": last} for first, last in obstacles]
    assert api.calculate("limitation", {"due_date": "2020-06-15", "pauses": pauses})["nominal_day"] == nominal


def test_an_obstacle_that_still_stands_keeps_the_period_open() -> None:
    answer = api.calculate(
        "limitation", {"due_date": "2020-06-15", "pauses": [{"from": "2023-01-01"}], "as_of": "2025-01-01"}
    )
    assert (answer["last_day"], answer["state"], answer["safe_day"]) == (None, "paused", "2023-06-15")


def test_one_debt_by_instalments_counts_from_the_last() -> None:
    answer = api.calculate("limitation", {"instalments": ["2021-01-31", "2023-03-16", "2022-01-31"]})
    assert (answer["start"], answer["nominal_day"]) == ("2023-03-16", "2026-03-16")
    assert "CN-N2" in [step["id"] for step in answer["steps"]]


def test_twenty_years_are_the_ceiling_whatever_restarts_it() -> None:
    rows = [{"kind": "consent", "date": f"{year}-06-01"} for year in range(2002, 2022, 2)]
    answer = api.calculate("limitation", {"due_date": "2001-06-15", "events": rows, "as_of": "2021-07-01"})
    assert (answer["nominal_day"], answer["ceiling"], answer["expired"]) == ("2021-06-15", "2021-06-15", True)
    assert "ceiling" in [doubt["code"] for doubt in answer["doubts"]]


def test_knowledge_later_than_the_due_day_starts_it_and_is_named() -> None:
    answer = api.calculate("limitation", {"due_date": "2020-06-15", "known_on": "2021-02-01"})
    assert (answer["start"], answer["nominal_day"], answer["ceiling"]) == (
        "2021-02-01",
        "2024-02-01",
        "2040-06-15",
    )
    assert "known_later" in [doubt["code"] for doubt in answer["doubts"]]


STATES = [
    ("2026-03-15", "running", False),
    ("2026-03-16", "running", False),
    ("2026-03-17", "expired", True),
]


@pytest.mark.parametrize(("as_of", "state", "expired"), STATES)
def test_the_state_on_the_days_around_a_last_sunday(as_of: str, state: str, expired: bool) -> None:
    answer = api.calculate("limitation", {"due_date": "2023-03-15", "as_of": as_of})
    assert (answer["state"], answer["expired"]) == (state, expired)


def test_without_a_calendar_the_days_after_the_end_are_unknown_not_guessed() -> None:
    def state(as_of: str) -> Any:
        return api.calculate("limitation", {"due_date": "2025-06-01", "as_of": as_of})["state"]

    assert [state(day) for day in ("2028-06-01", "2028-06-02", "2028-06-16", "2028-06-17")] == [
        "running",
        "unknown",
        "unknown",
        "expired",
    ]


def test_an_event_on_the_moved_last_day_counts_and_is_named() -> None:
    answer = api.calculate(
        "limitation",
        {"due_date": "2023-03-15", "events": [{"kind": "consent", "date": "2026-03-16"}]},
    )
    assert answer["start"] == "2026-03-16"
    assert "last_day_event" in [doubt["code"] for doubt in answer["doubts"]]


def test_either_a_due_day_or_instalments() -> None:
    for inputs in ({}, {"due_date": "2020-01-01", "instalments": ["2020-01-01"]}):
        with pytest.raises(CalculatorError) as raised:
            api.calculate("limitation", inputs)
        assert raised.value.path == "due_date"


@given(
    due=st.dates(date(2005, 1, 1), date(2020, 1, 1)),
    days=st.lists(st.dates(date(2005, 1, 1), date(2026, 1, 1)), max_size=6),
    data=st.data(),
)
def test_consents_only_ever_push_the_end_out_and_their_order_does_not_matter(
    due: date, days: list[date], data: st.DataObject
) -> None:
    rows = [{"kind": "consent", "date": day.isoformat()} for day in days]
    plain = api.calculate("limitation", {"due_date": due.isoformat()})
    answer = api.calculate("limitation", {"due_date": due.isoformat(), "events": rows})
    assert plain["nominal_day"] == add_years(due, 3).isoformat()
    assert plain["nominal_day"] <= answer["nominal_day"] <= answer["ceiling"]
    shuffled = data.draw(st.permutations(rows))
    assert api.calculate("limitation", {"due_date": due.isoformat(), "events": shuffled}) == answer
