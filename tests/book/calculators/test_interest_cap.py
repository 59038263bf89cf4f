"""What interest the law protects, the LPR given (CN-C1 to CN-C8)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.book.calculators import api
from arrears.book.calculators.contracts import CalculatorError
from arrears.book.calculators.contracts.fields import money_text

LPR = [
    {"from": "2023-08-21", "percent": "3.45"},
    {"from": "2024-07-22", "percent": "3.35"},
    {"from": "2024-10-21", "percent": "3.10"},
]


def answer(**inputs: Any) -> dict[str, Any]:
    return api.calculate("interest_cap", {"contract_date": "2024-03-01", **inputs})


CAPS = [
    ("2023-08-21", "3.45", "13.80"),
    ("2024-07-21", "3.45", "13.80"),
    ("2024-07-22", "3.35", "13.40"),
    ("2026-01-05", "3.10", "12.40"),
]


@pytest.mark.parametrize(("contract", "lpr", "cap"), CAPS)
def test_four_times_the_lpr_of_the_contract_day(contract: str, lpr: str, cap: str) -> None:
    found = api.calculate("interest_cap", {"contract_date": contract, "lpr": LPR})
    assert (found["lpr_percent"], found["cap_percent"], found["applies"]) == (lpr, cap, True)


def test_a_day_that_the_series_does_not_cover_is_an_error_not_a_guess() -> None:
    with pytest.raises(CalculatorError) as raised:
        api.calculate("interest_cap", {"contract_date": "2023-08-20", "lpr": LPR})
    assert raised.value.path == "lpr"


RATES = [
    ("13.80", True),
    ("13.81", False),
    ("0", True),
]


@pytest.mark.parametrize(("rate", "within"), RATES)
def test_a_rate_against_the_cap(rate: str, within: bool) -> None:
    found = answer(lpr_percent="3.45", interest_percent=rate)
    assert found["within"] is within
    assert Decimal(found["interest_percent"]) == min(Decimal(rate), Decimal("13.80"))


def test_money_in_the_term_and_after_default() -> None:
    # 96,000 received; cap 13.80 %: 365 days → 13,248.00 and 184 days → 6,678.44.
    found = answer(
        lpr_percent="3.45",
        principal="100000.00",
        deducted="4000.00",
        interest_percent="24",
        **{"from": "2024-03-01", "due_date": "2025-03-01", "until": "2025-09-01"},
    )
    assert (found["principal"], found["term_days"], found["late_days"]) == ("96000.00", 365, 184)
    assert (found["claimed"], found["allowed"], found["excess"]) == ("34654.68", "19926.44", "14728.24")
    assert found["total"] == "115926.44"
    assert {"CN-C1", "CN-C4", "CN-C6"} <= {step["id"] for step in found["steps"]}


def test_late_interest_penalty_and_fees_stand_under_one_cap() -> None:
    found = answer(
        lpr_percent="3.45",
        principal="100000.00",
        interest_percent="10",
        late_percent="12",
        penalty="1000.00",
        fees="500.00",
        **{"from": "2024-03-01", "due_date": "2025-03-01", "until": "2026-03-01"},
    )
    # Term 10,000.00; late 12,000.00 + 1,500.00 = 13,500.00 under 13,800.00.
    assert (found["claimed"], found["allowed"], found["within"]) == ("23500.00", "23500.00", True)
    more = answer(
        lpr_percent="3.45",
        principal="100000.00",
        interest_percent="10",
        late_percent="12",
        penalty="5000.00",
        **{"from": "2024-03-01", "due_date": "2025-03-01", "until": "2026-03-01"},
    )
    assert (more["claimed"], more["allowed"], more["excess"]) == ("27000.00", "23800.00", "3200.00")


def test_early_repayment_pays_for_the_actual_days() -> None:
    found = answer(
        lpr_percent="3.45",
        principal="36500.00",
        interest_percent="10",
        **{"from": "2024-03-01", "due_date": "2025-03-01", "until": "2024-03-11"},
    )
    assert (found["term_days"], found["late_days"], found["claimed"]) == (10, 0, "100.00")
    assert "CN-C7" in [step["id"] for step in found["steps"]]


CLAUSES: list[tuple[dict[str, Any], str | None, list[str]]] = [
    ({}, "0", []),
    ({"clause": "none"}, "0", []),
    ({"clause": "unclear", "natural_persons": True}, "0", []),
    ({"clause": "unclear", "natural_persons": False}, None, ["interest_unclear"]),
    ({"clause": "unclear"}, None, ["persons_unknown"]),
]


@pytest.mark.parametrize(("facts", "rate", "doubts"), CLAUSES)
def test_no_clause_no_interest(facts: dict[str, Any], rate: str | None, doubts: list[str]) -> None:
    found = answer(lpr_percent="3.45", **facts)
    assert found["interest_percent"] == rate
    assert [doubt["code"] for doubt in found["doubts"]] == doubts


def test_without_any_rate_default_bears_the_lpr_of_the_due_day() -> None:
    found = answer(
        lpr=LPR,
        principal="36500.00",
        **{"from": "2024-03-01", "due_date": "2024-10-31", "until": "2024-11-10"},
    )
    assert found["late_percent"] == "3.10"
    assert found["claimed"] == "31.00"


def test_a_rolled_over_loan_costs_at_most_the_first_principal_and_the_cap() -> None:
    chain = {
        "first_principal": "100000.00",
        "from": "2024-03-01",
        "to": "2026-03-01",
        "claimed_total": "130000.00",
    }
    found = answer(lpr_percent="3.45", rollover=chain)
    assert (found["rollover_max_total"], found["within"]) == ("127600.00", False)
    fair = answer(lpr_percent="3.45", rollover={**chain, "claimed_total": "127600.00"})
    assert fair["within"] is True


LENDERS = [
    ("bank", "2026-01-15", None, "24", "24", True),
    ("consumer_finance", "2026-01-15", None, "24.01", "24", False),
    ("micro_loan", "2026-01-15", "3.0", "20", "24", True),
    ("micro_loan", "2028-01-01", "3.0", "12.01", "12.0", False),
    ("pawn", "2026-01-15", None, None, "24", None),
]


@pytest.mark.parametrize(("lender", "contract", "lpr", "all_in", "ceiling", "within"), LENDERS)
def test_licensed_lenders_stand_under_the_supervisory_ceiling(
    lender: str, contract: str, lpr: str | None, all_in: str | None, ceiling: str, within: bool | None
) -> None:
    found = api.calculate(
        "interest_cap",
        {"lender": lender, "contract_date": contract, "lpr_percent": lpr, "all_in_percent": all_in},
    )
    assert (found["applies"], found["cap_percent"], found["within"]) == (False, ceiling, within)
    assert "CN-C2" in [step["id"] for step in found["steps"]]


def test_contracts_older_than_the_rules_are_named() -> None:
    found = api.calculate("interest_cap", {"contract_date": "2020-08-19", "lpr_percent": "3.85"})
    assert [doubt["code"] for doubt in found["doubts"]] == ["before_2020_08_20"]


@pytest.mark.parametrize(
    ("inputs", "path"),
    [
        ({}, "lpr_percent"),
        ({"lpr_percent": "3.45", "lpr": LPR}, "lpr"),
        ({"lpr_percent": "3.45", "clause": "agreed"}, "clause"),
        ({"lpr_percent": "3.45", "principal": "10.00", "deducted": "10.00"}, "deducted"),
        ({"lpr_percent": "3.45", "from": "2024-03-01", "until": "2024-02-01"}, "until"),
    ],
)
def test_faults_name_their_place(inputs: dict[str, Any], path: str) -> None:
    with pytest.raises(CalculatorError) as raised:
        answer(**inputs)
    assert raised.value.path == path


@given(
    principal=st.integers(100, 10**9),
    rate=st.decimals(0, 36, places=2),
    late=st.decimals(0, 36, places=2),
    penalty=st.integers(0, 10**7),
)
def test_what_is_protected_never_passes_the_cap_or_the_claim(
    principal: int, rate: Decimal, late: Decimal, penalty: int
) -> None:
    found = answer(
        lpr_percent="3.45",
        principal=money_text(principal),
        interest_percent=str(rate),
        late_percent=str(late),
        penalty=money_text(penalty),
        **{"from": "2024-03-01", "due_date": "2024-09-01", "until": "2025-03-01"},
    )
    claimed, allowed = Decimal(found["claimed"]), Decimal(found["allowed"])
    assert allowed <= Decimal(found["max_interest"])
    assert allowed <= claimed
    assert claimed - allowed == Decimal(found["excess"])
