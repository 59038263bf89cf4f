"""The calculators' guide in Markdown, both languages, written from the schemas."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from arrears.kernel.words import Words

HEAD = """# 计算器 · Calculators

`arrears calc NAME [FILE]` · `POST /api/v1/calc/NAME` · `arrears calc NAME --schema`

金额为两位小数的文本（也接受数字），比率为百分数（"3.45" 即 3.45%），日期为 ISO 8601。
未知的键、缺少的键和越界的值都会指明位置。
每个答案附 `steps`（规则、出处、可靠程度、说明）；有疑点时附 `doubts`。本页由类型自动生成。

Amounts are text with two decimals (numbers are read too), rates are per cent ("3.45" is 3.45 %), days are
ISO 8601. An unknown or missing key and a value out of bounds are named by their place. Every answer carries
`steps` (rule, source, certainty, words) and, where something stays open, `doubts`. This page is written from
the types. Certainty: `text` the wording was read, `secondary` read in a note about it, `memory` recalled and
to be verified, `interpretation` the safe reading of an open point. Not legal advice.
"""

_KINDS = {"integer": "整数 · whole number", "boolean": "`true` `false`", "number": "数字 · number"}
_QUIET = ("steps", "doubts")


def guide(parts: Sequence[tuple[str, Words, Mapping[str, Any], Sequence[tuple[Words, Any, Any]]]]) -> str:
    """The whole guide from (name, title, schema, examples with their answers)."""
    lines = [HEAD]
    lines += [f"- [`{name}`](#{name}) {title.zh} · {title.en}" for name, title, _, _ in parts]
    for name, title, schema, examples in parts:
        lines += ["", f"## {name}", "", f"**{title.zh} · {title.en}**"]
        for side, label in (("input", "输入 · Input"), ("output", "输出 · Output")):
            lines += _side(schema[side], label, side)
        for words, given, answer in examples:
            lines += ["", f"{words.zh} · {words.en}", "", "```json", _json(given), "```", "", "→", ""]
            lines += ["```json", _json(_brief(answer)), "```"]
    return "\n".join(lines) + "\n"


def _side(schema: Mapping[str, Any], label: str, side: str) -> list[str]:
    """Tables of one side: each variant, then the objects that its keys hold."""
    defs: Mapping[str, Any] = schema.get("$defs", {})
    branches: Sequence[Mapping[str, Any]] = schema.get("oneOf", [schema])
    lines: list[str] = []
    for branch in branches:
        tag = _tag(branch)
        lines += ["", f"### {label}" + (f"（{tag}）" if tag else ""), ""]
        lines += [f"{branch['description']}", ""] if "description" in branch else []
        lines += _table(branch, defs, side)
    for name in defs:
        if "properties" in defs[name] and name not in ("Step", "Doubt"):
            lines += ["", f"`{name}`", "", *_table(defs[name], defs, side)]
    return lines


def _tag(branch: Mapping[str, Any]) -> str:
    tags = [
        f"`{key}`: `{value['const']}`"
        for key, value in branch.get("properties", {}).items()
        if key in ("kind", "mode") and "const" in value
    ]
    return tags[0] if tags else ""


def _table(branch: Mapping[str, Any], defs: Mapping[str, Any], side: str) -> list[str]:
    needed = set(branch.get("required", ()))
    for choice in branch.get("allOf", ()):
        names = [key for option in choice["oneOf"] for key in option.get("required", ())]
        if "not" not in choice["oneOf"][0]:
            needed.update(names)
    third = "必填 · Needed" if side == "input" else "空 · Null"
    lines = [f"| 键 · Key | 值 · Value | {third} | 说明 · Meaning |", "| --- | --- | --- | --- |"]
    for key, value in branch.get("properties", {}).items():
        if side == "input":
            same = str(value.get("description", "")).startswith("Same as")
            mark = "或 · or" if same else "是 · yes" if key in needed else _default(value)
        else:
            mark = "可 · may be" if _nullable(value) else ""
        meaning = f"{value.get('x-zh', '')} · {value.get('description', '')}".strip(" ·")
        lines.append(f"| `{key}` | {_value(value, defs)} | {mark} | {meaning} |".replace("|  |", "| |"))
    return lines


def _default(value: Mapping[str, Any]) -> str:
    default = value.get("default")
    return "" if default in (None, [], "") else f"`{json.dumps(default, ensure_ascii=False)}`"


def _nullable(value: Mapping[str, Any]) -> bool:
    return any(option.get("type") == "null" for option in value.get("anyOf", ()))


def _value(value: Mapping[str, Any], defs: Mapping[str, Any]) -> str:
    """A short name for what a key holds."""
    options = [option for option in value.get("anyOf", ()) if option.get("type") != "null"]
    if options:
        return _value(options[0], defs)
    if "$ref" in value:
        name = value["$ref"].rsplit("/", 1)[1]
        return _value(defs[name], defs) if "enum" in defs[name] else f"`{name}`"
    if "enum" in value:
        return " ".join(f"`{choice}`" for choice in value["enum"])
    if "const" in value:
        return f"`{value['const']}`"
    if value.get("type") == "array":
        return f"列表 · list: {_value(value.get('items', {}), defs)}"
    return _scalar(value)


def _scalar(value: Mapping[str, Any]) -> str:
    form = value.get("format")
    if form is not None:
        return {"date": "日期 · day", "date-time": "时刻 · moment"}[form]
    pattern = str(value.get("pattern", ""))
    if "%" in pattern or pattern == r"^-?[0-9]+(\.[0-9]+)?$":
        return "百分数 · per cent"
    if "{1,7}" in pattern:
        return "数 · number"
    if "/" in pattern:
        return "分数 · fraction"
    if pattern:
        return "金额 · amount"
    return _KINDS.get(str(value.get("type")), "文本 · text")


def _brief(answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer for the page: long lists are cut after two entries, which is said in the list."""
    found: dict[str, Any] = {}
    for key, value in answer.items():
        if isinstance(value, list) and len(value) > 2 and key not in _QUIET:
            found[key] = [*value[:2], f"… {len(value) - 2}"]
        elif isinstance(value, dict):
            found[key] = _brief(value)
        else:
            found[key] = value
    return found


def _json(value: Mapping[str, Any]) -> str:
    """One key a line; what it holds in one line, lists of objects one object a line."""
    lines = []
    for key, inner in value.items():
        text = json.dumps(inner, ensure_ascii=False)
        if isinstance(inner, list) and any(isinstance(entry, dict) for entry in inner):
            text = (
                "[\n    " + ",\n    ".join(json.dumps(entry, ensure_ascii=False) for entry in inner) + "\n  ]"
            )
        lines.append(f"  {json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(lines) + "\n}"
