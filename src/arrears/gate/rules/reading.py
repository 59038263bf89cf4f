"""Readers of JSON values: each knows what it takes, says where a value is wrong, and describes itself as JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from arrears.kernel.words import Words

YEAR_MIN, YEAR_MAX = 1970, 2200
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_CLOCK = re.compile(r"\d\d:\d\d(:\d\d)?")

Path = tuple[str | int, ...]
Schema = dict[str, Any]


class WireError(ValueError):
    """A value that does not fit, with the path of its key (`act.channel`, `history[2].at`)."""

    def __init__(self, path: Path, zh: str, en: str) -> None:
        self.path = path_text(path)
        self.words = Words(zh, en)
        super().__init__(f"{self.path}: {en}")


def path_text(path: Path) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "(document)"


class Reader(Protocol):
    def read(self, value: object, path: Path) -> Any: ...

    def schema(self) -> Schema: ...


def _kind(path: Path, zh: str, en: str, value: object) -> WireError:
    return WireError(path, f"应为{zh}，实为 {_short(value)}", f"{en} is wanted, not {_short(value)}")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


@dataclass(frozen=True, slots=True)
class Text:
    chars_max: int

    def read(self, value: object, path: Path) -> str:
        if not isinstance(value, str):
            raise _kind(path, "文字", "a text", value)
        if len(value) > self.chars_max:
            raise WireError(path, f"超过 {self.chars_max} 字", f"more than {self.chars_max} characters")
        return value

    def schema(self) -> Schema:
        return {"type": "string", "maxLength": self.chars_max}


@dataclass(frozen=True, slots=True)
class Identity:
    """A text or a whole number that is handed back as it came."""

    chars_max: int

    def read(self, value: object, path: Path) -> str | int:
        if type(value) is int and abs(value) < 2**63:
            return value
        return Text(self.chars_max).read(value, path)

    def schema(self) -> Schema:
        return {"type": ["string", "integer"], "maxLength": self.chars_max}


@dataclass(frozen=True, slots=True)
class Flag:
    def read(self, value: object, path: Path) -> bool:
        if not isinstance(value, bool):
            raise _kind(path, " true 或 false", "true or false", value)
        return value

    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Whole:
    least: int
    most: int

    def read(self, value: object, path: Path) -> int:
        if type(value) is not int:
            raise _kind(path, "整数", "a whole number", value)
        if not self.least <= value <= self.most:
            raise WireError(
                path,
                f"应在 {self.least} 至 {self.most} 之间",
                f"between {self.least} and {self.most} is wanted",
            )
        return value

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Choice:
    options: tuple[str, ...]

    def read(self, value: object, path: Path) -> str:
        if not isinstance(value, str) or value not in self.options:
            listed = ", ".join(self.options)
            raise WireError(
                path, f"{_short(value)} 不在可选值之内：{listed}", f"{_short(value)} is none of: {listed}"
            )
        return value

    def schema(self) -> Schema:
        return {"type": "string", "enum": list(self.options)}


@dataclass(frozen=True, slots=True)
class Moment:
    """An aware moment (RFC 3339), read to UTC."""

    def read(self, value: object, path: Path) -> datetime:
        if not isinstance(value, str) or not _MOMENT.fullmatch(value):
            raise _kind(
                path,
                "带时区的时刻（如 2026-11-23T21:59:59+08:00）",
                "a moment with an offset (2026-11-23T21:59:59+08:00)",
                value,
            )
        try:
            moment = datetime.fromisoformat(value.upper())
        except ValueError as error:
            raise WireError(path, "没有这个时刻", f"no such moment: {error}") from error
        if moment.tzinfo is None:
            raise WireError(
                path, "时刻缺少时区（如 +08:00）", "a moment without an offset (add +08:00, Z or the like)"
            )
        if not YEAR_MIN <= moment.year <= YEAR_MAX:
            raise WireError(
                path,
                f"年份应在 {YEAR_MIN} 至 {YEAR_MAX} 之间",
                f"the year lies outside {YEAR_MIN} to {YEAR_MAX}",
            )
        return moment.astimezone(UTC)

    def schema(self) -> Schema:
        return {"type": "string", "format": "date-time"}


@dataclass(frozen=True, slots=True)
class Day:
    def read(self, value: object, path: Path) -> date:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise _kind(path, "日期（如 2026-11-23）", "a date (2026-11-23)", value)
        try:
            day = date.fromisoformat(value)
        except ValueError as error:
            raise WireError(path, "没有这一天", f"no such day: {error}") from error
        if not YEAR_MIN <= day.year <= YEAR_MAX:
            raise WireError(
                path,
                f"年份应在 {YEAR_MIN} 至 {YEAR_MAX} 之间",
                f"the year lies outside {YEAR_MIN} to {YEAR_MAX}",
            )
        return day

    def schema(self) -> Schema:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True, slots=True)
class MomentOrDay:
    """A moment, or a day alone, which the owner reads strictly."""

    def read(self, value: object, path: Path) -> datetime | date:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return Day().read(value, path)
        return Moment().read(value, path)

    def schema(self) -> Schema:
        return {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]}


@dataclass(frozen=True, slots=True)
class DayOfMoment:
    """A day; of a moment its own calendar day."""

    def read(self, value: object, path: Path) -> date:
        if isinstance(value, str) and _MOMENT.fullmatch(value):
            Moment().read(value, path)
            return Day().read(value[:10], path)
        return Day().read(value, path)

    def schema(self) -> Schema:
        return MomentOrDay().schema()


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; `24:00` is midnight at the end."""

    def read(self, value: object, path: Path) -> time:
        if not isinstance(value, str) or not _CLOCK.fullmatch(value):
            raise _kind(path, "时刻（如 08:00）", "a time of day (08:00)", value)
        if value in ("24:00", "24:00:00"):
            return time(0)
        try:
            return time.fromisoformat(value)
        except ValueError as error:
            raise WireError(path, "没有这个时刻", f"no such time: {error}") from error

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"^([01]\d|2[0-4]):[0-5]\d(:[0-5]\d)?$"}


@dataclass(frozen=True, slots=True)
class Zone:
    def read(self, value: object, path: Path) -> str:
        if not isinstance(value, str):
            raise _kind(path, "时区名（如 Asia/Shanghai）", "the name of a zone (Asia/Shanghai)", value)
        try:
            return ZoneInfo(value).key
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise WireError(path, f"没有时区 {_short(value)}", f"no zone {_short(value)}") from error

    def schema(self) -> Schema:
        return {"type": "string", "description": "IANA time zone"}


@dataclass(frozen=True, slots=True)
class Free:
    """An object of any keys with plain values, of limited size."""

    keys_max: int

    def read(self, value: object, path: Path) -> Mapping[str, object]:
        if not isinstance(value, dict):
            raise _kind(path, "对象", "an object", value)
        if len(value) > self.keys_max:
            raise WireError(path, f"超过 {self.keys_max} 项", f"more than {self.keys_max} keys")
        return dict(value)

    def schema(self) -> Schema:
        return {"type": "object", "maxProperties": self.keys_max}


@dataclass(frozen=True, slots=True)
class Many:
    item: Reader
    most: int
    least: int = 0

    def read(self, value: object, path: Path) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise _kind(path, "列表", "a list", value)
        if not self.least <= len(value) <= self.most:
            raise WireError(
                path,
                f"应有 {self.least} 至 {self.most} 项，实为 {len(value)} 项",
                f"{self.least} to {self.most} entries are wanted, not {len(value)}",
            )
        return tuple([self.item.read(one, (*path, place)) for place, one in enumerate(value)])

    def schema(self) -> Schema:
        found: Schema = {"type": "array", "items": self.item.schema(), "maxItems": self.most}
        return found | ({"minItems": self.least} if self.least else {})


@dataclass(frozen=True, slots=True)
class Field:
    """A key of an object. `null` is the same as leaving it out; `name` is the argument of the builder."""

    reader: Reader
    required: bool = False
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Fields:
    """An object with known keys only, handed to a builder by name."""

    build: Callable[..., Any]
    fields: Mapping[str, Field]

    def read(self, value: object, path: Path) -> Any:
        if not isinstance(value, dict):
            raise _kind(path, "对象", "an object", value)
        fields = self.fields
        given: dict[str, Any] = {}
        for key, entry in value.items():
            field = fields.get(key)
            if field is None:
                known = ", ".join(fields)
                raise WireError((*path, key), f"未知的键（已知：{known}）", f"unknown key (known: {known})")
            if entry is not None:
                given[field.name or key] = field.reader.read(entry, (*path, key))
        for key, field in fields.items():
            if field.required and (field.name or key) not in given:
                raise WireError((*path, key), "必填", "is required")
        return self.build(**given)

    def schema(self) -> Schema:
        required = [key for key, field in self.fields.items() if field.required]
        properties = {
            key: field.reader.schema()
            if field.required
            else {"anyOf": [field.reader.schema(), {"type": "null"}]}
            for key, field in self.fields.items()
        }
        found: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
        return found | ({"required": required} if required else {})
