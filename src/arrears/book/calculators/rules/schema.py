"""JSON Schema (draft 2020-12) of a calculator, from the same types that read and write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from arrears.book.calculators.rules.reading import adapter

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Mode = Literal["validation", "serialization"]


def schema_of(
    shapes: Mapping[str, type], mode: Mode, *, tag: str, default: str | None, examples: Sequence[Any]
) -> dict[str, Any]:
    """One schema for a type, or `oneOf` for the variants that `tag` tells apart ("" tags the only one)."""
    defs: dict[str, Any] = {}
    branches = []
    for name, shape in dict.fromkeys((key, shape) for key, shape in shapes.items()):
        branch = _without_titles(adapter(shape).json_schema(mode=mode))
        defs.update(branch.pop("$defs", {}))
        if mode == "validation":
            branch = _with_synonyms(branch)
            if name and name != default:
                branch.setdefault("required", []).append(tag)
        if branch not in branches:
            branches.append(branch)
    whole: dict[str, Any] = branches[0] if len(branches) == 1 else {"oneOf": branches}
    found = {"$schema": DIALECT, **whole}
    if examples:
        found["examples"] = list(examples)
    if defs:
        found["$defs"] = defs
    return found


def _without_titles(value: Any) -> Any:
    """Titles that only repeat a key or a class name tell nobody anything."""
    if isinstance(value, dict):
        return {
            key: _without_titles(inner)
            for key, inner in value.items()
            if not (key == "title" and isinstance(inner, str))
        }
    if isinstance(value, list):
        return [_without_titles(inner) for inner in value]
    return value


def _with_synonyms(branch: dict[str, Any]) -> dict[str, Any]:
    """Write each synonym out as a property; exactly one of a key and its synonyms may stand."""
    choices: list[dict[str, Any]] = []
    for key, value in list(branch.get("properties", {}).items()):
        words = value.get("x-synonyms", ())
        if not words:
            continue
        for word in words:
            same = {inner: kept for inner, kept in value.items() if inner not in ("examples", "x-synonyms")}
            branch["properties"][word] = {**same, "description": f"Same as `{key}`.", "x-zh": f"同 {key}"}
        each = [{"required": [name]} for name in (key, *words)]
        if key in branch.get("required", ()):
            branch["required"].remove(key)
            choices.append({"oneOf": each})
        else:
            none: dict[str, Any] = {"not": {"anyOf": each}}
            choices.append({"oneOf": [none, *each]})
    if choices:
        branch["allOf"] = choices
    return branch
