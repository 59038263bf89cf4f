"""What can be afforded, settlement by a lump sum, extension."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.book.calculators import api
from arrears.book.calculators.contracts import CalculatorError
from arrears.book.calculators.contracts.fields import money_text


def agree(mode: str, **inputs: Any) -> dict[str, Any]:
    return api.calculate("instalment", {"mode": mode, **inputs})


# debt, monthly budget, rate, product → fewest months, payment
BUDGETS = [
    ("12000.00", "1000.00", "0", "card", 12, "1000.00"),
    ("12000.00", "999.99", "0", "card", 13, "923.08"),
    ("30000.00", "900.00", "9", "card", 39, "890.07"),
    ("500.00", "600.00", "0", "card", 1, "500.00"),
    ("30000.00", "400.00", "0", "card", None, None),
    ("30000.00", "400.00", "0", "loan", 75, "400.00"),
]


@pytest.mark.parametrize(("debt", "budget", "rate", "product", "months", "payment"), BUDGETS)
def test_the_shortest_plan_that_fits(
    debt: str, budget: str, rate: str, product: str, months: int | None, payment: str | None
) -> None:
    found = agree("budget", principal=debt, budget=budget, annual_rate_percent=rate, product=product)
    assert (found["months"], found["payment"], found["affordable"]) == (months, payment, months is not None)


def test_what_does_not_fit_says_how_much_would() -> None:
    found = agree("budget", principal="30000.00", budget="400.00", product="card")
    assert (found["affordable_amount"], found["gap"], found["plan"]) == ("24000.00", "6000.00", None)
    flat = agree(
        "budget",
        principal="30000.00",
        budget="400.00",
        product="card",
        method="flat_fee",
        fee_percent_per_month="0.5",
    )
    assert Decimal(flat["affordable_amount"]) < Decimal("18500")


def test_income_less_necessary_expenses_is_the_budget() -> None:
    found = agree("budget", principal="1200.00", income="5000.00", expenses="4900.00")
    assert (found["budget"], found["months"]) == ("100.00", 12)
    none = agree("budget", principal="1200.00", income="5000.00", expenses="5000.00")
    assert (none["budget"], none["affordable"], none["affordable_amount"]) == ("0.00", False, "0.00")


PARTS = [
    {"component": "principal", "amount": "8000.00"},
    {"component": "interest", "amount": "1500.00"},
    {"component": "penalty", "amount": "500.00"},
]


def test_penalty_and_interest_are_waived_before_principal() -> None:
    found = agree("settlement", parts=PARTS, offer="8500.00")
    assert [(row["component"], row["waived"], row["to_pay"]) for row in found["parts"]] == [
        ("principal", "0.00", "8000.00"),
        ("interest", "1000.00", "500.00"),
        ("penalty", "500.00", "0.00"),
    ]
    assert (found["waived"], found["waived_percent"]) == ("1500.00", "15.00")


def test_a_discount_says_the_same_as_an_offer() -> None:
    by_offer = agree("settlement", parts=PARTS, offer="8500.00")
    assert agree("settlement", parts=PARTS, discount_percent="15") == by_offer


# an offer of 8,500 on 10,000, open to 16 March included
STATES: list[tuple[dict[str, Any], str | None, str | None]] = [
    ({}, None, None),
    ({"as_of": "2026-03-16"}, "open", "8500.00"),
    ({"as_of": "2026-03-16", "paid": "500.00"}, "open", "8000.00"),
    ({"as_of": "2026-03-17"}, "expired", "10000.00"),
    ({"as_of": "2026-03-17", "paid": "500.00"}, "expired", "9500.00"),
    ({"paid": "8500.00", "paid_on": "2026-03-16"}, "kept", "0.00"),
    ({"paid": "8500.00", "paid_on": "2026-03-17"}, "expired", "1500.00"),
    ({"paid": "8499.99", "paid_on": "2026-03-16", "as_of": "2026-03-20"}, "expired", "1500.01"),
]


@pytest.mark.parametrize(("facts", "state", "owed"), STATES)
def test_an_offer_lapses_and_the_debt_stands_again(
    facts: dict[str, Any], state: str | None, owed: str | None
) -> None:
    found = agree(
        "settlement", debt="10000.00", offer="8500.00", offered_on="2026-03-02", valid_days=14, **facts
    )
    assert (found["expires_on"], found["state"], found["owed_now"]) == ("2026-03-16", state, owed)


def test_an_extension_moves_the_days_and_prices_the_time() -> None:
    items = [
        {"amount": "5000.00", "due_date": "2026-03-31"},
        {"amount": "5000.00", "due_date": "2025-12-31"},
    ]
    found = agree("extension", items=items, months=2, annual_rate_percent="7.3", fee="20.00")
    assert [
        (row["due_date"], row["new_due_date"], row["days"], row["payment"]) for row in found["items"]
    ] == [
        ("2025-12-31", "2026-02-28", 59, "5079.00"),
        ("2026-03-31", "2026-05-31", 61, "5061.00"),
    ]
    # 59 and 61 days at one yuan a day, and 20 more.
    assert (found["total_interest"], found["total_cost"], found["yearly_percent"]) == (
        "120.00",
        "140.00",
        "8.5167",
    )
    assert "CN-G5" in [step["id"] for step in found["steps"]]


def test_an_extension_without_guarantor_says_nothing_of_one() -> None:
    found = agree(
        "extension", items=[{"amount": "1.00", "due_date": "2026-03-31"}], months=1, has_guarantor=False
    )
    assert [step["id"] for step in found["steps"]] == ["AGREED"]


@pytest.mark.parametrize(
    ("mode", "inputs", "path"),
    [
        ("budget", {"principal": "1.00"}, "budget"),
        ("budget", {"principal": "1.00", "budget": "1.00", "income": "1.00"}, "budget"),
        ("budget", {"principal": "1.00", "budget": "1.00", "months": 61}, "months"),
        ("settlement", {"offer": "1.00"}, "debt"),
        ("settlement", {"debt": "1.00", "parts": PARTS, "offer": "1.00"}, "debt"),
        ("settlement", {"debt": "1.00"}, "offer"),
        ("settlement", {"debt": "1.00", "offer": "1.01"}, "offer"),
        ("settlement", {"debt": "2.00", "offer": "1.00", "valid_days": 3}, "offered_on"),
        (
            "settlement",
            {
                "debt": "2.00",
                "offer": "1.00",
                "offered_on": "2026-01-01",
                "valid_days": 3,
                "expires_on": "2026-01-04",
            },
            "expires_on",
        ),
        ("settlement", {"parts": PARTS, "offer": "1.00", "waive_first": ["penalty"]}, "waive_first"),
        ("extension", {"items": [], "months": 1}, "items"),
    ],
)
def test_faults_name_their_place(mode: str, inputs: dict[str, Any], path: str) -> None:
    with pytest.raises(CalculatorError) as raised:
        agree(mode, **inputs)
    assert raised.value.path == path


@given(
    debt=st.integers(6_000, 10**8), budget=st.integers(1, 10**7), rate=st.sampled_from(["0", "6", "18.25"])
)
def test_the_plan_found_fits_and_one_month_less_would_not(debt: int, budget: int, rate: str) -> None:
    found = agree(
        "budget",
        principal=money_text(debt),
        budget=money_text(budget),
        annual_rate_percent=rate,
        product="card",
    )
    if not found["affordable"]:
        assert Decimal(found["gap"]) >= 0
        return
    payments = [Decimal(row["payment"]) for row in found["plan"]["schedule"]]
    assert max(payments) <= Decimal(found["budget"])
    if found["months"] > 1:
        shorter = api.calculate(
            "instalment",
            {
                "principal": money_text(debt),
                "months": found["months"] - 1,
                "annual_rate_percent": rate,
                "product": "card",
            },
        )
        assert max(Decimal(row["payment"]) for row in shorter["schedule"]) > Decimal(found["budget"])


@given(amounts=st.lists(st.integers(1, 10**7), min_size=3, max_size=3), cut=st.decimals(0, 99, places=2))
def test_what_is_waived_and_what_is_paid_make_the_debt(amounts: list[int], cut: Decimal) -> None:
    parts = [
        {"component": component, "amount": money_text(amount)}
        for component, amount in zip(("principal", "interest", "fee"), amounts, strict=True)
    ]
    found = agree("settlement", parts=parts, discount_percent=str(cut))
    assert Decimal(found["to_pay"]) + Decimal(found["waived"]) == Decimal(found["debt"])
    assert sum(Decimal(row["waived"]) for row in found["parts"]) == Decimal(found["waived"])
    assert all(Decimal(row["to_pay"]) >= 0 for row in found["parts"])
