"""The calculators' door: schemas that hold, faults with a place and two languages, nothing that crashes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from arrears.book.calculators import api
from arrears.book.calculators.contracts import CalculatorError, Certainty
from arrears.book.calculators.rules import law
from tests.profiles import examples

NAMES = (
    "court_fee",
    "execution_fee",
    "preservation_fee",
    "delayed_interest",
    "allocation",
    "limitation",
    "guarantee",
    "procedure",
    "interest_cap",
    "instalment",
    "apr",
    "late_payment",
)
CASES = [(name, case) for name in NAMES for _, case in api.examples(name)]


def test_the_twelve_names() -> None:
    assert api.names() == NAMES
    assert all(api.title(name).zh and api.title(name).en for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_schemas_are_schemas_and_describe_every_key_in_both_languages(name: str) -> None:
    for schema in api.schema(name).values():
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"].endswith("2020-12/schema")
        shapes = [*schema.get("oneOf", [schema]), *schema.get("$defs", {}).values()]
        for shape in shapes:
            for key, value in shape.get("properties", {}).items():
                if "const" not in value:
                    assert value.get("x-zh"), (name, key)
                    assert value.get("description"), (name, key)


@pytest.mark.parametrize(("name", "case"), CASES)
def test_every_example_fits_its_schema_and_so_does_its_answer(name: str, case: Mapping[str, Any]) -> None:
    schema = api.schema(name)
    Draft202012Validator(schema["input"]).validate(dict(case))
    answer = api.calculate(name, case)
    Draft202012Validator(schema["output"]).validate(answer)
    assert json.loads(json.dumps(answer)) == answer


@pytest.mark.parametrize(("name", "case"), CASES)
def test_every_answer_says_why(name: str, case: Mapping[str, Any]) -> None:
    steps = api.calculate(name, case)["steps"]
    assert steps
    for step in steps:
        assert step["source"]
        assert step["certainty"] in set(Certainty)
        assert step["zh"]
        assert step["en"]


def test_every_rule_is_known_by_source_and_certainty() -> None:
    assert len(law.RULES) > 60
    assert {rule.certainty for rule in law.RULES.values()} == set(Certainty)


@pytest.mark.parametrize(
    ("inputs", "path", "zh", "en"),
    [
        ({}, "claim", "缺少此项", "is missing"),
        ({"claim": "1.00", "colour": "red"}, "colour", "没有这个键", "no such key"),
        ({"claim": "1.005"}, "claim", "应为金额文本", "must be an amount"),
        ({"claim": "-1.00"}, "claim", "应为金额文本", "must be an amount"),
        ({"claim": True}, "claim", "应为金额文本", "must be an amount"),
        ({"claim": None}, "claim", "应为金额文本", "must be an amount"),
        ({"claim": "0.00"}, "claim", "须大于", "must be more than"),
        ({"claim": "99999999999999999.00"}, "claim", "金额过大", "too large"),
        ({"claim": "1.00", "procedure": "fast"}, "procedure", "应为", "must be one of 'ordinary'"),
        ({"claim": "1.00", "counterclaim": "yes"}, "counterclaim", "应为 true", "must be true or false"),
        ({"claim": "1.00", "filed_on": "2026-02-30"}, "filed_on", "应为日期", "must be a day"),
        ({"claim": "1.00", "filed_on": 20260201}, "filed_on", "应为日期", "must be a day"),
        ({"claim": "1.00", "filed_on": "1900-01-01"}, "filed_on", "日期须在", "must lie between"),
        ({"claim": "1.00", "amount": "1.00"}, "amount", "重复", "says the same as claim"),
    ],
)
def test_faults_have_a_place_and_two_languages(inputs: dict[str, Any], path: str, zh: str, en: str) -> None:
    with pytest.raises(CalculatorError) as raised:
        api.calculate("court_fee", inputs)
    assert raised.value.path == path
    assert zh in raised.value.message.zh
    assert en in raised.value.message.en


def test_places_reach_into_lists_and_all_problems_are_told() -> None:
    with pytest.raises(CalculatorError) as raised:
        api.calculate(
            "delayed_interest",
            {"principal": "1.00", "term_end": "x", "payments": [{"date": "2026-01-01", "amount": "y"}, {}]},
        )
    assert {problem.path for problem in raised.value.problems} == {
        "term_end",
        "until",
        "payments[0].amount",
        "payments[1].date",
        "payments[1].amount",
    }


def test_amounts_may_be_numbers_or_grouped_text() -> None:
    fees = {
        api.calculate("court_fee", {"claim": given})["fee"]
        for given in ("123456.78", "123,456.78", 123456.78, " 123456.78 ")
    }
    assert fees == {"2769.14"}
    assert api.calculate("court_fee", {"claim": 100000})["fee"] == "2300.00"


def test_synonyms_mean_the_same_and_stand_in_the_schema() -> None:
    assert api.calculate("court_fee", {"amount": "100000.00"}) == api.calculate(
        "court_fee", {"claim": "100000.00"}
    )
    validator = Draft202012Validator(api.schema("court_fee")["input"])
    assert validator.is_valid({"amount": "100000.00"})
    assert not validator.is_valid({"amount": "100000.00", "claim": "100000.00"})
    assert not validator.is_valid({})


def test_lists_are_limited() -> None:
    rows = [{"date": "2026-01-01", "amount": "1.00"}] * 1_001
    with pytest.raises(CalculatorError) as raised:
        api.calculate(
            "delayed_interest",
            {"principal": "1.00", "term_end": "2025-01-01", "until": "2026-02-01", "payments": rows},
        )
    assert raised.value.path == "payments"
    assert "1000" in raised.value.message.en


def test_an_unknown_calculator_and_an_input_that_is_no_object() -> None:
    with pytest.raises(CalculatorError) as raised:
        api.calculate("horoscope", {})
    assert raised.value.path == "name"
    with pytest.raises(CalculatorError) as raised:
        api.calculate("court_fee", [])  # type: ignore[arg-type]  # what a caller may send all the same
    assert raised.value.path == "$"


def test_the_guide_is_current() -> None:
    guide = Path(__file__).parents[3] / "docs" / "calculators.md"
    assert guide.read_text(encoding="utf-8") == api.guide()


junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["1.00", "2026-01-01", "NaN", "1e9", "9" * 40, "principal", "2026-13-01", "3/0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@cache
def answers(name: str) -> Draft202012Validator:
    return Draft202012Validator(api.schema(name)["output"])


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in inner:
        found += places(below, (*path, key))
    return found


def changed(value: Any, path: tuple[Any, ...], to: Any) -> Any:
    if not path:
        return to
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(value[path[0]], path[1:], to)
    return copy


@settings(max_examples=examples(800))
@given(case=st.sampled_from(CASES), data=st.data())
def test_whatever_is_put_in_the_answer_is_an_answer_or_a_named_fault(
    case: tuple[str, Mapping[str, Any]], data: st.DataObject
) -> None:
    name, given_case = case
    broken: Any = dict(given_case)
    for _ in range(data.draw(st.integers(1, 3))):
        broken = changed(broken, data.draw(st.sampled_from(places(broken))), data.draw(junk))
    answer, fault = None, None
    try:
        answer = api.calculate(name, broken)
    except CalculatorError as error:
        fault = error
    if fault is None:
        answers(name).validate(answer)
    else:
        assert fault.path
        assert fault.message.zh
        assert fault.message.en
