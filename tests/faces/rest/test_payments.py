"""Payments of a creditor's system: posted once by key, reversed by key, each refusal with its reason."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from arrears.foundation.api import CreditorFacts
from tests import cast
from tests.faces.rest.caller import Caller, given, places

PATH = "/creditors/bank/payments"


def paid(key: str = "P-1", **more: Any) -> dict[str, Any]:
    return {"account": "A-1", "amount": "300.00", "effective_on": "2026-01-10", "key": key} | more


@pytest.fixture
def account(bank: CreditorFacts) -> cast.Placed:
    """Three instalments of 1,000.00 from 5 November 2025 on."""
    return cast.place(
        bank,
        "A-1",
        cast.person("张三", 1),
        first_due=date(2025, 11, 5),
        instalments=3,
        principal_minor=100_000,
    )


def owed(system: Caller, day: str = "2026-01-31") -> str:
    found: str = given(system.get(f"/creditors/bank/accounts/A-1?as_of={day}"))["owed"]
    return found


def test_a_payment_is_posted_once(system: Caller, account: cast.Placed) -> None:
    first = given(system.post(PATH, [paid()]))
    again = given(system.post(PATH, [paid()]))
    assert (first["posted"], first["repeated"], first["refused"]) == (1, 0, [])
    assert (again["posted"], again["repeated"], again["refused"]) == (0, 1, [])
    assert owed(system) == "2700.00"


def test_a_key_with_another_amount_is_refused(system: Caller, account: cast.Placed) -> None:
    given(system.post(PATH, [paid()]))
    told = given(system.post(PATH, [paid(amount="400.00")]))
    assert (told["posted"], told["refused_count"]) == (0, 1)
    assert owed(system) == "2700.00"


def test_a_reversal_restores_what_was_owed(system: Caller, account: cast.Placed) -> None:
    given(system.post(PATH, [paid()]))
    back = paid("R-1", kind="reversal", reverses="P-1", effective_on="2026-01-20", memo="退票")
    assert given(system.post(PATH, [back]))["posted"] == 1
    assert given(system.post(PATH, [back]))["repeated"] == 1
    assert owed(system) == "3000.00"
    assert owed(system, "2026-01-15") == "2700.00"
    entries = given(system.get("/creditors/bank/accounts/A-1?as_of=2026-01-31"))["entries"]
    assert [(one["key"], one["kind"], one["reversed"]) for one in entries] == [
        ("R-1", "reversal", False),
        ("P-1", "payment", True),
    ]


def test_what_can_be_posted_is_and_the_rest_is_told(system: Caller, account: cast.Placed) -> None:
    sent = [
        paid("P-1"),
        paid("P-2", account="no-such"),
        paid("P-3", currency="JPY", amount="10.50"),
        paid("P-4", amount="0"),
        paid("P-5", kind="reversal"),
        paid("P-6", kind="reversal", reverses="never"),
        paid("P-7", currency="XYZ"),
    ]
    told = given(system.post(PATH, sent))
    assert (told["posted"], told["refused_count"]) == (1, 6)
    assert [one["place"] for one in told["refused"]] == [1, 2, 3, 4, 5, 6]
    assert [one["key"] for one in told["refused"]] == ["P-2", "P-3", "P-4", "P-5", "P-6", "P-7"]
    assert all(one["zh"] and one["en"] and one["zh"] != one["en"] for one in told["refused"])


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"amount": "-5"}, "[0].amount"),
        ({"amount": "1,000.00"}, "[0].amount"),
        ({"amount": 300}, "[0].amount"),
        ({"effective_on": "2026-02-30"}, "[0].effective_on"),
        ({"effective_on": 20260110}, "[0].effective_on"),
        ({"effective_on": "1889-01-01"}, "[0].effective_on"),
        ({"key": ""}, "[0].key"),
        ({"key": "a\u0000b"}, "[0].key"),
        ({"account": "\ud800"}, "[0].account"),
        ({"tone": "soft"}, "[0].tone"),
        ({"kind": "gift"}, "[0].kind"),
    ],
)
def test_what_is_no_payment_is_named(
    system: Caller, account: cast.Placed, change: dict[str, Any], place: str
) -> None:
    assert places(system.post(PATH, [paid(**change)]), 422) == [place]
    assert owed(system) == "3000.00"


@pytest.mark.parametrize(("body", "place"), [([], "body"), ({}, "body"), (["x"], "[0]")])
def test_a_body_that_is_no_list_of_payments_is_told(system: Caller, body: Any, place: str) -> None:
    assert places(system.post(PATH, body), 422) == [place]


def test_no_body_at_all_is_told_as_missing(system: Caller) -> None:
    assert places(system.ask("POST", PATH, ""), 422) == ["body"]


def test_there_is_a_most(system: Caller) -> None:
    many = [paid(f"P-{n}") for n in range(5_001)]
    assert places(system.post(PATH, many), 422) == ["body"]
