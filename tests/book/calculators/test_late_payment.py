"""Late commercial payment in the United Kingdom and the European Union (UK-12, EU-1 to EU-3)."""

from __future__ import annotations

from typing import Any

import pytest

from arrears.book.calculators import api
from arrears.book.calculators.contracts import CalculatorError


def answer(regime: str, **inputs: Any) -> dict[str, Any]:
    return api.calculate("late_payment", {"regime": regime, **inputs})


def uk(**inputs: Any) -> dict[str, Any]:
    base = {
        "regime": "uk",
        "amount": "5000.00",
        "due_date": "2025-03-31",
        "until": "2025-06-30",
        "reference_percent": "4.75",
    }
    return api.calculate("late_payment", {**base, **inputs})


SUMS = [
    ("999.99", "40.00"),
    ("1000.00", "70.00"),
    ("9999.99", "70.00"),
    ("10000.00", "100.00"),
]


@pytest.mark.parametrize(("amount", "fixed"), SUMS)
def test_fixed_sums_of_the_uk_by_size_of_the_debt(amount: str, fixed: str) -> None:
    assert uk(amount=amount)["fixed_sum"] == fixed


def test_uk_interest_is_base_rate_plus_eight_simple() -> None:
    # 5,000 × 12.75 % × 91 / 365
    found = uk()
    assert (found["days_late"], found["interest"], found["total_claim"]) == (91, "158.94", "228.94")


def test_uk_takes_the_rate_of_the_june_or_december_before_and_keeps_it() -> None:
    rates = [
        {"from": "2024-08-01", "percent": "5.00"},
        {"from": "2025-02-06", "percent": "4.50"},
        {"from": "2025-08-07", "percent": "4.00"},
    ]
    found = uk(reference_percent=None, reference_rates=rates, until="2025-12-31")
    assert [row["percent"] for row in found["segments"]] == ["13.00"]
    later = uk(reference_percent=None, reference_rates=rates, due_date="2025-06-30", until="2025-12-31")
    assert [row["percent"] for row in later["segments"]] == ["12.50"]


def test_eu_takes_the_rate_of_each_half_year() -> None:
    found = answer(
        "eu",
        amount="20000.00",
        due_date="2025-05-31",
        until="2026-01-31",
        reference_rates=[
            {"from": "2025-01-01", "percent": "3.15"},
            {"from": "2025-06-11", "percent": "2.15"},
        ],
    )
    assert [(row["from"], row["to"], row["days"], row["percent"]) for row in found["segments"]] == [
        ("2025-05-31", "2025-06-30", 30, "11.15"),
        ("2025-06-30", "2025-12-31", 184, "10.15"),
        ("2025-12-31", "2026-01-31", 31, "10.15"),
    ]
    assert (found["fixed_sum"], found["days_late"]) == ("40.00", 245)


def test_costs_count_beyond_the_fixed_sum() -> None:
    assert uk(recovery_costs="50.00")["extra_costs"] == "0.00"
    assert uk(recovery_costs="150.00")["extra_costs"] == "80.00"


def test_part_payments_lower_the_base() -> None:
    found = uk(
        payments=[{"date": "2025-04-30", "amount": "2000.00"}, {"date": "2025-05-30", "amount": "3000.00"}]
    )
    assert [(row["base"], row["days"]) for row in found["segments"]] == [("5000.00", 30), ("3000.00", 30)]
    assert (found["unpaid"], found["days_late"]) == ("0.00", 60)


ON_TIME = [
    {"until": "2025-03-31"},
    {"payments": [{"date": "2025-03-31", "amount": "5000.00"}]},
]


@pytest.mark.parametrize("facts", ON_TIME)
def test_paid_on_time_costs_nothing(facts: dict[str, Any]) -> None:
    found = uk(**facts)
    assert (found["interest"], found["fixed_sum"], found["days_late"]) == ("0.00", "0.00", 0)


DUE = [
    ("uk", {"invoice_date": "2025-03-01"}, "2025-03-31"),
    ("eu", {"invoice_date": "2025-03-01"}, "2025-03-31"),
    ("uk", {"invoice_date": "2025-03-01", "agreed_days": 45}, "2025-04-15"),
]


@pytest.mark.parametrize(("regime", "facts", "due"), DUE)
def test_the_due_day_when_none_was_fixed(regime: str, facts: dict[str, Any], due: str) -> None:
    found = answer(regime, amount="100.00", until="2025-06-30", reference_percent="2", **facts)
    assert found["due_date"] == due


TERMS = [
    ("business", 60, None, "within"),
    ("business", 61, None, "needs_agreement"),
    ("business", 61, True, "within"),
    ("public", 30, None, "within"),
    ("public", 31, None, "needs_agreement"),
    ("public", 60, True, "within"),
    ("public", 61, True, "too_long"),
]


@pytest.mark.parametrize(("debtor", "agreed", "fair", "check"), TERMS)
def test_terms_in_the_eu(debtor: str, agreed: int, fair: bool | None, check: str) -> None:
    found = answer(
        "eu",
        amount="100.00",
        invoice_date="2025-01-01",
        agreed_days=agreed,
        debtor=debtor,
        longer_term_agreed=fair,
        until="2025-01-01",
        reference_percent="2",
    )
    assert found["term_check"] == check


@pytest.mark.parametrize(
    ("facts", "path"),
    [
        ({"reference_percent": None}, "reference_percent"),
        ({"reference_rates": [{"from": "2020-01-01", "percent": "1"}]}, "reference_percent"),
        (
            {"reference_percent": None, "reference_rates": [{"from": "2025-02-01", "percent": "1"}]},
            "reference_rates",
        ),
        ({"margin_percent": "7.99"}, "margin_percent"),
        ({"due_date": None}, "due_date"),
        ({"regime": "us"}, "regime"),
    ],
)
def test_faults_name_their_place(facts: dict[str, Any], path: str) -> None:
    with pytest.raises(CalculatorError) as raised:
        uk(**facts)
    assert raised.value.path == path
