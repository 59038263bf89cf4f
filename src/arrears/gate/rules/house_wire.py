"""House rules as JSON: a list of objects, each with its `kind` (docs/gate.md)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import time
from typing import Any, get_args

from arrears.gate import contracts
from arrears.gate.contracts import Cap, Closed, Hours, HouseRule, ParameterValue, Tightened, WorkdaysOnly
from arrears.gate.rules.reading import (
    Choice,
    Clock,
    Field,
    Fields,
    Many,
    Path,
    Schema,
    Text,
    Whole,
    WireError,
    Zone,
)

RULES_MAX = 200
COUNT_MAX = 10_000
DAYS_MAX = 400
_CLOCK = re.compile(r"\d\d:\d\d(:\d\d)?")


class _Value:
    """A figure: a number, a time of day, a text, or a list of them."""

    def read(self, value: object, path: Path) -> ParameterValue:
        if isinstance(value, list):
            return tuple([_scalar(one, (*path, place)) for place, one in enumerate(value)])
        return _scalar(value, path)

    def schema(self) -> Schema:
        return {"type": ["integer", "string", "boolean", "array"]}


def _scalar(value: object, path: Path) -> int | str | bool | time:
    if isinstance(value, str) and _CLOCK.fullmatch(value):
        return Clock().read(value, path)
    if isinstance(value, bool | int | str):
        return value
    raise WireError(path, "应为数字、时刻或文字", "a number, a time of day or a text is wanted")


_ID = Field(Text(120), required=True)
_CHANNELS = Field(Many(Choice(get_args(contracts.Channel)), 20, least=1), required=True)
_ZONE = Field(Zone())
_KINDS: dict[str, Fields] = {
    "tightened": Fields(
        Tightened,
        {
            "id": _ID,
            "rule": Field(Text(120), required=True),
            "parameter": Field(Text(120), required=True),
            "value": Field(_Value(), required=True),
        },
    ),
    "cap": Fields(
        Cap,
        {
            "id": _ID,
            "channels": _CHANNELS,
            "most": Field(Whole(0, COUNT_MAX), required=True),
            "days": Field(Whole(1, DAYS_MAX), required=True),
            "per": Field(Choice(("person", "address"))),
            "zone": _ZONE,
        },
    ),
    "hours": Fields(
        Hours,
        {
            "id": _ID,
            "channels": _CHANNELS,
            "opens": Field(Clock(), required=True),
            "closes": Field(Clock(), required=True),
            "weekdays": Field(Many(Whole(1, 7), 7)),
            "zone": _ZONE,
        },
    ),
    "closed": Fields(
        Closed,
        {
            "id": _ID,
            "channels": _CHANNELS,
            "purposes": Field(Many(Choice(get_args(contracts.Purpose)), 20)),
        },
    ),
    "workdays_only": Fields(
        WorkdaysOnly,
        {"id": _ID, "channels": _CHANNELS, "region": Field(Text(2)), "zone": _ZONE},
    ),
}


def house_rules_from_json(value: object) -> tuple[HouseRule, ...]:
    """House rules from parsed JSON. Raises WireError naming the key.

    Whether one loosens the law is found when it is applied (HouseRuleLoosens).
    """
    if not isinstance(value, list) or len(value) > RULES_MAX:
        raise WireError(
            (), f"应为至多 {RULES_MAX} 项的列表", f"a list of at most {RULES_MAX} rules is wanted"
        )
    return tuple([_rule(one, (place,)) for place, one in enumerate(value)])


def _rule(value: object, path: Path) -> HouseRule:
    kind = value.get("kind") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(kind, str) or kind not in _KINDS:
        listed = ", ".join(_KINDS)
        raise WireError((*path, "kind"), f"应为：{listed}", f"one of these is wanted: {listed}")
    read: Callable[[object, Path], Any] = _KINDS[kind].read
    rule: HouseRule = read({key: one for key, one in value.items() if key != "kind"}, path)
    return rule


def house_rules_schema() -> Schema:
    """JSON Schema of a list of house rules."""
    found = []
    for kind, fields in _KINDS.items():
        schema = fields.schema()
        schema["properties"] = {"kind": {"const": kind}, **schema["properties"]}
        schema["required"] = ["kind", *schema["required"]]
        found.append(schema)
    return {"type": "array", "maxItems": RULES_MAX, "items": {"oneOf": found}}
