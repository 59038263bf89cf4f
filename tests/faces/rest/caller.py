"""Somebody who calls the API: a token, JSON in and JSON out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from arrears.foundation.api import Role, ensure_user, issue_token

JSON = "application/json"


@dataclass(frozen=True)
class Caller:
    """A creditor's system, or another role, with its bearer token."""

    token: str | None

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def ask(self, method: str, path: str, body: Any = None, content_type: str = JSON) -> HttpResponse:
        """One call; a body that is no text is sent as JSON."""
        data = body if isinstance(body, str | bytes) else json.dumps(body) if body is not None else ""
        client = Client(raise_request_exception=False)
        return client.generic(  # type: ignore[no-any-return]  # the test client's own answer type
            method,
            f"/api/v1{path}",
            data,
            content_type=content_type if body is not None else "",
            headers=self._headers(),
        )

    def get(self, path: str) -> HttpResponse:
        return self.ask("GET", path)

    def post(self, path: str, body: Any) -> HttpResponse:
        return self.ask("POST", path, body)

    def send(self, path: str, content: bytes, name: str = "file.csv", **form: object) -> HttpResponse:
        """A file, as a form sends it."""
        client = Client(raise_request_exception=False)
        data = {"file": SimpleUploadedFile(name, content), **form}
        return client.post(f"/api/v1{path}", data, headers=self._headers())  # type: ignore[return-value]


def caller(role: Role = Role.CREDITOR, creditors: tuple[str, ...] = (), name: str = "") -> Caller:
    user = ensure_user(name or f"api-{role.value}", "a-long-password", role=role, creditors=creditors)
    return Caller(issue_token(user, "test"))


def given(answer: HttpResponse, status: int = 200) -> Any:
    """The JSON of an answer with the status that was expected."""
    assert answer.status_code == status, f"{answer.status_code}: {answer.content[:600].decode()}"
    return json.loads(answer.content)


def places(answer: HttpResponse, status: int) -> list[str]:
    """Where a problem lies; its words stand in both languages."""
    problems = given(answer, status)["problems"]
    assert problems
    for one in problems:
        assert set(one) == {"place", "zh", "en"}
        assert one["zh"].strip()
        assert one["en"].strip()
        assert one["zh"] != one["en"]
    return [one["place"] for one in problems]
