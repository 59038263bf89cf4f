"""Court fees by Order 481: every tier at its boundary, and the quick forms against the tier sums."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.book.calculators import api
from arrears.book.calculators.contracts import CalculatorError
from arrears.book.calculators.contracts.fields import money_text

ACCEPTANCE = [
    ("0.01", "50.00"),
    ("9999.99", "50.00"),
    ("10000.00", "50.00"),
    ("10000.01", "50.00"),
    ("10001.00", "50.03"),
    ("30000.00", "550.00"),
    ("99999.00", "2299.98"),
    ("100000.00", "2300.00"),
    ("100001.00", "2300.02"),
    ("123456.78", "2769.14"),
    ("199999.00", "4299.98"),
    ("200000.00", "4300.00"),
    ("200001.00", "4300.02"),
    ("499999.00", "8799.99"),
    ("500000.00", "8800.00"),
    ("500001.00", "8800.01"),
    ("999999.00", "13799.99"),
    ("1000000.00", "13800.00"),
    ("1000001.00", "13800.01"),
    ("1999999.00", "22799.99"),
    ("2000000.00", "22800.00"),
    ("2000001.00", "22800.01"),
    ("5000000.00", "46800.00"),
    ("5000001.00", "46800.01"),
    ("10000000.00", "81800.00"),
    ("10000100.00", "81800.60"),
    ("20000000.00", "141800.00"),
    ("20000100.00", "141800.50"),
    ("100000000.00", "541800.00"),
]

EXECUTION = [
    ("0.01", "50.00"),
    ("10000.00", "50.00"),
    ("10001.00", "50.02"),
    ("499999.00", "7399.99"),
    ("500000.00", "7400.00"),
    ("500001.00", "7400.01"),
    ("600000.00", "8400.00"),
    ("5000000.00", "52400.00"),
    ("5000002.00", "52400.01"),
    ("10000000.00", "77400.00"),
    ("10000010.00", "77400.01"),
    ("20000000.00", "87400.00"),
]

PRESERVATION = [
    ("0.00", "30.00", False),
    ("1000.00", "30.00", False),
    ("1001.00", "30.01", False),
    ("100000.00", "1020.00", False),
    ("100002.00", "1020.01", False),
    ("895998.00", "4999.99", False),
    ("896000.00", "5000.00", True),
    ("896001.00", "5000.00", True),
    ("90000000.00", "5000.00", True),
]

REDUCED = [
    ({}, "2769.14", "1"),
    ({"procedure": "summary"}, "1384.57", "1/2"),
    ({"procedure": "small_claims"}, "1384.57", "1/2"),
    ({"ended_by": "judgment"}, "2769.14", "1"),
    ({"ended_by": "mediation"}, "1384.57", "1/2"),
    ({"ended_by": "withdrawal"}, "1384.57", "1/2"),
    ({"counterclaim": True}, "1384.57", "1/2"),
    ({"procedure": "summary", "ended_by": "withdrawal", "counterclaim": True}, "1384.57", "1/2"),
    ({"procedure": "payment_order"}, "923.05", "1/3"),
]

QUICK = {
    "court_fee": [
        ("100000", "2.5", "-200"),
        ("200000", "2", "300"),
        ("500000", "1.5", "1300"),
        ("1000000", "1", "3800"),
        ("2000000", "0.9", "4800"),
        ("5000000", "0.8", "6800"),
        ("10000000", "0.7", "11800"),
        ("20000000", "0.6", "21800"),
        ("Infinity", "0.5", "41800"),
    ],
    "execution_fee": [
        ("500000", "1.5", "-100"),
        ("5000000", "1", "2400"),
        ("10000000", "0.5", "27400"),
        ("Infinity", "0.1", "67400"),
    ],
    "preservation_fee": [("100000", "1", "20"), ("Infinity", "0.5", "520")],
}
FLAT = {"court_fee": ("10000", "50"), "execution_fee": ("10000", "50"), "preservation_fee": ("1000", "30")}


def quick(name: str, amount: Decimal) -> Decimal:
    """The fee by the trade's quick forms, rounded to the cent."""
    up_to, flat = FLAT[name]
    if amount <= Decimal(up_to):
        return Decimal(flat).quantize(Decimal("0.01"))
    percent, plus = next((p, q) for top, p, q in QUICK[name] if amount <= Decimal(top))
    fee = amount * Decimal(percent) / 100 + Decimal(plus)
    if name == "preservation_fee":
        fee = min(fee, Decimal(5000))
    return fee.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@pytest.mark.parametrize(("claim", "fee"), ACCEPTANCE)
def test_acceptance_fee_at_each_boundary(claim: str, fee: str) -> None:
    assert api.calculate("court_fee", {"claim": claim})["fee"] == fee


@pytest.mark.parametrize(("amount", "fee"), EXECUTION)
def test_execution_fee_at_each_boundary(amount: str, fee: str) -> None:
    answer = api.calculate("execution_fee", {"amount": amount})
    assert answer["fee"] == fee
    assert (answer["payer"], answer["prepaid"]) == ("debtor", False)


@pytest.mark.parametrize(("amount", "fee", "capped"), PRESERVATION)
def test_preservation_fee_and_its_ceiling(amount: str, fee: str, capped: bool) -> None:
    answer = api.calculate("preservation_fee", {"amount": amount})
    assert (answer["fee"], answer["capped"]) == (fee, capped)


@pytest.mark.parametrize(("case", "fee", "share"), REDUCED)
def test_half_fee_once_and_a_third_for_a_payment_order(case: dict[str, object], fee: str, share: str) -> None:
    answer = api.calculate("court_fee", {"claim": "123456.78", **case})
    assert (answer["fee"], answer["share"]) == (fee, share)
    assert answer["full_fee"] == "2769.14"


def test_thirds_and_halves_come_from_the_exact_fee_not_from_the_rounded_one() -> None:
    # 2.5 % of 10,001.00 less 200 is 50.025: the half is 25.0125, not half of 50.03.
    answer = api.calculate("court_fee", {"claim": "10001.00"})
    assert (answer["full_fee"], answer["half_fee"], answer["payment_order_fee"]) == (
        "50.03",
        "25.01",
        "16.68",
    )


def test_a_payment_order_says_who_bears_it_when_it_fails() -> None:
    answer = api.calculate("court_fee", {"claim": "30000.00", "procedure": "payment_order"})
    assert answer["payer"] == "debtor_or_applicant_if_order_fails"
    assert [step["id"] for step in answer["steps"]] == ["CN-481-13", "CN-481-14-3", "CN-M1"]


def test_the_tiers_make_the_fee() -> None:
    answer = api.calculate("court_fee", {"claim": "250000.00"})
    assert [(tier["in_tier"], tier["fee"]) for tier in answer["tiers"]] == [
        ("10000.00", "50"),
        ("90000.00", "2250"),
        ("100000.00", "2000"),
        ("50000.00", "750"),
    ]


def test_no_tariff_is_claimed_before_it_was_in_force() -> None:
    with pytest.raises(CalculatorError) as raised:
        api.calculate("court_fee", {"claim": "1000.00", "filed_on": "2007-03-31"})
    assert raised.value.path == "filed_on"
    assert api.calculate("court_fee", {"claim": "1000.00", "filed_on": "2007-04-01"})["fee"] == "50.00"


def test_a_payment_order_cannot_be_halved() -> None:
    with pytest.raises(CalculatorError) as raised:
        api.calculate(
            "court_fee", {"claim": "1000.00", "procedure": "payment_order", "ended_by": "mediation"}
        )
    assert raised.value.path == "procedure"


@pytest.mark.parametrize("name", sorted(QUICK))
@given(minor=st.integers(min_value=1, max_value=5 * 10**9))
def test_the_quick_forms_equal_the_tier_sums(name: str, minor: int) -> None:
    key = "claim" if name == "court_fee" else "amount"
    fee = api.calculate(name, {key: money_text(minor)})["fee"]
    assert fee == f"{quick(name, Decimal(minor) / 100):.2f}"


@given(low=st.integers(1, 10**10), more=st.integers(0, 10**8))
def test_a_larger_claim_never_costs_less(low: int, more: int) -> None:
    def fee(minor: int) -> Decimal:
        return Decimal(api.calculate("court_fee", {"claim": money_text(minor)})["fee"])

    assert fee(low) <= fee(low + more)
