"""Limits of court procedure, each from its own day (CN-M2 to CN-M9)."""

from __future__ import annotations

from typing import Any

import pytest

from arrears.book.calculators import api
from arrears.book.calculators.contracts import CalculatorError


def answer(kind: str, **inputs: Any) -> dict[str, Any]:
    return api.calculate("procedure", {"kind": kind, **inputs})


def last_day(kind: str, what: str, **inputs: Any) -> Any:
    found = {row["what"]: row for row in answer(kind, **inputs)["deadlines"]}
    return found[what]["last_day"]


DEADLINES: list[tuple[str, str, dict[str, Any], str]] = [
    ("payment_order", "court_tells", {"applied_on": "2026-03-03"}, "2026-03-09"),
    ("payment_order", "court_orders", {"accepted_on": "2026-03-03"}, "2026-03-18"),
    ("payment_order", "pay_or_object", {"served_on": "2026-03-03"}, "2026-03-18"),
    ("payment_order", "pay_or_object", {"served_on": "2026-09-18"}, "2026-10-08"),
    ("payment_order", "serve", {"issued_on": "2026-03-03"}, "2026-04-02"),
    ("payment_order", "refuse_suit", {"ended_notice_on": "2026-03-03"}, "2026-03-10"),
    ("pre_suit_preservation", "sue_or_arbitrate", {"measure_on": "2026-03-03"}, "2026-04-02"),
    ("pre_suit_preservation", "sue_or_arbitrate", {"measure_on": "2026-09-01"}, "2026-10-08"),
    ("preservation", "ask_renewal", {"expires_on": "2026-03-18"}, "2026-03-11"),
    (
        "small_claims",
        "decide",
        {"amount": "1.00", "yearly_wage": "9.00", "filed_on": "2026-03-03"},
        "2026-05-06",
    ),
    ("summary", "decide", {"filed_on": "2026-03-03"}, "2026-06-03"),
    ("summary", "decide", {"filed_on": "2025-11-30"}, "2026-02-28"),
    ("summary", "decide_extended", {"filed_on": "2026-03-03"}, "2026-07-03"),
    ("appeal", "appeal", {"served_on": "2026-03-03"}, "2026-03-18"),
    ("appeal", "appeal", {"served_on": "2026-03-03", "decision": "ruling"}, "2026-03-13"),
    ("appeal", "appeal", {"served_on": "2026-02-02"}, "2026-02-24"),
    ("enforcement", "apply_for_enforcement", {"performance_end": "2024-03-15"}, "2026-03-16"),
    ("enforcement", "apply_for_enforcement", {"effective_on": "2024-06-30"}, "2026-06-30"),
    (
        "enforcement",
        "apply_for_enforcement",
        {"instalments": ["2023-01-31", "2024-06-30", "2024-01-31"]},
        "2026-06-30",
    ),
]


@pytest.mark.parametrize(("kind", "what", "inputs", "day"), DEADLINES)
def test_each_limit(kind: str, what: str, inputs: dict[str, Any], day: str) -> None:
    assert last_day(kind, what, **inputs) == day


# an order served on Tuesday 2026-03-03: fifteen days end on 2026-03-18
OBJECTIONS = [
    ("2026-03-18", "written", "debt", "order_failed"),
    ("2026-03-19", "written", "debt", "order_stands"),
    ("2026-03-10", "oral", "debt", "order_stands"),
    ("2026-03-10", "written", "cannot_pay", "order_stands"),
]


@pytest.mark.parametrize(("on", "form", "ground", "verdict"), OBJECTIONS)
def test_what_an_objection_does(on: str, form: str, ground: str, verdict: str) -> None:
    objection = {"on": on, "form": form, "ground": ground}
    assert answer("payment_order", served_on="2026-03-03", objection=objection)["verdict"] == verdict


ADMISSIBLE: list[tuple[dict[str, Any], str | None]] = [
    ({}, None),
    ({"counter_debt": True}, "not_admissible"),
    ({"can_be_served": False}, "not_admissible"),
    ({"counter_debt": False}, None),
    ({"counter_debt": False, "can_be_served": True}, "admissible"),
]


@pytest.mark.parametrize(("facts", "verdict"), ADMISSIBLE)
def test_a_payment_order_needs_no_counter_debt_and_a_debtor_who_can_be_served(
    facts: dict[str, Any], verdict: str | None
) -> None:
    assert answer("payment_order", **facts)["verdict"] == verdict


def test_the_court_rules_on_preservation_within_forty_eight_hours() -> None:
    found = answer("pre_suit_preservation", applied_at="2026-03-06T16:30:00+08:00", amount="200000.00")
    assert found["deadlines"][0]["at"] == "2026-03-08T16:30:00+08:00"
    assert found["security"] == "200000.00"


def test_security_in_a_suit_is_at_most_thirty_per_cent() -> None:
    assert answer("preservation", amount="100000.05")["security"] == "30000.01"


def test_a_limit_that_counts_backwards_is_not_moved_later() -> None:
    found = answer("preservation", expires_on="2026-03-15")  # 8 March is a Sunday
    assert found["deadlines"][0]["last_day"] == "2026-03-08"
    assert [doubt["code"] for doubt in found["doubts"]] == ["rest_day_before"]


SMALL = [
    ("60000.00", None, "mandatory", True),
    ("60000.01", None, "by_agreement", None),
    ("60000.01", True, "by_agreement", True),
    ("60000.01", False, "by_agreement", False),
    ("240000.00", True, "by_agreement", True),
    ("240000.01", True, "not_available", False),
]


@pytest.mark.parametrize(("amount", "agreed", "verdict", "final"), SMALL)
def test_small_claims_by_the_yearly_wage(
    amount: str, agreed: bool | None, verdict: str, final: bool | None
) -> None:
    found = answer("small_claims", amount=amount, yearly_wage="120000.00", agreed=agreed)
    assert (found["verdict"], found["final"]) == (verdict, final)


def test_enforcement_restarts_and_pauses_like_limitation() -> None:
    found = answer(
        "enforcement",
        performance_end="2022-06-30",
        events=[{"kind": "demand", "date": "2023-12-01", "reached_debtor": True}],
        pauses=[{"from": "2025-10-01", "to": "2025-12-10"}],
        as_of="2026-06-01",
    )
    assert found["deadlines"][0]["last_day"] == "2026-06-10"
    assert (found["verdict"], found["days_left"]) == ("running", 9)


def test_late_enforcement_is_expired_but_still_taken() -> None:
    found = answer("enforcement", performance_end="2023-06-30", as_of="2025-07-01")
    assert found["verdict"] == "expired"
    assert "Courts take late applications" in found["steps"][-1]["en"]


def test_enforcement_has_no_twenty_year_ceiling() -> None:
    rows = [{"kind": "consent", "date": f"{year}-01-10"} for year in range(2001, 2025)]
    assert (
        last_day("enforcement", "apply_for_enforcement", performance_end="2000-01-10", events=rows)
        == "2026-01-12"
    )


def test_open_proceedings_leave_the_last_day_open() -> None:
    found = answer(
        "enforcement",
        performance_end="2024-06-30",
        events=[{"kind": "enforcement", "date": "2025-01-10", "pending": True}],
    )
    assert found["deadlines"][0]["last_day"] is None


def test_a_year_without_calendar_is_named() -> None:
    found = answer("appeal", served_on="2029-03-03")
    assert found["deadlines"][0]["calendar"] == "unknown"
    assert [doubt["code"] for doubt in found["doubts"]] == ["no_calendar"]


@pytest.mark.parametrize(
    ("inputs", "path"),
    [
        ({}, "kind"),
        ({"kind": "by_mood"}, "kind"),
        ({"kind": "appeal"}, "served_on"),
        ({"kind": "appeal", "served_on": "2026-01-01", "filed_on": "2026-01-01"}, "filed_on"),
        ({"kind": "enforcement"}, "performance_end"),
        (
            {"kind": "enforcement", "performance_end": "2026-01-01", "effective_on": "2026-01-01"},
            "performance_end",
        ),
        ({"kind": "pre_suit_preservation", "applied_at": "2026-03-06T16:30:00"}, "applied_at"),
    ],
)
def test_faults_name_their_place(inputs: dict[str, Any], path: str) -> None:
    with pytest.raises(CalculatorError) as raised:
        api.calculate("procedure", inputs)
    assert raised.value.path == path
