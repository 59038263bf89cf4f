"""What is wrong with a value, in words: the validator's findings in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from arrears.kernel.words import Words

FAULTS_MAX = 100
_WORDS: Mapping[str, Words] = {
    "missing": Words("缺少此项", "is missing"),
    "extra_forbidden": Words("没有这一项", "is not a known key"),
    "string_type": Words("应为文字", "must be a text"),
    "string_unicode": Words("不是有效的文字", "is no valid text"),
    "string_too_long": Words("最多 {max_length} 个字符", "has at most {max_length} characters"),
    "string_too_short": Words("至少 {min_length} 个字符", "has at least {min_length} characters"),
    "string_pattern_mismatch": Words("格式不符：{pattern}", "does not have the form {pattern}"),
    "int_type": Words("应为整数", "must be a whole number"),
    "int_parsing": Words("应为整数", "must be a whole number"),
    "int_from_float": Words("应为整数", "must be a whole number"),
    "int_parsing_size": Words("数值过大", "is too large a number"),
    "bool_type": Words("应为 true 或 false", "must be true or false"),
    "bool_parsing": Words("应为 true 或 false", "must be true or false"),
    "greater_than_equal": Words("不得小于 {ge}", "is at least {ge}"),
    "less_than_equal": Words("不得大于 {le}", "is at most {le}"),
    "list_type": Words("应为列表", "must be a list"),
    "too_long": Words("最多 {max_length} 项", "has at most {max_length} entries"),
    "too_short": Words("至少 {min_length} 项", "has at least {min_length} entries"),
    "literal_error": Words("应为 {expected} 之一", "must be one of {expected}"),
    "enum": Words("应为 {expected} 之一", "must be one of {expected}"),
    "model_type": Words("应为对象", "must be an object"),
    "model_attributes_type": Words("应为对象", "must be an object"),
    "dict_type": Words("应为对象", "must be an object"),
    "date_form": Words("应为存在的日期，形如 2026-11-23", "must be a day that exists, such as 2026-11-23"),
    "date_bounds": Words("日期须在 {first} 至 {last} 之间", "must lie between {first} and {last}"),
    "file_missing": Words("应为文件", "must be a file"),
}
_UNKNOWN = Words("不符合要求（{msg}）", "does not fit ({msg})")


def place_of(location: Sequence[str | int]) -> str:
    """`("body", "payments", 3, "amount")` → `[3].amount`: the parameter that a body is read into has no name
    outside."""
    source, *inner = location
    path = inner[1:] if source == "body" else inner
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text or str(source)


def words_of(error: Mapping[str, Any]) -> Words:
    said = _WORDS.get(error["type"])
    context = {name: str(value) for name, value in error.get("ctx", {}).items()}
    if said is None:
        return _UNKNOWN.format(msg=error["msg"])
    return said.format(**context)


def faults_of(errors: Sequence[Mapping[str, Any]]) -> list[tuple[str, Words]]:
    """The first findings of the validator, each with its place."""
    return [(place_of(error["loc"]), words_of(error)) for error in errors[:FAULTS_MAX]]
