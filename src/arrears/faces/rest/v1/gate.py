"""`POST /gate/check`: the pure gate, with the same bodies as `arrears gate check`."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arrears.faces.rest.v1.bodies import JSON, LINES, takes
from arrears.faces.rest.v1.problems import NOT_JSON, answers, json_answer, problem
from arrears.foundation.access import EVERYONE, api_auth
from arrears.gate.rules import pure
from arrears.kernel.words import Words

router = Router()

_CASE = {key: value for key, value in pure.case_schema().items() if key != "$schema"}
_ANSWER = {key: value for key, value in pure.answer_schema().items() if key != "$schema"}
_UNREAD: dict[str, Any] = {
    "title": "A case that could not be read, in its place",
    "type": "object",
    "required": ["id", "error"],
    "properties": {
        "id": {"type": ["string", "integer", "null"]},
        "error": {
            "type": "object",
            "required": ["path", "zh", "en"],
            "properties": {name: {"type": "string"} for name in ("path", "zh", "en")},
        },
    },
}
_IN = {"anyOf": [_CASE, {"type": "array", "items": _CASE}]}
_OUT = {"anyOf": [_ANSWER, {"type": "array", "items": {"anyOf": [_ANSWER, _UNREAD]}}]}


@router.post(
    "/check",
    auth=api_auth(*EVERYONE),
    response=answers(None, 400, 413, 415, 422),
    summary="判断所给事实 · Judge supplied facts",
    description="一个案例、案例列表或 JSON 行；回答形式与顺序相同。列表中读不懂的案例在原位说明。"
    " · One case, a list or JSON lines; the answers have the same form and order. A case of a list that cannot "
    "be read is answered in its place. No database, no clock.",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": _IN}, LINES: {"schema": {"type": "string"}}},
        },
        "responses": {
            200: {
                "description": "OK",
                "content": {JSON: {"schema": _OUT}, LINES: {"schema": {"type": "string"}}},
            }
        },
    },
)
@takes(JSON, LINES)
def check(request: HttpRequest) -> HttpResponse:
    try:
        checked = pure.check_json(request.body)
    except pure.WireError:
        raise
    except (ValueError, RecursionError):
        return problem(400, [("body", NOT_JSON)])
    if checked.cases == checked.errors == 1 and checked.text.startswith("{"):
        error = json.loads(checked.text)["error"]
        return problem(422, [(error["path"], Words(error["zh"], error["en"]))])
    answer = json_answer(checked.text)
    if request.content_type == LINES:
        answer["Content-Type"] = LINES
    return answer
