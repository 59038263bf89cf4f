"""Whatever goes wrong is JSON: a status, a place, words in both languages; never a page, never a redirect."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from pytest_django import Settings

from arrears.faces.rest.v1 import bodies, payments
from tests.faces.rest.caller import Caller, places

PAY = "/creditors/bank/payments"


@pytest.mark.parametrize(
    ("method", "path", "status", "place"),
    [
        ("GET", "", 404, "address"),
        ("GET", "/", 404, "address"),
        ("GET", "/no/such/thing", 404, "address"),
        ("POST", "/calc/no_such", 404, "address"),
        ("GET", "/creditors/nobody/accounts", 404, "address"),
        ("GET", "/creditors/bank/accounts/none", 404, "address"),
        ("DELETE", "/creditors", 405, "method"),
        ("GET", "/gate/check", 405, "method"),
        ("OPTIONS", "/creditors", 405, "method"),
    ],
)
def test_where_nothing_answers(system: Caller, method: str, path: str, status: int, place: str) -> None:
    answer = system.ask(method, path)
    assert places(answer, status) == [place]
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "no-store"
    if status == 405:
        assert answer["Allow"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "text/csv"])
@pytest.mark.parametrize("path", [PAY, "/gate/check", "/calc/court_fee", "/creditors/bank/placements"])
def test_another_media_type_is_415(system: Caller, path: str, content_type: str) -> None:
    assert places(system.ask("POST", path, "{}", content_type), 415) == ["Content-Type"]


@pytest.mark.parametrize("content_type", ["", "application/json"])
@pytest.mark.parametrize("path", [PAY, "/gate/check", "/calc/court_fee", "/creditors/bank/placements"])
def test_no_body_at_all_is_422_whatever_its_type(system: Caller, path: str, content_type: str) -> None:
    assert places(system.ask("POST", path, "", content_type), 422) == ["body"]
    assert places(system.ask("POST", path, "", "text/csv"), 422) == ["body"], (
        "the type of nothing is not looked at"
    )


def test_a_body_says_its_length(system: Caller) -> None:
    """A stream without an end has no place here: 411 before any of it is read."""
    client = Client(raise_request_exception=False)
    headers = {"Authorization": f"Bearer {system.token}", "Transfer-Encoding": "chunked"}
    answer = client.generic(
        "POST", f"/api/v1{PAY}", b"[]", content_type="application/json", headers=headers, CONTENT_LENGTH=""
    )
    assert places(answer, 411) == ["Content-Length"]


def test_a_file_is_sent_as_a_form(system: Caller) -> None:
    assert places(system.ask("POST", "/creditors/bank/files", "{}"), 415) == ["Content-Type"]


@pytest.mark.parametrize("path", [PAY, "/gate/check", "/calc/court_fee", "/creditors/bank/placements"])
@pytest.mark.parametrize(
    "body", [b"{", b"\xff", b"[" * 100_000, b'{"a": NaN}', b'{"a": 1' + b"0" * 5_000 + b"}"]
)
def test_what_is_no_json_is_400(system: Caller, path: str, body: bytes) -> None:
    assert places(
        system.ask("POST", path, body), 422 if path == "/gate/check" else 400
    )  # the gate names its document


def test_a_key_twice_is_400(system: Caller) -> None:
    assert places(system.ask("POST", PAY, b'[{"key": "a", "key": "b"}]'), 400) == ["body"]


@pytest.mark.parametrize("path", [PAY, "/gate/check", "/calc/court_fee", "/creditors/bank/placements"])
def test_a_body_too_large_is_413(system: Caller, settings: Settings, path: str) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024**2
    body = json.dumps({"text": "x" * 1024**2})
    assert places(system.ask("POST", path, body), 413) == ["body"]


def test_a_file_too_large_is_413_before_it_is_read(system: Caller) -> None:
    client = Client(raise_request_exception=False)
    answer = client.generic(
        "POST", "/api/v1/creditors/bank/files", b"x", content_type="multipart/form-data; boundary=b",
        headers={"Authorization": f"Bearer {system.token}"},
        CONTENT_LENGTH=str(bodies.FILE_BYTES_MAX + 1),
    )  # fmt: skip
    assert places(answer, 413) == ["body"]


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=é"])
def test_a_broken_form_is_400(system: Caller, content_type: str) -> None:
    answer = system.ask("POST", "/creditors/bank/files", b"--b\r\n", content_type)
    assert places(answer, 400) == ["body"]


def test_a_form_without_its_parts_names_them(system: Caller) -> None:
    answer = system.send("/creditors/bank/files", b"a,b\n1,2\n", business_date="soon")
    assert set(places(answer, 422)) == {"mapping", "business_date"}


def test_an_error_of_ours_is_told_and_logged(
    system: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(payments.ledger, "post_columns", broken)
    body = [{"account": "A", "amount": "1", "effective_on": "2026-01-01", "key": "k"}]
    answer = system.post(PAY, body)
    assert places(answer, 500) == ["request"]
    assert "planted" not in answer.content.decode()
    assert "planted" in caplog.text
