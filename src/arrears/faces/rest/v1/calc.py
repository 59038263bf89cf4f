"""`/calc`: fees, dates and plans of the law, as `arrears calc` answers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from arrears.book.calculators import api as calculators
from arrears.faces.rest.v1.bodies import JSON, loads, takes
from arrears.faces.rest.v1.problems import ProblemOut, answers, json_answer, problem
from arrears.foundation.access import EVERYONE, api_auth
from arrears.gate.rules import pure as gate
from arrears.kernel.words import Words

router = Router()
Compute = Callable[[Mapping[str, Any]], Mapping[str, Any]]
_OBJECT = Words("应为对象", "must be an object")
_GATE_TITLES = {
    "validation_period": "核实期 · Validation period (US)",
    "retention": "保存期限 · Retention",
    "complaint_due": "投诉与异议期限 · Complaint due",
    "breathing_space": "暂缓期 · Breathing space (UK)",
}


class CalculatorOut(Schema):
    name: str
    title: str
    input: dict[str, Any]
    output: dict[str, Any]


def whole(schema: Any, root: Mapping[str, Any]) -> Any:
    """A schema with its local references written out: it stands alone in any document."""
    if isinstance(schema, list):
        return [whole(one, root) for one in schema]
    if not isinstance(schema, dict):
        return schema
    reference = schema.get("$ref")
    if isinstance(reference, str):
        return whole(root["$defs"][reference.removeprefix("#/$defs/")], root)
    return {
        key: whole(value, root)
        for key, value in schema.items()
        if key not in ("$defs", "$schema", "discriminator")
    }


def _bound(name: str) -> Compute:
    return lambda inputs: calculators.calculate(name, inputs)


def _rooms() -> dict[str, tuple[str, Mapping[str, Any], Compute]]:
    """Every calculator by name: title, schemas, function; of the book, then of the gate's packs."""
    found: dict[str, tuple[str, Mapping[str, Any], Compute]] = {}
    for name in calculators.names():
        title = calculators.title(name)
        found[name] = (f"{title.zh} · {title.en}", calculators.schema(name), _bound(name))
    schemas = gate.calculator_schemas()
    for name, compute in gate.CALCULATORS.items():
        found[name] = (_GATE_TITLES[name], schemas[name], compute)
    return found


CALCULATORS = {
    name: (title, {key: whole(schema, schema) for key, schema in schemas.items()}, compute)
    for name, (title, schemas, compute) in _rooms().items()
}


@router.get(
    "",
    auth=api_auth(*EVERYONE),
    response={200: list[CalculatorOut], 401: ProblemOut, 403: ProblemOut},
    summary="计算器及其格式 · The calculators and their schemas",
)
def catalogue(request: HttpRequest) -> list[CalculatorOut]:
    return [
        CalculatorOut(name=name, title=title, input=schemas["input"], output=schemas["output"])
        for name, (title, schemas, _compute) in CALCULATORS.items()
    ]


def _endpoint(name: str, compute: Compute) -> Callable[[HttpRequest], HttpResponse]:
    def calculate(request: HttpRequest) -> HttpResponse:
        inputs = loads(request.body)
        if not isinstance(inputs, dict):
            return problem(422, [("body", _OBJECT)])
        return json_answer(compute(inputs))

    calculate.__name__ = f"calculate_{name}"
    return calculate


def _add(name: str, title: str, schemas: Mapping[str, Any], compute: Compute) -> None:
    answer = {"description": "OK", "content": {JSON: {"schema": schemas["output"]}}}
    router.post(
        f"/{name}",
        auth=api_auth(*EVERYONE),
        response=answers(None, 400, 413, 415, 422),
        summary=title,
        operation_id=f"calculate_{name}",
        openapi_extra={
            "requestBody": {"required": True, "content": {JSON: {"schema": schemas["input"]}}},
            "responses": {200: answer},
        },
    )(takes(JSON)(_endpoint(name, compute)))


for _name, (_title, _schemas, _compute) in CALCULATORS.items():
    _add(_name, _title, _schemas, _compute)
