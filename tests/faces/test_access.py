"""Every address as every role and as nobody: open where its view says so, and nowhere else.

A view says who may by `@may(...)`; one that says nothing fails here. What is open before the login is listed
below with its reason. Methods: GET and POST, so that a page that only takes a form is walked too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Role, ensure_user
from arrears.foundation.models import User

OPEN_TO_ANYBODY = {
    "set_language": "the login page can be read in both languages",
    "offer": "a debtor has no login: the link and a proof of identity open it (tests/faces/portal)",
    "offer_paper": "as the offer it belongs to",
}
THIRD_PARTY = ("allauth.",)
"""Login, password and two-step pages of allauth: its own decorators guard them; walked below as nobody."""
OF_OTHER_FACES = ("api/",)
"""Addresses that another face walks itself."""
EXAMPLES = {"int": "1", "str": "x", "slug": "x", "uuid": "00000000-0000-0000-0000-000000000000", "path": "x"}
_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


@dataclass(frozen=True)
class Address:
    path: str
    name: str
    view: Callable[..., Any]

    @property
    def module(self) -> str:
        return getattr(self.view, "__module__", "")


def addresses(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[Address]:
    """Every address of the program, with an example in the place of each parameter."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            route = prefix + str(entry.pattern)
            path = "/" + _PARAMETER.sub(lambda match: EXAMPLES[match.group(1) or "str"], route)
            yield Address(path, entry.name or "", entry.callback)


def ours() -> list[Address]:
    return [
        address
        for address in addresses()
        if not address.module.startswith(THIRD_PARTY) and not address.path[1:].startswith(OF_OTHER_FACES)
    ]


def undeclared(found: list[Address]) -> list[str]:
    """Views that do not say who may."""
    return [
        f"{address.path} ({address.module})"
        for address in found
        if not hasattr(address.view, "allowed_roles") and address.name not in OPEN_TO_ANYBODY
    ]


def asked(client: Client, path: str) -> dict[str, int]:
    """What GET and POST answer. A view that was opened may fail for want of data: that is its own business."""
    client.raise_request_exception = False
    return {"GET": client.get(path).status_code, "POST": client.post(path).status_code}


@pytest.fixture
def person(db: None) -> Callable[[Role], User]:
    def make(role: Role) -> User:
        return User.objects.get(pk=ensure_user(f"walks-as-{role}", "a-password-to-walk", role=role))

    return make


def test_every_view_says_who_may() -> None:
    found = ours()
    assert len(found) > 10
    assert undeclared(found) == []


def test_a_planted_view_without_a_declaration_is_found() -> None:
    def silent(request: object) -> None: ...

    assert undeclared([Address("/planted/", "planted", silent)]) == [f"/planted/ ({__name__})"]
    assert undeclared([Address("/planted/", "planted", may(Role.LEADER)(silent))]) == []  # type: ignore[arg-type]


@pytest.mark.django_db
def test_nobody_is_sent_to_the_login(client: Client) -> None:
    for address in ours():
        if address.name in OPEN_TO_ANYBODY:
            continue
        for method, status in asked(client, address.path).items():
            assert status == 302, f"nobody got {status} for {method} {address.path}"


@pytest.mark.parametrize("role", list(Role))
def test_a_role_sees_what_its_views_say_and_nothing_else(
    role: Role, person: Callable[[Role], User], client: Client
) -> None:
    client.force_login(person(role))
    for address in ours():
        if address.name in OPEN_TO_ANYBODY:
            continue
        opened = role in address.view.allowed_roles  # type: ignore[attr-defined]
        for method, status in asked(client, address.path).items():
            assert (status == 403) is not opened, f"{role} got {status} for {method} {address.path}"


@pytest.mark.django_db
def test_pages_of_the_login_are_closed_to_nobody_but_the_login_itself(client: Client) -> None:
    own = [address for address in addresses() if address.module.startswith(THIRD_PARTY)]
    opened = {address.name for address in own if client.get(address.path).status_code == 200}
    assert {"account_login"} <= opened
    assert not opened & {"mfa_index", "account_change_password", "account_email", "mfa_view_recovery_codes"}


def test_the_actor_of_a_request_is_the_person_behind_it(person: Callable[[Role], User]) -> None:
    class Request:
        user = person(Role.LEADER)

    actor = actor_of(Request())  # type: ignore[arg-type]  # a request with nothing but its user
    assert (actor.role, actor.sees_all) == (Role.LEADER, False)
