"""How often a page asks the database: a bound for each main page, which no number of accounts, contacts or cases
moves. Milliseconds are measured by bench/pages.py.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import ContactKind
from arrears.foundation.api import SYSTEM, CreditorFacts, Role
from arrears.foundation.models import User
from tests import cast

pytestmark = pytest.mark.django_db

DUE = date(2026, 9, 1)


def small(of: CreditorFacts) -> cast.Placed:
    return cast.place(of, "S-1", cast.person("王一", 1, email=False), first_due=DUE, instalments=2)


def large(of: CreditorFacts) -> cast.Placed:
    """One debtor with five accounts, four people around them and many numbers."""
    debtor = cast.person("李二", 2)
    people = tuple(cast.guarantor(f"保{place}", place) for place in range(20, 24))
    placed = cast.place(of, "L-1", debtor, first_due=DUE, instalments=12, roles=people)
    for place in range(2, 6):
        cast.place(of, f"L-{place}", debtor, first_due=DUE, instalments=12, roles=people)
    for place in range(40, 46):
        portfolio.add_contact_point(
            placed.debtor_id,
            ContactKind.PHONE,
            f"1380000{place:04d}",
            source="talk",
            why="told",
            actor=SYSTEM,
        )
    return placed


def asked(client: Client, address: str) -> int:
    client.get(address)  # what a process reads once
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, answer.content[:400]
    return len(queries)


def login(client: Client, role: Role = Role.LEADER) -> None:
    actor = cast.Staff().of(role)
    client.force_login(User.objects.get(pk=actor.user_id))


BOUNDS = {"": 40, "parts/": 38, "people/": 20, "timeline/": 24}


@pytest.mark.parametrize("part", BOUNDS)
def test_a_case_asks_as_often_however_much_is_in_it(client: Client, part: str) -> None:
    house = cast.creditor()
    little, much = small(house), large(house)
    login(client)
    few, many = (asked(client, f"/cases/{case.debtor_id}/{part}") for case in (little, much))
    assert many <= BOUNDS[part]
    assert many <= few + 2, "a query may be spared where there is nothing; none is asked for each row"


@pytest.mark.parametrize(("address", "most"), [("/work/", 14), ("/team/", 24), ("/find/?text=L", 12)])
def test_lists_ask_as_often_with_more_cases(client: Client, address: str, most: int) -> None:
    house = cast.creditor()
    small(house)
    login(client)
    few = asked(client, address)
    large(house)
    assert asked(client, address) <= min(most, few + 2)


def test_many_creditors_are_read_once_a_request(client: Client) -> None:
    houses = [cast.creditor(f"house-{place}") for place in range(6)]
    placed = large(houses[0])
    login(client)
    assert asked(client, f"/cases/{placed.debtor_id}/") <= BOUNDS[""]


def test_what_is_read_once_is_read_anew_by_the_next_request(client: Client) -> None:
    house = cast.creditor("before")
    placed = small(house)
    login(client)
    assert house.name in client.get(f"/cases/{placed.debtor_id}/").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE foundation_creditor SET name = 'Renamed elsewhere' WHERE id = %s", [house.id])
    assert "Renamed elsewhere" in client.get(f"/cases/{placed.debtor_id}/").content.decode()
