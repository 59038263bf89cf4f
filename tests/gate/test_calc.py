"""Deadlines as calculators: validation period, retention, complaints, breathing space."""

# ruff: noqa: E501  (a row of a table is one line)
from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from arrears.gate.rules.pure import CALCULATORS, WireError, calculator_schemas

SCHEMAS = calculator_schemas()


def calc(name: str, **given: Any) -> dict[str, Any]:
    jsonschema.validate(given, SCHEMAS[name]["input"])
    found = CALCULATORS[name](given)
    jsonschema.validate(found, SCHEMAS[name]["output"])
    return found


@pytest.mark.parametrize(
    ("provided_on", "received_on", "ends_on", "without_observed"),
    [
        ("2026-11-02", "2026-11-09", "2026-12-09", "2026-12-09"),  # Monday: Tue to Fri, Mon
        ("2026-11-06", "2026-11-16", "2026-12-16", "2026-12-16"),  # Veterans Day on Wed 11
        ("2026-11-20", "2026-11-30", "2026-12-30", "2026-12-30"),  # Thanksgiving on Thu 26
        ("2026-11-21", "2026-11-30", "2026-12-30", "2026-12-30"),  # a Saturday: the 26th is skipped
        ("2026-06-26", "2026-07-06", "2026-08-05", "2026-08-02"),  # 4 July on a Saturday, observed Fri 3
        ("2027-06-28", "2027-07-06", "2027-08-05", "2027-08-04"),  # 4 July on a Sunday, observed Mon 5
        ("2028-02-24", "2028-03-02", "2028-04-01", "2028-04-01"),  # over a leap day
        ("2026-12-24", "2027-01-04", "2027-02-03", "2027-02-03"),  # Christmas and New Year on Fridays
        ("2021-12-27", "2022-01-04", "2022-02-03", "2022-02-02"),  # New Year on a Saturday, observed Fri 31
    ],
)
def test_the_validation_period(
    provided_on: str, received_on: str, ends_on: str, without_observed: str
) -> None:
    """1006.34(b)(5): five working days to receipt, thirty calendar days; 5 USC 6103(a), the later end."""
    found = calc("validation_period", provided_on=provided_on)
    assert found["assumed_receipt_on"] == received_on
    assert found["ends_on"] == ends_on
    assert found["ends_on_without_observed_days"] == without_observed
    assert (found["doubt"] is not None) is (ends_on != without_observed)


def test_the_period_runs_from_the_second_notice() -> None:
    found = calc("validation_period", provided_on="2026-11-02", resent_on="2026-11-20")
    assert found["ends_on"] == "2026-12-30"


def test_the_notice_is_due_within_five_calendar_days() -> None:
    found = calc("validation_period", provided_on="2026-11-02", initial_communication_on="2026-10-30")
    assert found["notice_due_on"] == "2026-11-04"


@pytest.mark.parametrize(
    ("what", "given", "until"),
    [
        ("China: two years", {"regimes": ["cn"], "kind": "collection_record", "last_activity_on": "2026-11-23"}, "2028-11-23"),
        ("Regulation F: three", {"regimes": ["us_reg_f"], "kind": "collection_record", "last_activity_on": "2026-11-23"}, "2029-11-23"),
        ("the longest of both", {"regimes": ["cn", "us_reg_f"], "kind": "collection_record", "last_activity_on": "2026-11-23"}, "2029-11-23"),
        ("from a leap day", {"regimes": ["cn"], "kind": "collection_record", "last_activity_on": "2028-02-29"}, "2030-02-28"),
        ("the house keeps five", {"regimes": ["cn"], "kind": "collection_record", "last_activity_on": "2026-11-23", "years_house": 5}, "2031-11-23"),
        ("the house cannot keep less", {"regimes": ["cn"], "kind": "collection_record", "last_activity_on": "2026-11-23", "years_house": 1}, "2028-11-23"),
        ("a recording: from each call", {"regimes": ["us_reg_f"], "kind": "call_recording", "made_on": "2026-11-23"}, "2029-11-23"),
        ("a plan by word of mouth, settled early", {"regimes": ["cn"], "kind": "plan_recording", "made_on": "2026-11-23", "settled_on": "2027-05-01"}, "2028-11-23"),
        ("a plan by word of mouth, settled late", {"regimes": ["cn"], "kind": "plan_recording", "made_on": "2026-11-23", "settled_on": "2031-05-01"}, "2031-05-01"),
        ("a plan that is not settled", {"regimes": ["cn"], "kind": "plan_recording", "made_on": "2026-11-23"}, None),
        ("an impact assessment", {"regimes": ["cn"], "kind": "impact_assessment", "made_on": "2026-11-23"}, "2029-11-23"),
        ("a negative record", {"regimes": ["cn"], "kind": "negative_credit_record", "event_ended_on": "2026-11-23"}, "2031-11-23"),
        ("Massachusetts keeps what federal law keeps", {"regimes": ["us_ma"], "kind": "collection_record", "last_activity_on": "2026-11-23"}, "2029-11-23"),
        ("a recording there", {"regimes": ["us_ma", "us_reg_f"], "kind": "call_recording", "made_on": "2026-11-23"}, "2029-11-23"),
        ("a regime without a rule", {"regimes": ["uk"], "kind": "collection_record", "last_activity_on": "2026-11-23"}, None),
    ],
)  # fmt: skip
def test_retention(what: str, given: dict[str, Any], until: str | None) -> None:
    found = calc("retention", **given)
    assert found["until"] == until
    assert found["open_until_settled"] is ("not settled" in what)
    assert (found["then"] == "must_delete") is ("negative" in what)


@pytest.mark.parametrize(
    ("given", "due_on"),
    [
        ({"received_on": "2026-03-01"}, "2026-03-16"),
        ({"received_on": "2026-03-01", "complexity": "simple"}, "2026-03-16"),
        ({"received_on": "2026-03-01", "complexity": "complex"}, "2026-03-31"),
        ({"received_on": "2026-03-01", "complexity": "special"}, "2026-04-30"),
        ({"received_on": "2028-02-20"}, "2028-03-06"),
        ({"received_on": "2026-03-01", "kind": "credit_objection"}, "2026-03-21"),
    ],
)
def test_complaints(given: dict[str, Any], due_on: str) -> None:
    assert calc("complaint_due", **given)["due_on"] == due_on


def test_a_standard_breathing_space() -> None:
    found = calc("breathing_space", registered_on="2026-03-01")
    assert (found["starts_on"], found["ends_on"]) == ("2026-03-02", "2026-04-30")
    assert (found["review_from"], found["review_until"]) == ("2026-03-26", "2026-04-05")
    assert found["available"]


@pytest.mark.parametrize(
    ("previous_ended_on", "available", "available_from"),
    [
        ("2025-02-28", True, "2026-03-01"),
        ("2025-03-01", True, "2026-03-02"),
        ("2025-03-02", False, "2026-03-03"),
    ],
)
def test_a_breathing_space_once_in_twelve_months(
    previous_ended_on: str, available: bool, available_from: str
) -> None:
    found = calc("breathing_space", registered_on="2026-03-01", previous_ended_on=previous_ended_on)
    assert (found["available"], found["available_from"]) == (available, available_from)


def test_a_crisis_lasts_as_long_as_its_treatment_and_thirty_days() -> None:
    crisis = {"registered_on": "2026-03-01", "kind": "mental_health_crisis"}
    assert calc("breathing_space", **crisis)["ends_on"] is None
    ended = calc("breathing_space", **crisis, treatment_ended_on="2026-05-10")
    assert ended["ends_on"] == "2026-06-09"
    assert ended["available"]


@pytest.mark.parametrize(
    ("name", "given", "path"),
    [
        ("validation_period", {}, "provided_on"),
        ("validation_period", {"provided_on": "2026-11-31"}, "provided_on"),
        ("validation_period", {"provided_on": "2026-11-01", "colour": 1}, "colour"),
        ("validation_period", {"provided_on": "2020-11-01"}, "provided_on"),
        ("retention", {"regimes": ["cn"], "kind": "collection_record"}, "last_activity_on"),
        ("retention", {"regimes": ["mars"], "kind": "collection_record"}, "regimes[0]"),
        ("retention", {"regimes": ["cn"], "kind": "poem"}, "kind"),
        ("complaint_due", {"received_on": "2019-01-01"}, "received_on"),
        ("complaint_due", {"received_on": "2026-01-01", "complexity": "awful"}, "complexity"),
        ("breathing_space", {"registered_on": "2020-01-01"}, "registered_on"),
        (
            "breathing_space",
            {
                "registered_on": "2026-03-01",
                "kind": "mental_health_crisis",
                "treatment_ended_on": "2026-02-01",
            },
            "treatment_ended_on",
        ),
    ],
)
def test_what_does_not_fit_is_named(name: str, given: dict[str, Any], path: str) -> None:
    with pytest.raises(WireError) as caught:
        CALCULATORS[name](given)
    assert caught.value.path == path
