"""From a mapping to a typed input and from an answer to JSON values; every fault gets words and a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from arrears.book.calculators.contracts.basis import CalculatorError, Problem
from arrears.kernel.words import Words

WHOLE = "$"

_FAULTS: Mapping[str, tuple[str, str]] = {
    "money": (
        '应为金额文本，至多两位小数，如 "1234.50"',
        'must be an amount of at most two decimals, like "1234.50"',
    ),
    "money_bounds": ("金额过大", "the amount is too large"),
    "money_zero": ("须大于 0.00", "must be more than 0.00"),
    "percent": ('应为百分数，如 "3.45" 表示 3.45%', 'must be a percentage, like "3.45" for 3.45 %'),
    "percent_share": ("须在 0 到 100 之间", "must lie between 0 and 100"),
    "percent_rate": ("须在 0 到 1000 之间", "must lie between 0 and 1000"),
    "day": ("应为日期，如 2026-11-21", "must be a day, like 2026-11-21"),
    "day_bounds": ("日期须在 1950 至 2150 年之间", "the day must lie between 1950 and 2150"),
    "moment": (
        "应为带时区的时刻，如 2026-11-21T09:00:00+08:00",
        "must be a moment with a zone, like 2026-11-21T09:00:00+08:00",
    ),
    "fraction": ('应为分数，如 "19/30"', 'must be a fraction, like "19/30"'),
    "factor": ('应为大于 0 的数，如 "7.1234"', 'must be a number above 0, like "7.1234"'),
    "missing": ("缺少此项", "is missing"),
    "unexpected_keyword_argument": ("没有这个键", "no such key"),
    "enum": ("应为：{expected}", "must be one of {expected}"),
    "literal_error": ("应为：{expected}", "must be one of {expected}"),
    "tuple_type": ("应为列表", "must be a list"),
    "dataclass_type": ("应为对象", "must be an object"),
    "too_long": ("最多 {max_length} 项", "may hold at most {max_length} entries"),
    "too_short": ("至少 {min_length} 项", "needs at least {min_length} entries"),
    "greater_than_equal": ("不得小于 {ge}", "may not be less than {ge}"),
    "less_than_equal": ("不得大于 {le}", "may not be more than {le}"),
    "bool_type": ("应为 true 或 false", "must be true or false"),
    "int_type": ("应为整数", "must be a whole number"),
    "string_type": ("应为文本", "must be text"),
    "string_too_short": ("不得为空", "may not be empty"),
    "string_too_long": ("最多 {max_length} 个字符", "may have at most {max_length} characters"),
}


@cache
def adapter(shape: type) -> TypeAdapter[Any]:
    """The reader and writer of one input or output type."""
    return TypeAdapter(shape)


@cache
def synonyms(shape: type) -> Mapping[str, str]:
    """Other keys that mean a key of this input: {"amount": "claim"}."""
    properties = adapter(shape).json_schema().get("properties", {})
    return {word: key for key, value in properties.items() for word in value.get("x-synonyms", ())}


def read(shape: type, inputs: Mapping[str, Any]) -> Any:
    """A typed input; CalculatorError with every problem and its place otherwise."""
    known = synonyms(shape)
    plain: dict[str, Any] = {}
    for key, value in inputs.items():
        name = known.get(key, key) if isinstance(key, str) else str(key)
        if name in plain:
            raise CalculatorError(str(key), Words(f"与 {name} 重复", f"says the same as {name}; give one"))
        plain[name] = value
    try:
        return adapter(shape).validate_python(plain)
    except ValidationError as error:
        problems = tuple(_problem(fault) for fault in error.errors(include_url=False))
        raise CalculatorError(problems[0].path, problems[0].message, problems) from error


def write(answer: object) -> dict[str, Any]:
    """An output as JSON values: money as text with two decimals, days ISO."""
    shape: type = type(answer)
    found: dict[str, Any] = adapter(shape).dump_python(answer, mode="json", by_alias=True)
    return found


def _problem(fault: ErrorDetails) -> Problem:
    zh, en = _FAULTS.get(fault["type"], ("值无效", f"not valid: {fault['msg']}"))
    return Problem(path=_path(fault["loc"]), message=Words(zh, en).format(**fault.get("ctx", {})))


def _path(places: Sequence[int | str]) -> str:
    text = ""
    for place in places:
        text += f"[{place}]" if isinstance(place, int) else f".{place}" if text else place
    return text or WHOLE
