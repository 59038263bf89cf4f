"""The gate's JSON (docs/gate.md): cases in, answers out, one or many, in the same order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args

from arrears.gate import contracts
from arrears.gate.contracts import Answer, Case, HouseRule, Result, RuleResult, RuleText
from arrears.gate.rules.case_wire import parse_case
from arrears.gate.rules.evaluate import check
from arrears.gate.rules.reading import Choice, Moment, Schema, WireError

CASES_MAX = 100_000
DOCUMENT_CHARS_MAX = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseError:
    """A case that could not be read, in its place among the answers."""

    id: str | int | None
    path: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """What a document holds; `form` is also the form of the answers."""

    form: Literal["one", "list", "lines"]
    items: tuple[Case | CaseError, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The answers as JSON text, and how many cases could not be read."""

    text: str
    cases: int
    errors: int


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for place, (key, _) in enumerate(pairs) if key in dict(pairs[:place]))
        raise WireError((twice,), "同一个键出现两次", "the same key stands twice")
    return found


def _loads(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number)
    except RecursionError as error:
        raise WireError((), "不是 JSON（嵌套过深）", "not JSON (nested too deeply)") from error
    except WireError:
        raise
    except ValueError as error:  # no JSON, or a number of thousands of digits
        raise WireError((), f"不是 JSON（{error}）", f"not JSON ({error})") from error


def _no_number(name: str) -> None:
    """NaN and Infinity, which Python reads and JSON does not know."""
    raise ValueError(f"{name} is no number")


def _item(value: object) -> Case | CaseError:
    try:
        return parse_case(value)
    except WireError as error:
        given = value.get("id") if isinstance(value, dict) else None
        named = isinstance(given, str | int) and not isinstance(given, bool)
        return _failed(error, given if named else None)


def _failed(error: WireError, given: str | int | None = None) -> CaseError:
    return CaseError(id=given, path=error.path, zh=error.words.zh, en=error.words.en)


def read_cases(document: str | bytes) -> Cases:
    """One case, a list of cases, or JSON lines. A case that is wrong stands as CaseError in its place.

    Raises WireError when the document as a whole cannot be read or is too large.
    """
    try:
        text = (
            document.decode("utf-8-sig") if isinstance(document, bytes) else document.removeprefix("\ufeff")
        )
    except UnicodeDecodeError as error:
        raise WireError((), "不是 JSON（不是 UTF-8 文本）", "not JSON (it is not UTF-8)") from error
    if len(text) > DOCUMENT_CHARS_MAX:
        raise WireError((), "文件过大", "the document is too large")
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise WireError((), "没有内容", "the document is empty")
    try:
        whole = _loads(text)
    except WireError:
        if len(lines) == 1 or not _is_json(lines[0]):
            raise
        _limited(len(lines))
        return Cases(form="lines", items=tuple(_line(line) for line in lines))
    if isinstance(whole, list):
        _limited(len(whole))
        return Cases(form="list", items=tuple(_item(one) for one in whole))
    return Cases(form="one", items=(_item(whole),))


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _limited(count: int) -> None:
    if count > CASES_MAX:
        raise WireError((), f"超过 {CASES_MAX} 个案例", f"more than {CASES_MAX} cases")


def _line(line: str) -> Case | CaseError:
    try:
        return _item(_loads(line))
    except WireError as error:
        return _failed(error)


def rule_json(rule: RuleResult) -> dict[str, Any]:
    if not rule.values and rule.fact is None:
        return dict(_constant(rule.rule, rule.result, rule.key))
    return _told(rule)


@lru_cache(maxsize=8192)
def _constant(text: RuleText, result: Result, key: str) -> dict[str, Any]:
    """A result without figures of its own: the same for every case."""
    return _told(RuleResult(text, result, key, {}))


def _told(rule: RuleResult) -> dict[str, Any]:
    words = rule.words
    found = {
        "id": rule.id,
        "result": rule.result,
        "parameters": dict(rule.parameters),
        "source": rule.source,
        "certainty": rule.certainty,
        "zh": words.zh,
        "en": words.en,
    }
    return found | ({"fact": rule.fact} if rule.fact is not None else {})


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer as JSON values, key by key as in docs/gate.md."""
    opens = answer.next_permitted_at
    return {
        "id": answer.id,
        "verdict": answer.verdict,
        "presumption": answer.presumption,
        "flags": list(answer.flags),
        "rules": [rule_json(rule) for rule in answer.rules],
        "next_permitted_at": opens.isoformat() if opens is not None else None,
        "deadlines": dict(answer.deadlines),
    }


def error_json(error: CaseError) -> dict[str, Any]:
    return {"id": error.id, "error": {"path": error.path, "zh": error.zh, "en": error.en}}


def check_json(document: str | bytes, house_rules: Sequence[HouseRule] = ()) -> Checked:
    """Judge a document of cases; the answers come in the same form and order.

    A case that cannot be read is answered by `{"id", "error": {"path", "zh", "en"}}` in its place.
    Raises WireError when the document as a whole cannot be read.
    """
    cases = read_cases(document)
    errors = sum(isinstance(item, CaseError) for item in cases.items)
    return Checked(text=_written(cases, house_rules), cases=len(cases.items), errors=errors)


def _written(cases: Cases, house_rules: Sequence[HouseRule]) -> str:
    def each() -> Iterator[str]:
        for item in cases.items:
            answer = (
                error_json(item) if isinstance(item, CaseError) else answer_json(check(item, house_rules))
            )
            yield json.dumps(answer, ensure_ascii=False)

    if cases.form == "one":
        return next(each())
    if cases.form == "lines":
        return "\n".join(each())
    return "[" + ",\n".join(each()) + "]"


def answer_schema() -> Schema:
    """JSON Schema of an answer."""
    text: Schema = {"type": "string"}
    rule = {
        "id": text,
        "result": Choice(get_args(contracts.Result)).schema(),
        "parameters": {"type": "object"},
        "source": text,
        "certainty": Choice(get_args(contracts.Certainty)).schema(),
        "zh": text,
        "en": text,
        "fact": {**text, "description": "the missing fact, when that is why"},
    }
    rule_schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": rule,
        "required": [key for key in rule if key != "fact"],
    }
    fields = {
        "id": {"type": ["string", "integer", "null"]},
        "verdict": Choice(get_args(contracts.Verdict)).schema(),
        "presumption": {"enum": [*get_args(contracts.Presumption), None]},
        "flags": {"type": "array", "items": text},
        "rules": {"type": "array", "items": rule_schema},
        "next_permitted_at": {"anyOf": [Moment().schema(), {"type": "null"}]},
        "deadlines": {"type": "object", "additionalProperties": {"type": "string", "format": "date"}},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Arrears gate: answer",
        "type": "object",
        "additionalProperties": False,
        "properties": fields,
        "required": list(fields),
    }
