"""No page leads its reader to a page that would answer 403: what a role may not open is not offered."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from arrears.desk.contact.contracts import Outcome
from arrears.faces.workbench.places import page_opens, places_for
from arrears.foundation.api import Role
from arrears.foundation.models import User
from arrears.kernel import clock
from arrears.people.team import api as team
from arrears.people.team.contracts import Department, TaskOrder
from tests.desk.desk_case import MONDAY, DeskCase, at, desk_case

LINK = re.compile(r'(?:href|hx-get)="(/[^"#?]*)')


@pytest.fixture
def case(db: None) -> DeskCase:
    """A case with something to show on most pages: a talk, a complaint to come, a task, a worklist."""
    made = desk_case()
    with clock.standing_at(at(10)):
        made.talk(Outcome.COMPLAINT)
        team.ask_department(
            TaskOrder(
                creditor_id=made.of.creditor.id, debtor_id=made.of.debtor_id, department=Department.LEGAL,
                question="?",
            ),
            made.actor,
        )  # fmt: skip
        team.build_worklist(MONDAY)
    return made


def walked(client: Client, role: Role) -> Iterator[tuple[str, str, frozenset[Role]]]:
    """(page, link, roles that the link admits) of the places of a role and of one example of what they lead to."""
    ahead, names = [place.url for place in places_for(role)], set[str]()
    for depth in range(2):
        following = []
        for path in ahead:
            response = client.get(path)
            text = response.content.decode() if "html" in response.get("Content-Type", "") else ""
            for link in dict.fromkeys(LINK.findall(text)):
                try:
                    found = resolve(link)
                except Resolver404:
                    continue
                roles = getattr(found.func, "allowed_roles", None)
                if roles is None:
                    continue
                yield path, link, roles
                if depth == 0 and role in roles and found.url_name not in names:
                    names.add(found.url_name or "")
                    following.append(link)
        ahead = following


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CREDITOR])
def test_no_page_leads_where_its_reader_may_not_go(role: Role, case: DeskCase) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=case.staff.of(role).user_id))
    with clock.standing_at(at(11)):
        closed = {f"{page} → {link}" for page, link, roles in walked(client, role) if role not in roles}
    assert closed == set()


def test_whether_a_page_opens_is_read_from_its_view() -> None:
    assert page_opens("case", Role.COLLECTOR)
    assert not page_opens("case", Role.DEPARTMENT)
    assert not page_opens("no such page", Role.COLLECTOR)
