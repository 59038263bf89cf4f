"""Every operation of the API as every role, as nobody, with tokens that do not count, and for a creditor outside
the caller's scope. What an operation declares is read from the operation; what it does is asked of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from ninja import NinjaAPI, Router

from arrears.faces.rest.v1.api import api
from arrears.foundation.access import EVERYONE, api_auth
from arrears.foundation.api import CreditorFacts, Role, ensure_user, issue_token
from arrears.foundation.models import ApiToken, User
from arrears.kernel import clock
from tests.faces.rest.caller import JSON, Caller, caller

PAYMENT = {"account": "A-1", "amount": "1.00", "effective_on": "2026-11-20", "key": "k-1"}
ACCOUNT = {
    "number": "A-1",
    "debtor": {"kind": "person", "name": "王一", "ref": "P1"},
    "items": [{"sequence": 1, "due_on": "2026-09-01", "principal": "100.00"}],
}
VALID: dict[str, Any] = {
    "/creditors/{code}/payments": [PAYMENT],
    "/creditors/{code}/placements": {"kind": "card", "accounts": [ACCOUNT]},
    "/creditors/{code}/batches/{path:batch}/recall": {"reason": "asked"},
    "/creditors/{code}/accounts/{number}/close": {"reason": "asked"},
    "/creditors/{code}/debts/{path:number}": {"settled": False, "reference": "letter 3"},
}
EXAMPLES = {"batch": "b", "number": "A-1", "day": "2026-11-20", "file_id": "1", "page": "stock"}


@dataclass(frozen=True)
class Operation:
    """One method at one address: `auth` is what it declares, `path` as it stands in the routers."""

    method: str
    path: str
    auth: tuple[object, ...]

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset().union(*(one.allowed_roles for one in self.auth if isinstance(one, api_auth)))

    def address(self, code: str) -> str:
        path = self.path.replace("{path:", "{")
        return path.format(code=code, **EXAMPLES)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def operations(of: NinjaAPI = api) -> Iterator[Operation]:
    for prefix, router in of._routers:
        for path, view in router.path_operations.items():
            for one in view.operations:
                for method in one.methods:
                    yield Operation(method, f"{prefix}{path}", tuple(one.auth_callbacks))


def undeclared(found: Iterator[Operation]) -> list[str]:
    """Operations that ask for no token of ours."""
    return [str(one) for one in found if not any(isinstance(auth, api_auth) for auth in one.auth)]


def ask(who: Caller, operation: Operation, code: str = "bank", body: Any = None) -> HttpResponse:
    if operation.method == "GET":
        return who.get(operation.address(code))
    if operation.path.endswith("/files"):
        return who.send(operation.address(code), b"a,b\n1,2\n", mapping="card")
    return who.post(operation.address(code), VALID.get(operation.path, {}) if body is None else body)


def test_every_operation_asks_for_a_token() -> None:
    found = list(operations())
    assert len(found) > 25
    assert undeclared(iter(found)) == []
    assert {one.path for one in found if one.roles != EVERYONE} == {
        one.path for one in found if one.path.startswith("/creditors")
    }, "what belongs to creditors is for their systems and administrators, all else for every role"


def planted() -> NinjaAPI:
    """An API with one operation that forgot to say who may."""
    forgetful, router = NinjaAPI(urls_namespace="planted"), Router()

    @router.get("/open")
    def wide_open(request: HttpRequest) -> str:
        return "anybody"

    @router.get("/closed", auth=api_auth(Role.CREDITOR))
    def closed(request: HttpRequest) -> str:
        return "a creditor"

    forgetful.add_router("/planted", router)
    return forgetful


def test_a_planted_omission_is_found() -> None:
    assert undeclared(operations(planted())) == ["GET /planted/open"]
    answers = {}
    for pattern in planted().urls[0]:
        if "planted" in str(pattern.pattern):
            request = RequestFactory().get("/")
            answers[str(pattern.pattern)] = pattern.callback(request).status_code
    assert answers == {"planted/open": 200, "planted/closed": 401}, "and the walk below would see it"


@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_what_an_operation_says(bank: CreditorFacts, role: Role) -> None:
    who = caller(role, creditors=("bank",))
    for one in operations():
        status = ask(who, one).status_code
        assert (status == 403) is (role not in one.roles), f"{role} got {status} for {one}"
        assert status not in (401, 405), f"{role} got {status} for {one}"
        assert status < 500, f"{role} got {status} for {one}"


@pytest.mark.django_db
def test_a_person_without_a_role_may_nothing() -> None:
    user = User.objects.create(username="nobody-yet")
    who = Caller(issue_token(user.pk, "test"))
    for one in operations():
        assert ask(who, one).status_code == 403, str(one)


def _expired(user: int) -> str:
    return issue_token(user, "old", expires_at=clock.now() - timedelta(seconds=1))


def _revoked(user: int) -> str:
    token = issue_token(user, "taken back")
    ApiToken.objects.filter(name="taken back").update(revoked_at=clock.now())
    return token


def _of_the_dismissed(user: int) -> str:
    token = issue_token(user, "left")
    User.objects.filter(pk=user).update(is_active=False)
    return token


@pytest.mark.parametrize(
    "token",
    [None, "", "wrong", "arr_" + "x" * 43, "é", _expired, _revoked, _of_the_dismissed],
    ids=["none", "empty", "wrong", "well-formed", "not ascii", "expired", "revoked", "of the dismissed"],
)
def test_nobody_gets_401_and_is_told_how(bank: CreditorFacts, token: Any) -> None:
    user = ensure_user("system", "a-long-password", role=Role.CREDITOR, creditors=("bank",))
    who = Caller(token(user) if callable(token) else token)
    for one in operations():
        answer = ask(who, one)
        assert answer.status_code == 401, f"{answer.status_code} for {one}"
        assert answer["WWW-Authenticate"] == "Bearer"
        assert json.loads(answer.content)["problems"][0]["place"] == "token"


@pytest.mark.parametrize("scheme", ["Basic", "Token", "bearer  "])
def test_another_scheme_counts_as_nobody(system: Caller, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {system.token}"}
    assert Client().get("/api/v1/creditors", headers=headers).status_code == 401


def test_a_session_of_the_login_page_opens_nothing(bank: CreditorFacts) -> None:
    client = Client()
    user = ensure_user("person", "a-long-password", role=Role.ADMINISTRATOR, creditors=("bank",))
    client.force_login(User.objects.get(pk=user))
    assert client.get("/api/v1/creditors").status_code == 401


def test_a_creditor_out_of_scope_looks_like_none(system: Caller, other_bank: CreditorFacts) -> None:
    walked = [one for one in operations() if "{code}" in one.path]
    assert len(walked) > 10
    for one in walked:
        outside, unknown = ask(system, one, "other-bank"), ask(system, one, "no-such-bank")
        assert outside.status_code == unknown.status_code == 404, str(one)
        assert outside.content == unknown.content, f"{one}: its existence is not told either"


def test_the_list_of_creditors_ends_at_the_scope(system: Caller, other_bank: CreditorFacts) -> None:
    assert [one["code"] for one in json.loads(system.get("/creditors").content)] == ["bank"]


def test_the_token_is_asked_for_before_anything_of_a_body_is_looked_at(bank: CreditorFacts) -> None:
    nobody = Caller(None)
    for one in operations():
        if one.method == "POST":
            assert nobody.ask("POST", one.address("bank"), "x", "text/plain").status_code == 401, str(one)
            assert nobody.ask("POST", one.address("bank"), "{", JSON).status_code == 401, str(one)
