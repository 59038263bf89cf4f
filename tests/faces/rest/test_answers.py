"""The pure addresses: the gate's and the calculators' answers are the rooms' own."""

from __future__ import annotations

import json
from typing import Any

import pytest

from arrears.book.calculators import api as calculators
from arrears.faces.rest.v1.calc import CALCULATORS, whole
from arrears.foundation.api import Role
from arrears.gate import api as gate
from tests.faces.rest.caller import Caller, caller, given, places

GIVEN = {
    "validation_period": {"provided_on": "2026-11-02"},
    "retention": {"regimes": ["cn"], "kind": "collection_record", "last_activity_on": "2026-11-23"},
    "complaint_due": {"received_on": "2026-11-23"},
    "breathing_space": {"registered_on": "2026-11-23"},
}
CASE: dict[str, Any] = {
    "regimes": ["cn"],
    "at": "2026-11-23T21:59:59+08:00",
    "act": {"channel": "call", "purpose": "collect"},
    "recipient": {"role": "debtor"},
}


@pytest.fixture
def trainer(db: None) -> Caller:
    """Facts and figures of the law are open to every role."""
    return caller(Role.TRAINER)


@pytest.mark.parametrize("name", [*calculators.names(), *gate.CALCULATORS])
def test_a_calculator_answers_as_its_room(trainer: Caller, name: str) -> None:
    inputs = GIVEN.get(name) or dict(calculators.examples(name)[0][1])
    room = gate.CALCULATORS[name](inputs) if name in GIVEN else calculators.calculate(name, inputs)
    assert given(trainer.post(f"/calc/{name}", inputs)) == json.loads(json.dumps(room))


def test_the_catalogue_has_them_all(trainer: Caller) -> None:
    found = given(trainer.get("/calc"))
    assert [one["name"] for one in found] == list(CALCULATORS) == [*calculators.names(), *gate.CALCULATORS]
    assert "$ref" not in json.dumps(found)


def test_references_of_a_schema_are_written_out() -> None:
    schema = {"$defs": {"Day": {"type": "string"}}, "properties": {"on": {"$ref": "#/$defs/Day"}}}
    assert whole(schema, schema) == {"properties": {"on": {"type": "string"}}}


@pytest.mark.parametrize(
    ("name", "body", "place"),
    [
        ("court_fee", {"claim": "-1"}, "claim"),
        ("court_fee", {}, "claim"),
        ("complaint_due", {"received_on": "2026-02-30"}, "received_on"),
        ("complaint_due", {"received_on": "2026-11-23", "tone": 1}, "tone"),
        ("court_fee", ["1"], "body"),
    ],
)
def test_inputs_that_do_not_fit_are_named(trainer: Caller, name: str, body: Any, place: str) -> None:
    assert places(trainer.post(f"/calc/{name}", body), 422) == [place]


def test_one_case_one_answer(trainer: Caller) -> None:
    answer = given(trainer.post("/gate/check", CASE))
    assert answer == json.loads(gate.check_json(json.dumps(CASE)).text)
    assert answer["verdict"] == "permit"


def test_a_list_keeps_its_order_and_a_case_that_cannot_be_read_its_place(trainer: Caller) -> None:
    late = CASE | {"at": "2026-11-23T22:00:00+08:00"}
    first, second, third = given(trainer.post("/gate/check", [CASE, CASE | {"tone": 1}, late]))
    assert (first["verdict"], third["verdict"]) == ("permit", "refuse")
    assert second["error"]["path"] == "tone"


def test_one_case_that_cannot_be_read_is_a_problem(trainer: Caller) -> None:
    assert places(trainer.post("/gate/check", CASE | {"tone": 1}), 422) == ["tone"]
    assert places(trainer.ask("POST", "/gate/check", ""), 422) == ["body"]


def test_lines_are_answered_by_lines(trainer: Caller) -> None:
    lines = "\n".join([json.dumps(CASE)] * 3)
    answer = trainer.ask("POST", "/gate/check", lines, "application/x-ndjson")
    assert answer["Content-Type"] == "application/x-ndjson"
    assert [json.loads(line)["verdict"] for line in answer.content.splitlines()] == ["permit"] * 3


def test_what_has_no_encoding_comes_back_as_its_escape(trainer: Caller) -> None:
    answer = trainer.ask("POST", "/gate/check", json.dumps(CASE | {"id": "\ud800"}))
    assert given(answer)["id"] == "\ud800"
