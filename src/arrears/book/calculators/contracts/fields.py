"""The shapes of values at the calculators' door: money, percentages, days, counts, fractions.

Money enters and leaves as text with two decimals and is counted inside in whole minor units (分, cents).
A percentage is a number of per cent ("3.45" is 3.45 %). A day is ISO 8601. Every reader fails with a code
that `rules.reading` turns into words in both languages; nothing is guessed.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import (
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    Strict,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from arrears.kernel import money

LIST_MAX = 1_000
DATE_FIRST, DATE_LAST = date(1950, 1, 1), date(2150, 12, 31)
PERCENT_MAX = Decimal(100_000)

STRICT = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True)

_MONEY_PATTERN = r"^([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]{1,2})?$"
_PERCENT_PATTERN = r"^-?[0-9]{1,6}(\.[0-9]{1,10})?%?$"
_FRACTION_PATTERN = r"^(0|[1-9][0-9]{0,5})(\.[0-9]{1,10}|/[1-9][0-9]{0,5})?$"
_FACTOR_PATTERN = r"^[0-9]{1,7}(\.[0-9]{1,10})?$"
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


def money_text(minor: int) -> str:
    """Minor units as text with two decimals: 12345678 → "123456.78"."""
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(minor) // 100}.{abs(minor) % 100:02d}"


def _plain(value: object) -> str | None:
    """The decimal text of a JSON text or number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    return str(value).strip()


def _read_cents(value: object) -> int:
    text = _plain(value)
    if text is None or not re.match(_MONEY_PATTERN, text):
        raise PydanticCustomError("money", "not an amount with at most two decimals")
    try:
        return money.parse(text, "CNY").minor  # any currency of two decimals counts alike
    except ValueError as error:
        raise PydanticCustomError("money_bounds", "amount out of bounds") from error


def _read_positive_cents(value: object) -> int:
    minor = _read_cents(value)
    if minor == 0:
        raise PydanticCustomError("money_zero", "must be more than 0.00")
    return minor


def _read_percent(value: object) -> Decimal:
    text = _plain(value)
    if text is None or not re.match(_PERCENT_PATTERN, text):
        raise PydanticCustomError("percent", "not a percentage")
    found = Decimal(text.rstrip("%"))
    if abs(found) > PERCENT_MAX:
        raise PydanticCustomError("percent", "not a percentage")
    return found


def _read_share_percent(value: object) -> Decimal:
    found = _read_percent(value)
    if not 0 <= found <= 100:
        raise PydanticCustomError("percent_share", "must lie between 0 and 100")
    return found


def _read_rate_percent(value: object) -> Decimal:
    found = _read_percent(value)
    if not 0 <= found <= 1_000:
        raise PydanticCustomError("percent_rate", "must lie between 0 and 1000")
    return found


def _read_factor(value: object) -> Decimal:
    text = _plain(value)
    if text is None or not re.match(_FACTOR_PATTERN, text) or Decimal(text) == 0:
        raise PydanticCustomError("factor", "not a number above 0")
    return Decimal(text)


def _read_day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        found = value
    elif isinstance(value, str) and _DAY.match(value):
        try:
            found = date.fromisoformat(value)
        except ValueError as error:
            raise PydanticCustomError("day", "no such day") from error
    else:
        raise PydanticCustomError("day", "not a day")
    if not DATE_FIRST <= found <= DATE_LAST:
        raise PydanticCustomError("day_bounds", "day out of bounds")
    return found


def _read_moment(value: object) -> datetime:
    if not isinstance(value, str):
        raise PydanticCustomError("moment", "not a moment with a zone")
    try:
        found = datetime.fromisoformat(value)
    except ValueError as error:
        raise PydanticCustomError("moment", "not a moment with a zone") from error
    if found.tzinfo is None or not DATE_FIRST <= found.date() <= DATE_LAST:
        raise PydanticCustomError("moment", "not a moment with a zone")
    return found


def _read_fraction(value: object) -> Fraction:
    text = _plain(value)
    if text is None or not re.match(_FRACTION_PATTERN, text):
        raise PydanticCustomError("fraction", "not a fraction")
    return Fraction(text)


def _percent_text(value: Decimal) -> str:
    return f"{value:f}"


def _number_or_text(pattern: str, **more: object) -> dict[str, Any]:
    return {"type": ["string", "number"], "pattern": pattern, "minimum": 0, **more}


_MONEY_OUT = WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{2}$"}, mode="serialization")
_PERCENT_OUT = WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}, mode="serialization")
_DAY_SCHEMA = WithJsonSchema({"type": "string", "format": "date"})

Cents = Annotated[
    int,
    PlainValidator(_read_cents),
    PlainSerializer(money_text, return_type=str),
    WithJsonSchema(_number_or_text(_MONEY_PATTERN), mode="validation"),
    _MONEY_OUT,
]
"""An amount ≥ 0 in minor units; in JSON "1234.50" (a number with at most two decimals is read too)."""

PositiveCents = Annotated[
    int,
    PlainValidator(_read_positive_cents),
    PlainSerializer(money_text, return_type=str),
    WithJsonSchema(
        {"type": ["string", "number"], "pattern": _MONEY_PATTERN, "exclusiveMinimum": 0}, mode="validation"
    ),
    _MONEY_OUT,
]
"""As Cents, and more than nothing."""


Percent = Annotated[
    Decimal,
    PlainValidator(_read_percent),
    PlainSerializer(_percent_text, return_type=str),
    WithJsonSchema({"type": ["string", "number"], "pattern": _PERCENT_PATTERN}, mode="validation"),
    _PERCENT_OUT,
]
"""A number of per cent, of either sign: "3.45" is 3.45 %."""

RatePercent = Annotated[
    Decimal,
    PlainValidator(_read_rate_percent),
    PlainSerializer(_percent_text, return_type=str),
    WithJsonSchema(
        {"type": ["string", "number"], "pattern": _PERCENT_PATTERN, "minimum": 0, "maximum": 1000},
        mode="validation",
    ),
    _PERCENT_OUT,
]
"""A rate from 0 to 1000 per cent."""

SharePercent = Annotated[
    Decimal,
    PlainValidator(_read_share_percent),
    PlainSerializer(_percent_text, return_type=str),
    WithJsonSchema(
        {"type": ["string", "number"], "pattern": _PERCENT_PATTERN, "minimum": 0, "maximum": 100},
        mode="validation",
    ),
    _PERCENT_OUT,
]
"""A share of a whole, from 0 to 100 per cent."""

Factor = Annotated[
    Decimal,
    PlainValidator(_read_factor),
    PlainSerializer(_percent_text, return_type=str),
    WithJsonSchema(
        {"type": ["string", "number"], "pattern": _FACTOR_PATTERN, "exclusiveMinimum": 0}, mode="validation"
    ),
    WithJsonSchema({"type": "string"}, mode="serialization"),
]
"""A factor above 0, such as an exchange rate."""

Day = Annotated[
    date, PlainValidator(_read_day), PlainSerializer(date.isoformat, return_type=str), _DAY_SCHEMA
]
"""A calendar day, ISO 8601, 1950 to 2150."""

Moment = Annotated[
    datetime,
    PlainValidator(_read_moment),
    PlainSerializer(datetime.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A moment with its zone, ISO 8601."""

Part = Annotated[
    Fraction,
    PlainValidator(_read_fraction),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(_number_or_text(_FRACTION_PATTERN), mode="validation"),
    WithJsonSchema({"type": "string"}, mode="serialization"),
]
"""A fraction such as "19/30", "0.5" or 1."""

Yes = Annotated[bool, Strict()]
Count = Annotated[int, Strict()]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
"""A short key that the caller chooses (a debt, a person, an instalment)."""


def said(zh: str, en: str, *, synonyms: tuple[str, ...] = (), key: str | None = None, **limits: Any) -> Any:
    """Describe a field in both languages.

    `key` is its name in JSON where Python forbids it (`from`); `synonyms` are other keys at the top level
    that mean the same (read by `rules.reading`, shown in the schema); `limits` are pydantic's bounds.
    """
    extra: dict[str, Any] = {"x-zh": zh}
    if synonyms:
        extra["x-synonyms"] = list(synonyms)
    return Field(description=en, json_schema_extra=extra, alias=key, **limits)
