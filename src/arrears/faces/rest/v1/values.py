"""Values that come in: each says what it takes, so that the document and the check are one."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)
PAGE_MAX = 1_000
ID_MAX = 2**63 - 1
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PLAIN = r"^[^\x00-\x1f\x7f]*$"


def _iso(value: Any) -> Any:
    """Days are written as 2026-11-23; a bare number is no day."""
    if isinstance(value, date):
        return value
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise PydanticCustomError("date_form", "must be a day that exists, such as 2026-11-23")


def _bounded(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise PydanticCustomError(
            "date_bounds",
            "must lie between {first} and {last}",
            {"first": FIRST_DAY.isoformat(), "last": LAST_DAY.isoformat()},
        )
    return day


def text(most: int, least: int = 0) -> Any:
    """A text of one line."""
    return Field(min_length=least, max_length=most, pattern=_PLAIN)


Day = Annotated[date, BeforeValidator(_iso), AfterValidator(_bounded)]
Code = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,40}$", description="债权人代码 · the creditor's code")]
Number = Annotated[str, text(64, 1)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217")]
Amount = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{1,13}(\.[0-9]{1,2})?$",
        description='主币单位的文本，如 "1234.50" · major units as text',
        examples=["1234.50"],
    ),
]
Key = Annotated[str, text(120, 1)]
Whole = Annotated[int, Field(strict=True)]
Flag = Annotated[bool, Field(strict=True)]


class Given(Schema):
    """A body: unknown keys are an error that names them."""

    model_config = ConfigDict(extra="forbid")
