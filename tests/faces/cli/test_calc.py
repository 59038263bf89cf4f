"""`arrears calc NAME` from a shell."""

from __future__ import annotations

import json

import pytest

from arrears.book.calculators import api as calculators
from arrears.faces.cli.calc import OF_THE_GATE
from arrears.gate.rules import pure
from tests.faces.cli.console import run

ASKED = {
    "validation_period": {"provided_on": "2026-11-02"},
    "retention": {"regimes": ["cn"], "kind": "collection_record", "last_activity_on": "2026-11-23"},
    "complaint_due": {"received_on": "2026-11-23"},
    "breathing_space": {"registered_on": "2026-11-23"},
}


def test_the_list_names_all_calculators() -> None:
    assert run("calc").out.split() == sorted([*calculators.names(), *pure.CALCULATORS])


def test_the_gates_calculators_are_the_ones_named() -> None:
    assert sorted(OF_THE_GATE) == sorted(pure.CALCULATORS)


@pytest.mark.parametrize("name", ["court_fee", "allocation", "instalment", "retention", "breathing_space"])
def test_a_shell_gets_what_the_room_answers(name: str) -> None:
    given = ASKED.get(name) or dict(calculators.examples(name)[0][1])
    said = run("calc", name, given=json.dumps(given))
    assert (said.status, said.err) == (0, "")
    expected = pure.CALCULATORS[name](given) if name in ASKED else calculators.calculate(name, given)
    assert json.loads(said.out) == json.loads(json.dumps(expected))


def test_several_cases_are_answered_in_order() -> None:
    said = run("calc", "court_fee", "-", given=json.dumps([{"claim": "10000"}, {"claim": "20000"}]))
    assert [one["fee"] for one in json.loads(said.out)] == ["50.00", "300.00"]


@pytest.mark.parametrize(
    ("name", "given", "en", "zh"),
    [
        ("court_fee", '{"claim": "-5"}', "claim: ", "claim: 应为"),
        ("court_fee", '{"claim": "5", "tone": 1}', "tone: ", "tone: "),
        ("complaint_due", "{}", "received_on: ", "received_on: 必填"),
        ("court_fee", "[1]", "Case 0: an object is needed", "案例 0：应为对象"),
        ("court_fee", "{", "Not JSON", "不是 JSON"),
        ("court_fee", "[" * 100_000, "Not JSON", "不是 JSON"),
    ],
)
def test_what_does_not_fit_is_named(name: str, given: str, en: str, zh: str) -> None:
    for language, expected in (("en", en), ("zh-hans", zh)):
        said = run("calc", name, given=given, language=language)
        assert said.status == 1
        assert expected in said.err
        assert "Traceback" not in said.err


@pytest.mark.parametrize("name", ["allocation", "retention"])
def test_the_schema_of_a_calculator_is_shown(name: str) -> None:
    assert set(json.loads(run("calc", name, "--schema").out)) == {"input", "output"}
