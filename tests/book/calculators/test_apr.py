"""Annual percentage rates: the examples of Regulation Z appendix J (c), and plain internal rates of return."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.book.calculators import api
from arrears.book.calculators.contracts import CalculatorError
from arrears.book.calculators.contracts.fields import money_text


def apr(**inputs: Any) -> dict[str, Any]:
    return api.calculate("apr", inputs)


def dated(unit: str, every: int, advance: tuple[str, str], *payments: tuple[str, str, int]) -> dict[str, Any]:
    return {
        "unit_period": {"unit": unit, "every": every},
        "advances": [{"date": advance[0], "amount": advance[1]}],
        "payments": [{"date": day, "amount": amount, "count": count} for day, amount, count in payments],
    }


def halves(first: str, count: int, amount: str) -> list[tuple[str, str, int]]:
    """Payments on the 1st and 16th from a first day on."""
    year, month, day = (int(part) for part in first.split("-"))
    found = []
    for _ in range(count):
        found.append((f"{year}-{month:02d}-{day:02d}", amount, 1))
        if day == 1:
            day = 16
        else:
            year, month, day = (year + 1, 1, 1) if month == 12 else (year, month + 1, 1)
    return found


# 12 CFR 1026 appendix J (c): example → annual percentage rate as printed there
APPENDIX_J: list[tuple[str, dict[str, Any], str]] = [
    ("(1)(i)", dated("month", 1, ("1978-01-10", "5000.00"), ("1978-02-10", "230.00", 24)), "9.69"),
    ("(1)(ii)", dated("month", 1, ("1978-02-10", "6000.00"), ("1978-04-01", "200.00", 36)), "11.82"),
    (
        "(1)(iii)",
        dated("half_month", 1, ("1978-02-23", "5000.00"), *halves("1978-03-01", 24, "219.17")),
        "10.34",
    ),
    ("(1)(iv)", dated("month", 3, ("1978-05-23", "10000.00"), ("1978-10-01", "385.00", 40)), "8.97"),
    ("(1)(v)", dated("week", 1, ("1978-03-20", "500.00"), ("1978-04-21", "17.60", 30)), "14.96"),
    (
        "(2)(i)",
        dated(
            "month", 1, ("1978-01-10", "5000.00"), ("1978-02-10", "250.00", 1), ("1978-03-10", "230.00", 23)
        ),
        "10.08",
    ),
    (
        "(2)(ii)",
        dated("week", 4, ("1978-03-18", "400.00"), ("1978-04-20", "39.50", 1), ("1978-05-18", "38.31", 11)),
        "28.50",
    ),
    (
        "(3)(i)",
        dated(
            "month", 1, ("1978-01-10", "5000.00"), ("1978-02-10", "230.00", 23), ("1980-01-10", "280.00", 1)
        ),
        "10.50",
    ),
    (
        "(3)(ii)",
        dated("week", 2, ("1978-04-03", "200.00"), ("1978-04-11", "9.50", 19), ("1979-01-02", "30.00", 1)),
        "12.22",
    ),
    (
        "(4)(i)",
        dated(
            "month",
            1,
            ("1978-01-10", "5000.00"),
            ("1978-02-10", "250.00", 1),
            ("1978-03-10", "230.00", 22),
            ("1980-01-10", "280.00", 1),
        ),
        "10.90",
    ),
    (
        "(4)(ii)",
        dated(
            "month",
            2,
            ("1978-01-10", "8000.00"),
            ("1978-03-01", "449.36", 1),
            ("1978-05-01", "465.00", 18),
            ("1981-05-01", "200.00", 1),
        ),
        "7.30",
    ),
    ("(5)(i)", dated("day", 255, ("1978-01-03", "1000.00"), ("1978-09-15", "1080.00", 1)), "11.45"),
]


@pytest.mark.parametrize(("example", "inputs", "rate"), APPENDIX_J, ids=[row[0] for row in APPENDIX_J])
def test_the_regulators_worked_examples(example: str, inputs: dict[str, Any], rate: str) -> None:
    assert apr(**inputs)["apr_percent"] == rate, example


def test_odd_parts_may_be_given_instead_of_days() -> None:
    found = apr(
        advances=[{"amount": "6000.00"}],
        payments=[{"amount": "200.00", "period": 1, "odd": "19/30", "count": 36}],
    )
    assert found["apr_percent"] == "11.82"


def test_the_short_form_is_a_level_loan() -> None:
    short = apr(amount_financed="5000.00", payment="230.00", months=24)
    long = apr(advances=[{"amount": "5000.00"}], payments=[{"amount": "230.00", "period": 1, "count": 24}])
    assert short == long
    assert (short["apr_percent"], short["finance_charge"]) == ("9.69", "520.00")


def test_an_instalment_plan_and_its_flows_have_one_rate() -> None:
    plan = api.calculate(
        "instalment",
        {"principal": "12000.00", "months": 12, "method": "flat_fee", "fee_percent_per_month": "0.6"},
    )
    rate = apr(amount_financed="12000.00", payment=plan["payment"], months=12)
    for key in ("nominal_percent", "effective_percent"):
        assert abs(Decimal(rate[key]) - Decimal(plan["yearly_cost"][key])) <= Decimal("0.00005")


def test_a_unit_period_of_its_own() -> None:
    found = apr(
        advances=[{"amount": "1000.00"}],
        payments=[{"amount": "1080.00", "period": 1}],
        periods_per_year="365/255",
    )
    assert found["apr_percent"] == "11.45"


RATES = [
    ("100.00", "100.00", 1, "0.00"),
    ("100.00", "50.00", 2, "0.00"),
    ("100.00", "101.00", 1, "12.00"),
    ("100.00", "99.00", 1, "-12.00"),
]


@pytest.mark.parametrize(("amount", "payment", "months", "rate"), RATES)
def test_plain_rates(amount: str, payment: str, months: int, rate: str) -> None:
    assert apr(amount_financed=amount, payment=payment, months=months)["apr_percent"] == rate


def test_a_rate_too_large_to_compound_says_so() -> None:
    found = apr(
        advances=[{"amount": "100.00", "date": "2026-01-01"}],
        payments=[{"amount": "5000.00", "date": "2026-01-02"}],
        unit_period={"unit": "day"},
    )
    assert found["effective_percent"] is None


@pytest.mark.parametrize(
    ("inputs", "path"),
    [
        ({}, "payments"),
        ({"amount_financed": "1.00"}, "amount_financed"),
        (
            {"amount_financed": "1.00", "payment": "1.00", "months": 1, "payments": [{"amount": "1.00"}]},
            "advances",
        ),
        ({"advances": [{"amount": "1.00"}], "payments": [{"amount": "1.00"}]}, "payments[0].period"),
        (
            {
                "advances": [{"amount": "1.00", "date": "2026-01-01"}],
                "payments": [{"amount": "1.00", "period": 1}],
            },
            "payments",
        ),
        (
            {
                "advances": [{"amount": "1.00", "date": "2026-01-02"}],
                "payments": [{"amount": "1.00", "date": "2026-01-01"}],
            },
            "payments[0]",
        ),
        (
            {"advances": [{"amount": "1.00"}], "payments": [{"amount": "1.00", "period": 1, "odd": "3/2"}]},
            "payments[0].odd",
        ),
        (
            {"amount_financed": "1.00", "payment": "1.00", "months": 1, "periods_per_year": "0"},
            "periods_per_year",
        ),
        (
            {"advances": [{"amount": "5.00", "period": 1}], "payments": [{"amount": "1.00", "period": 0}]},
            "payments",
        ),
    ],
)
def test_faults_name_their_place(inputs: dict[str, Any], path: str) -> None:
    with pytest.raises(CalculatorError) as raised:
        apr(**inputs)
    assert raised.value.path == path


@given(amount=st.integers(10_000, 10**8), months=st.integers(1, 120), more=st.integers(0, 9 * 10**5))
def test_paying_more_never_costs_less(amount: int, months: int, more: int) -> None:
    def rate(payment: int) -> Decimal:
        found = apr(amount_financed=money_text(amount), payment=money_text(payment), months=months)
        return Decimal(found["nominal_percent"])

    level = -(-amount // months)
    assert rate(level) <= rate(level + more)


@given(amount=st.integers(1, 10**9), months=st.integers(1, 60))
def test_no_cost_no_rate(amount: int, months: int) -> None:
    found = apr(amount_financed=money_text(amount * months), payment=money_text(amount), months=months)
    assert (found["apr_percent"], found["effective_percent"]) == ("0.00", "0.000000")
