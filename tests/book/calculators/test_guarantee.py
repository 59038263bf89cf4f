"""Guarantee periods: how long, what must be done in them, and by whom (CN-G1 to CN-G7)."""

from __future__ import annotations

from typing import Any

import pytest

from arrears.book.calculators import api
from arrears.book.calculators.contracts import CalculatorError


def answer(**inputs: Any) -> dict[str, Any]:
    return api.calculate("guarantee", inputs)


# due day, what was agreed, nominal last day, last day by law, statutory period?
PERIODS: list[tuple[str, dict[str, Any], str, str, bool]] = [
    ("2025-01-31", {}, "2025-07-31", "2025-07-31", True),
    ("2025-08-31", {}, "2026-02-28", "2026-02-28", True),
    ("2025-04-01", {}, "2025-10-01", "2025-10-09", True),
    ("2025-01-31", {"agreed": "none"}, "2025-07-31", "2025-07-31", True),
    ("2025-01-31", {"agreed": "unclear"}, "2025-07-31", "2025-07-31", True),
    ("2025-01-31", {"agreed": "until_repaid"}, "2025-07-31", "2025-07-31", True),
    ("2025-01-31", {"agreed_until": "2025-01-31"}, "2025-07-31", "2025-07-31", True),
    ("2025-01-31", {"agreed_until": "2025-01-30"}, "2025-07-31", "2025-07-31", True),
    ("2025-01-31", {"agreed_until": "2025-02-05"}, "2025-02-05", "2025-02-05", False),
    ("2025-01-31", {"agreed_months": 24}, "2027-01-31", "2027-01-31", False),
    ("2024-08-31", {"agreed_months": 3}, "2024-11-30", "2024-12-02", False),
]


@pytest.mark.parametrize(("due", "agreed", "nominal", "last", "default"), PERIODS)
def test_the_period(due: str, agreed: dict[str, Any], nominal: str, last: str, default: bool) -> None:
    found = answer(due_date=due, type="joint", **agreed)
    assert (found["nominal_day"], found["last_day"], found["by_default"]) == (nominal, last, default)


def acts(kind: str, *rows: tuple[str, str, str | None], as_of: str = "2026-01-01") -> Any:
    found = answer(
        due_date="2025-01-31",
        type=kind,
        guarantor="G1",
        as_of=as_of,
        events=[{"kind": act, "date": day, "guarantor": whom} for act, day, whom in rows],
    )
    return found["state"], found["act_done_on"]


# the period ends on Thursday 2025-07-31
ACTS: list[tuple[str, list[tuple[str, str, str | None]], str, str | None]] = [
    ("joint", [], "released", None),
    ("joint", [("demand_on_guarantor", "2025-07-31", None)], "bound", "2025-07-31"),
    ("joint", [("demand_on_guarantor", "2025-08-01", None)], "released", None),
    ("joint", [("demand_on_guarantor", "2025-07-01", "G1")], "bound", "2025-07-01"),
    ("joint", [("demand_on_guarantor", "2025-07-01", "G2")], "released", None),
    ("joint", [("suit_against_guarantor", "2025-07-01", None)], "bound", "2025-07-01"),
    ("joint", [("suit_against_debtor", "2025-07-01", None)], "released", None),
    ("general", [("demand_on_guarantor", "2025-07-01", None)], "released", None),
    ("general", [("suit_against_debtor", "2025-07-01", None)], "bound", "2025-07-01"),
    ("general", [("arbitration_against_debtor", "2025-07-31", None)], "bound", "2025-07-31"),
    ("general", [("suit_against_debtor", "2025-08-01", None)], "released", None),
    ("unclear", [("demand_on_guarantor", "2025-07-01", None)], "released", None),
    ("unclear", [("suit_against_debtor", "2025-07-01", None)], "bound", "2025-07-01"),
    ("joint", [("signed_notice", "2025-09-01", None)], "released", None),
]


@pytest.mark.parametrize(("kind", "rows", "state", "done"), ACTS)
def test_what_keeps_a_guarantor_bound(
    kind: str, rows: list[tuple[str, str, str | None]], state: str, done: str | None
) -> None:
    assert acts(kind, *rows) == (state, done)


def test_before_the_end_without_an_act_it_is_open() -> None:
    assert acts("joint", as_of="2025-07-31") == ("open", None)
    assert answer(due_date="2025-01-31", type="joint")["state"] is None


def test_a_joint_guarantor_then_has_three_years_from_the_demand() -> None:
    found = answer(
        due_date="2022-01-31",
        type="joint",
        events=[{"kind": "demand_on_guarantor", "date": "2022-03-16"}],
    )
    # 2025-03-16 is a Sunday.
    assert found["limitation_last_day"] == "2025-03-17"


def test_a_general_guarantor_counts_from_the_end_of_the_right_to_refuse() -> None:
    row = {"kind": "suit_against_debtor", "date": "2022-03-16"}
    without = answer(due_date="2022-01-31", type="general", events=[row])
    assert without["limitation_last_day"] is None
    assert "guarantor_limitation_open" in [doubt["code"] for doubt in without["doubts"]]
    known = answer(due_date="2022-01-31", type="general", events=[row], refusal_right_ended_on="2023-01-10")
    assert known["limitation_last_day"] == "2026-01-12"


EXTENSIONS = [
    (True, "2025-12-30", []),
    (False, "2025-07-31", []),
    (None, "2025-07-31", ["extension_consent_unknown"]),
]


@pytest.mark.parametrize(("agreed", "nominal", "doubts"), EXTENSIONS)
def test_an_extension_binds_only_a_guarantor_who_agreed(
    agreed: bool | None, nominal: str, doubts: list[str]
) -> None:
    found = answer(
        due_date="2025-01-31",
        type="joint",
        extended_due_date="2025-06-30",
        guarantor_agreed_extension=agreed,
    )
    assert found["nominal_day"] == nominal
    assert [doubt["code"] for doubt in found["doubts"]] == doubts


def test_signing_after_the_period_revives_nothing() -> None:
    found = answer(
        due_date="2025-01-31",
        type="joint",
        as_of="2026-01-01",
        events=[
            {"kind": "signed_notice", "date": "2025-09-01"},
            {"kind": "new_contract", "date": "2025-10-01"},
        ],
    )
    assert found["state"] == "released"
    assert "signed_after" in [doubt["code"] for doubt in found["doubts"]]
    assert "CN-G7" in [step["id"] for step in found["steps"]]


def test_an_unclear_kind_is_general_and_says_so() -> None:
    found = answer(due_date="2025-01-31")
    assert (found["type"], found["required_act"]) == ("general", "suit_or_arbitration_against_debtor")
    assert "type_unclear" in [doubt["code"] for doubt in found["doubts"]]


def test_a_period_is_agreed_in_one_way_only() -> None:
    with pytest.raises(CalculatorError) as raised:
        answer(due_date="2025-01-31", agreed_months=6, agreed_until="2025-12-31")
    assert raised.value.path == "agreed"


def test_an_act_past_the_end_of_a_year_without_calendar_is_unknown() -> None:
    found = answer(
        due_date="2028-01-31",
        type="joint",
        events=[{"kind": "demand_on_guarantor", "date": "2028-08-02"}],
    )
    assert (found["state"], found["calendar"]) == ("unknown", "unknown")
