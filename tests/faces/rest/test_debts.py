"""What a creditor reports of a debt is what the gate judges by."""

from __future__ import annotations

from datetime import date

import pytest

from arrears.foundation.api import Role
from tests import cast
from tests.faces.rest.caller import Caller, caller, given, places

pytestmark = pytest.mark.django_db
PATH = "/creditors/card-centre/debts/C-1"


@pytest.fixture
def case() -> cast.Placed:
    return cast.place(cast.creditor(), "C-1", cast.person("王一", 1), first_due=date(2026, 9, 1))


@pytest.fixture
def officer(case: cast.Placed) -> Caller:
    return caller(Role.COMPLIANCE, (case.creditor.code,))


def test_a_report_takes_the_place_of_the_one_before(officer: Caller) -> None:
    assert given(officer.get(PATH))["reference"] is None
    report = {"limitation_ends": "2029-01-31", "settled": False, "reference": "state table"}
    told = given(officer.post(PATH, report))
    assert (told["limitation_ends"], told["settled"], told["first_communication"]) == (
        "2029-01-31",
        False,
        None,
    )
    assert given(officer.post(PATH, {"reference": "taken back"}))["limitation_ends"] is None


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"settled": True}, ["reference"]),
        ({"settled": "yes", "reference": "x"}, ["settled"]),
        ({"limitation_ends": "2029-02-30", "reference": "x"}, ["limitation_ends"]),
        ({"time_barred": True, "reference": "x"}, ["time_barred"]),
    ],
)
def test_what_does_not_fit_is_named(officer: Caller, body: dict[str, object], where: list[str]) -> None:
    assert places(officer.post(PATH, body), 422) == where


def test_an_unknown_account_and_a_creditor_out_of_scope_are_not_there(officer: Caller) -> None:
    assert officer.get("/creditors/card-centre/debts/C-2").status_code == 404
    stranger = caller(Role.COMPLIANCE, (), name="stranger")
    assert stranger.post(PATH, {"reference": "x"}).status_code == 404
