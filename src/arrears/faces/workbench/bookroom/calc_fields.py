"""A calculator's question as fields of a form and its answer as lines, both from the calculator's own schema.

The calculator judges every value; here texts only become what JSON can say.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from arrears.book.calculators.api import CalculatorError
from arrears.kernel.words import Words

TEXT_MAX = 20_000
Schema = Mapping[str, Any]
_SAME_AS = "Same as `"  # a second name of another key
_TRUTH = {"true": True, "false": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """`kind`: text, day, choice, truth, json or fixed. `value`: as it stands in the form."""

    name: str
    words: Words
    kind: str
    needed: bool
    value: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One part of an answer: a text, or rows under heads."""

    name: str
    words: Words
    text: str = ""
    heads: tuple[Words, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    told: tuple[tuple[Words, str], ...] = ()  # sentences with their sources


def fields_of(schema: Schema, values: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields of the variant that `values` are of, filled with them."""
    branch = _branch(schema, values)
    return tuple(
        _field(name, _resolved(schema, prop), name in branch.get("required", ()), values.get(name))
        for name, prop in branch["properties"].items()
        if not str(prop.get("description", "")).startswith(_SAME_AS) or name in values
    )


def inputs_of(fields: Sequence[Field], said: Mapping[str, str]) -> dict[str, Any]:
    """JSON values of what was written; an empty field says nothing. CalculatorError at a field's name."""
    found: dict[str, Any] = {}
    for field in fields:
        text = said.get(field.name, "").strip()
        if len(text) > TEXT_MAX:
            raise CalculatorError(field.name, Words("内容过长", "too long"))
        if field.kind == "fixed":
            found[field.name] = field.value
        elif text:
            found[field.name] = _value(field, text)
    return found


def lines_of(schema: Schema, answer: Mapping[str, Any], yes: str, no: str) -> tuple[Line, ...]:
    """An answer part by part, in its own order; what it does not know is left out."""
    known: dict[str, Any] = {}
    for branch in schema.get("oneOf", [schema]):
        known |= _resolved(schema, branch).get("properties", {})
    return tuple(
        _line(schema, name, known.get(name, {}), value, (yes, no))
        for name, value in answer.items()
        if value is not None and value != []
    )


def _branch(schema: Schema, values: Mapping[str, Any]) -> Schema:
    branches: list[Schema] = [_resolved(schema, one) for one in schema.get("oneOf", [schema])]
    for branch in branches:
        fixed = {name: prop for name, prop in branch["properties"].items() if "const" in prop}
        if all(values.get(name, prop.get("default")) == prop["const"] for name, prop in fixed.items()):
            return branch
    return branches[0]


def _resolved(root: Schema, prop: Schema) -> dict[str, Any]:
    """A property with its reference, or its only choice beside null, written out."""
    found = dict(prop)
    while True:
        options = [one for one in found.get("anyOf", ()) if one.get("type") != "null"]
        if "$ref" in found:
            inner: Schema = root["$defs"][found.pop("$ref").removeprefix("#/$defs/")]
        elif len(options) == 1:
            inner = options[0]
            del found["anyOf"]
        else:
            return found
        found = {**inner, **found}


def _field(name: str, prop: Schema, needed: bool, value: Any) -> Field:
    kind = "text"
    choices: tuple[str, ...] = ()
    if "const" in prop:
        kind, value = "fixed", prop["const"]
    elif "enum" in prop:
        kind, choices = "choice", tuple(map(str, prop["enum"]))
    elif prop.get("type") == "boolean":
        kind = "truth"
    elif prop.get("type") in ("array", "object") or isinstance(value, list | dict):
        kind = "json"
    elif prop.get("format") == "date":
        kind = "day"
    return Field(
        name=name, words=_words(name, prop), kind=kind, needed=needed, value=_written(value), choices=choices
    )


def _words(name: str, prop: Schema) -> Words:
    return Words(str(prop.get("x-zh", name)), str(prop.get("description", name)))


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, indent=1 if isinstance(value, list | dict) else None)


def _value(field: Field, text: str) -> Any:
    if field.kind == "truth":
        return _TRUTH.get(text, text)
    if field.kind == "json":
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise CalculatorError(field.name, Words("不是有效的 JSON", "not valid JSON")) from error
    if field.kind == "text" and text.isascii() and text.isdigit() and len(text) < 16:
        return int(text)  # counts are numbers; amounts are read from numbers too
    return text


def _line(root: Schema, name: str, prop: Schema, value: Any, truth: tuple[str, str]) -> Line:
    words = _words(name, prop)
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        return Line(name=name, words=words, text=_shown(value, truth))
    if all("zh" in one and "en" in one for one in value):
        told = tuple((Words(one["zh"], one["en"]), str(one.get("source") or "")) for one in value)
        return Line(name=name, words=words, told=told)
    inner = _resolved(root, _resolved(root, prop).get("items", {})).get("properties", {})
    keys = list(dict.fromkeys(key for one in value for key in one))
    return Line(
        name=name,
        words=words,
        heads=tuple(_words(key, _resolved(root, inner.get(key, {}))) for key in keys),
        rows=tuple(tuple(_shown(one.get(key), truth) for key in keys) for one in value),
    )


def _shown(value: Any, truth: tuple[str, str]) -> str:
    if isinstance(value, bool):
        return truth[0] if value else truth[1]
    if isinstance(value, list) and not any(isinstance(one, list | dict) for one in value):
        return ", ".join(_shown(one, truth) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_shown(one, truth)}" for key, one in value.items() if one is not None)
    return _written(value)
