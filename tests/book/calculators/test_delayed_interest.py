"""The doubled part of the interest for delayed performance (法释〔2014〕8号)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.book.calculators import api
from arrears.book.calculators.contracts import CalculatorError
from arrears.book.calculators.contracts.fields import money_text

# principal, term end, until, days, doubled part
ONE_PAYMENT = [
    ("10000.00", "2015-07-03", "2015-09-01", 60, "105.00"),
    ("10000.00", "2026-01-31", "2026-01-31", 0, "0.00"),
    ("10000.00", "2026-01-31", "2026-01-30", 0, "0.00"),
    ("10000.00", "2026-01-31", "2026-02-01", 1, "1.75"),
    ("1000000.00", "2026-01-01", "2026-04-11", 100, "17500.00"),
    ("123456.78", "2024-02-28", "2024-03-01", 2, "43.21"),
    ("123456.78", "2025-02-28", "2025-03-01", 1, "21.60"),
]


@pytest.mark.parametrize(("principal", "term_end", "until", "days", "doubled"), ONE_PAYMENT)
def test_unpaid_debt_times_rate_times_days(
    principal: str, term_end: str, until: str, days: int, doubled: str
) -> None:
    answer = api.calculate("delayed_interest", {"principal": principal, "term_end": term_end, "until": until})
    assert (answer["days"], answer["doubled_interest"]) == (days, doubled)


def test_the_courts_own_example_with_general_interest() -> None:
    answer = api.calculate(
        "delayed_interest",
        {
            "principal": "10000.00",
            "term_end": "2015-07-03",
            "until": "2015-09-01",
            "general_rate": {"from": "2015-01-01", "daily_percent": "0.05"},
        },
    )
    assert answer["general_interest"] == "1215.00"
    assert answer["doubled_interest"] == "105.00"
    assert answer["total"] == "11320.00"


def test_general_interest_does_not_bear_the_doubled_part() -> None:
    plain = {"principal": "10000.00", "term_end": "2026-01-31", "until": "2026-05-11"}
    with_interest = api.calculate("delayed_interest", {**plain, "general_interest": "5000.00"})
    assert with_interest["doubled_interest"] == api.calculate("delayed_interest", plain)["doubled_interest"]
    assert with_interest["total"] == "15175.00"


def test_each_payment_stops_the_count_for_what_it_paid() -> None:
    # Term ends 10 March. 61 days on 100,000 → 1,067.50; 61 days on 60,000 → 640.50.
    answer = api.calculate(
        "delayed_interest",
        {
            "principal": "100000.00",
            "term_end": "2026-03-10",
            "until": "2026-09-30",
            "payments": [
                {"date": "2026-07-10", "amount": "60500.00", "kind": "transfer"},
                {"date": "2026-05-10", "amount": "40000.00"},
            ],
        },
    )
    assert [(part["base"], part["days"], part["interest"]) for part in answer["segments"]] == [
        ("100000.00", 61, "1067.5"),
        ("60000.00", 61, "640.5"),
    ]
    assert answer["doubled_interest"] == "1708.00"
    # 10 July: the judgment debt first, what is left goes to the doubled part.
    assert answer["payments"][1]["principal"] == "60000.00"
    assert answer["payments"][1]["doubled_interest"] == "500.00"
    assert answer["unpaid_total"] == "1208.00"
    assert "CN-J4" in [step["id"] for step in answer["steps"]]


def test_the_doubled_part_bears_no_interest_itself() -> None:
    answer = api.calculate(
        "delayed_interest",
        {
            "principal": "1000.00",
            "term_end": "2026-01-01",
            "until": "2026-12-31",
            "payments": [{"date": "2026-04-11", "amount": "1000.00"}],
        },
    )
    assert answer["doubled_interest"] == "17.50"
    assert answer["unpaid_doubled_interest"] == "17.50"
    assert answer["unpaid_principal"] == "0.00"


def test_each_instalment_counts_from_its_own_term() -> None:
    answer = api.calculate(
        "delayed_interest",
        {
            "instalments": [
                {"id": "first", "amount": "20000.00", "term_end": "2026-01-31"},
                {"id": "second", "amount": "20000.00", "term_end": "2026-02-28"},
                {"id": "third", "amount": "20000.00", "term_end": "2026-12-31"},
            ],
            "until": "2026-06-30",
        },
    )
    # 150 days and 122 days; the third is not late yet.
    assert [(part["instalment"], part["days"], part["interest"]) for part in answer["segments"]] == [
        ("first", 150, "525"),
        ("second", 122, "427"),
    ]
    assert answer["doubled_interest"] == "952.00"


def test_money_goes_to_what_is_due_then_its_doubled_part_then_to_later_terms() -> None:
    answer = api.calculate(
        "delayed_interest",
        {
            "instalments": [
                {"amount": "1000.00", "term_end": "2026-01-01"},
                {"amount": "1000.00", "term_end": "2026-12-31"},
            ],
            "until": "2026-04-11",
            "payments": [{"date": "2026-04-11", "amount": "1500.00"}],
        },
    )
    payment = answer["payments"][0]
    assert payment["doubled_interest"] == "17.50"
    assert payment["principal"] == "1482.50"
    assert answer["unpaid_principal"] == "517.50"


STAYS = [
    ([], 150, "262.50"),
    ([("2026-04-01", "2026-04-11", False)], 140, "245.00"),
    ([("2026-04-01", "2026-04-11", True)], 150, "262.50"),
    ([("2026-04-01", "2026-04-11", False), ("2026-04-06", "2026-04-21", False)], 130, "227.50"),
    ([("2026-01-11", "2026-02-10", False)], 140, "245.00"),
    ([("2026-06-20", "2026-08-01", False)], 140, "245.00"),
]


@pytest.mark.parametrize(("stays", "days", "doubled"), STAYS)
def test_stays_not_asked_for_by_the_debtor_are_skipped(
    stays: list[tuple[str, str, bool]], days: int, doubled: str
) -> None:
    answer = api.calculate(
        "delayed_interest",
        {
            "principal": "10000.00",
            "term_end": "2026-01-31",
            "until": "2026-06-30",
            "stays": [{"from": a, "to": b, "asked_by_debtor": asked} for a, b, asked in stays],
        },
    )
    assert (answer["days"], answer["doubled_interest"]) == (days, doubled)


def test_without_a_term_the_effective_day_starts_it() -> None:
    answer = api.calculate(
        "delayed_interest",
        {"principal": "10000.00", "effective_date": "2026-01-31", "until": "2026-03-02"},
    )
    assert answer["days"] == 30


def test_both_ends_count_when_asked() -> None:
    answer = api.calculate(
        "delayed_interest",
        {
            "principal": "10000.00",
            "term_end": "2015-07-03",
            "until": "2015-09-01",
            "day_count": "include_both_ends",
            "payments": [{"date": "2015-08-01", "amount": "5000.00"}],
        },
    )
    assert answer["days"] == 61


def test_foreign_money_is_converted_at_the_start_day_rate() -> None:
    answer = api.calculate(
        "delayed_interest",
        {"principal": "10000.00", "term_end": "2026-01-01", "until": "2026-04-11", "mid_rate": "7.1234"},
    )
    assert answer["doubled_interest"] == "175.00"
    assert answer["doubled_interest_cny"] == "1246.60"


def test_delay_before_the_rule_was_in_force_is_left_out_and_named() -> None:
    answer = api.calculate(
        "delayed_interest", {"principal": "10000.00", "term_end": "2014-06-30", "until": "2014-08-10"}
    )
    assert answer["days"] == 10
    assert [doubt["code"] for doubt in answer["doubts"]] == ["before_2014_08_01"]


def test_money_beyond_the_debt_is_left_over() -> None:
    answer = api.calculate(
        "delayed_interest",
        {
            "principal": "1000.00",
            "term_end": "2026-01-01",
            "until": "2026-04-11",
            "payments": [{"date": "2026-04-11", "amount": "1100.00"}],
        },
    )
    assert answer["surplus"] == "82.50"
    assert answer["unpaid_total"] == "0.00"


BAD: list[tuple[dict[str, Any], str]] = [
    ({"until": "2026-01-01"}, "principal"),
    ({"until": "2026-01-01", "principal": "1.00"}, "term_end"),
    (
        {
            "until": "2026-01-01",
            "principal": "1.00",
            "term_end": "2025-01-01",
            "payments": [{"date": "2026-02-01", "amount": "1.00"}],
        },
        "payments[0].date",
    ),
    (
        {
            "until": "2026-01-01",
            "principal": "1.00",
            "term_end": "2025-01-01",
            "stays": [{"from": "2025-03-01", "to": "2025-02-01"}],
        },
        "stays[0].to",
    ),
    (
        {
            "until": "2026-01-01",
            "principal": "1.00",
            "term_end": "2025-01-01",
            "general_rate": {"from": "2025-01-01"},
        },
        "general_rate",
    ),
    (
        {
            "until": "2026-01-01",
            "instalments": [{"amount": "1.00", "term_end": "2025-01-01"}],
            "mid_rate": "7.1",
        },
        "instalments",
    ),
]


@pytest.mark.parametrize(("inputs", "path"), BAD)
def test_what_does_not_fit_is_named(inputs: dict[str, Any], path: str) -> None:
    with pytest.raises(CalculatorError) as raised:
        api.calculate("delayed_interest", inputs)
    assert raised.value.path == path


payments = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 80_000_00)), max_size=6)


@given(
    principal=st.integers(1, 50_000_00),
    fixed=st.integers(0, 5_000_00),
    paid=payments,
    until=st.integers(0, 400),
)
def test_every_cent_is_accounted_for(
    principal: int, fixed: int, paid: list[tuple[int, int]], until: int
) -> None:
    start = date(2025, 1, 1)
    inside = [(day, amount) for day, amount in paid if day <= until]
    answer = api.calculate(
        "delayed_interest",
        {
            "principal": money_text(principal),
            "term_end": (start + timedelta(days=30)).isoformat(),
            "until": (start + timedelta(days=until)).isoformat(),
            "general_interest": money_text(fixed),
            "general_rate": {"from": start.isoformat(), "annual_percent": "6"},
            "payments": [
                {"date": (start + timedelta(days=day)).isoformat(), "amount": money_text(amount)}
                for day, amount in inside
            ],
        },
    )
    figures = {key: Decimal(value) for key, value in answer.items() if isinstance(value, str)}
    assert (
        figures["total"] == figures["principal"] + figures["general_interest"] + figures["doubled_interest"]
    )
    assert figures["total"] == figures["paid"] - figures["surplus"] + figures["unpaid_total"]
    assert min(figures.values()) >= 0


@given(
    principal=st.integers(1, 10**9),
    early=st.integers(1, 300),
    late=st.integers(0, 300),
    cut=st.integers(1, 10**9),
)
def test_paying_earlier_never_costs_more(principal: int, early: int, late: int, cut: int) -> None:
    start = date(2025, 1, 1)

    def doubled(day: int) -> Decimal:
        answer = api.calculate(
            "delayed_interest",
            {
                "principal": money_text(principal),
                "term_end": start.isoformat(),
                "until": (start + timedelta(days=700)).isoformat(),
                "payments": [{"date": (start + timedelta(days=day)).isoformat(), "amount": money_text(cut)}],
            },
        )
        return Decimal(answer["doubled_interest"])

    assert doubled(early) <= doubled(early + late)
