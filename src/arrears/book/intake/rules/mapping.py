"""A mapping from its TOML text, and a mapping met with the headings of a file."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from arrears.book.intake.contracts import FileKind, IntakeError
from arrears.book.intake.contracts.mapping import (
    UNIT_WORDS,
    Cell,
    Column,
    DateOrder,
    Empty,
    Figure,
    Mapping,
    Plan,
    PlannedColumn,
    Unit,
)
from arrears.book.intake.rules.fields import FIELDS, GROUPS_BY_KIND, NEEDED_BY_KIND
from arrears.book.intake.rules.headings import folded, is_reason, unit_of
from arrears.kernel.money import minor_digits
from arrears.kernel.words import Words

TEXT_BYTES_MAX = 200_000
COLUMNS_MAX = 200
ACCOUNT_KINDS = frozenset({"card", "loan", "lease", "invoice"})

_KNOWN_KEYS = {
    "kind",
    "title",
    "account_kind",
    "language",
    "currency",
    "unit",
    "figures",
    "party_kind",
    "date_order",
    "columns",
}
_COLUMN_KEYS = {"heading", "field", "also", "required", "empty", "unit", "figures"}
E = TypeVar("E", bound=StrEnum)


def _fail(zh: str, en: str) -> IntakeError:
    return IntakeError("mapping", Words(zh, en))


def _one_of(kind: type[E], raw: object, key: str, default: E) -> E:
    if raw is None:
        return default
    try:
        return kind(str(raw))
    except ValueError as error:
        allowed = ", ".join(member.value for member in kind)
        raise _fail(f"{key} 的取值只能是 {allowed}", f"{key} must be one of {allowed}") from error


@lru_cache(maxsize=128)
def read_mapping(text: str, *, code: str, version: int = 0) -> Mapping:
    """A mapping from TOML. Raises IntakeError(place "mapping") that names what is wrong."""
    if len(text.encode()) > TEXT_BYTES_MAX:
        raise _fail("映射文件过大", "the mapping is too large")
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _fail(f"不是有效的 TOML：{error}", f"not valid TOML: {error}") from error
    unknown = sorted(set(raw) - _KNOWN_KEYS)
    if unknown:
        raise _fail(f"不认识的项：{'、'.join(unknown)}", f"unknown keys: {', '.join(unknown)}")
    kind = _one_of(FileKind, raw.get("kind"), "kind", FileKind.PORTFOLIO)
    title = raw.get("title", {})
    if not isinstance(title, dict) or not title.get("zh") or not title.get("en"):
        raise _fail(
            "需要中英文标题 title.zh、title.en", "a title is needed in both languages: title.zh, title.en"
        )
    columns = _columns(raw.get("columns"), kind)
    mapping = Mapping(
        code=code,
        version=version,
        kind=kind,
        title=Words(str(title["zh"]), str(title["en"])),
        columns=columns,
        source=text,
        account_kind=str(raw.get("account_kind", "loan")),
        language=str(raw.get("language", "zh")),
        currency=str(raw.get("currency", "CNY")),
        unit=_one_of(Unit, raw.get("unit"), "unit", Unit.YUAN),
        figure=_one_of(Figure, raw.get("figures"), "figures", Figure.BILLED),
        party_kind=str(raw.get("party_kind", "person")),
        date_order=_one_of(DateOrder, raw.get("date_order"), "date_order", DateOrder.YMD),
    )
    _lint(mapping)
    return mapping


def _columns(raw: object, kind: FileKind) -> tuple[Column, ...]:
    if not isinstance(raw, list) or not raw or len(raw) > COLUMNS_MAX:
        raise _fail(f"需要 1 至 {COLUMNS_MAX} 个 [[columns]]", f"1 to {COLUMNS_MAX} [[columns]] are needed")
    return tuple(_column(entry, kind) for entry in raw)


def _column(raw: Any, kind: FileKind) -> Column:
    if not isinstance(raw, dict) or set(raw) - _COLUMN_KEYS or not raw.get("heading"):
        raise _fail(f"[[columns]] 写法有误：{raw!r}", f"a [[columns]] entry is not understood: {raw!r}")
    heading = str(raw["heading"])
    field = FIELDS.get(str(raw.get("field")))
    if field is None or field.group not in GROUPS_BY_KIND[kind.value]:
        raise _fail(
            f"列“{heading}”的字段不存在：{raw.get('field')}",
            f"column {heading!r} names no field: {raw.get('field')}",
        )
    empty = _one_of(Empty, raw.get("empty"), "empty", Empty.REJECT if raw.get("required") else Empty.UNKNOWN)
    if empty is Empty.UNKNOWN and (field.group == "item" or field.code in NEEDED_BY_KIND[kind.value]):
        empty = Empty.REJECT  # the book has no room for an unknown amount, due date or number
    if empty is Empty.ZERO and field.cell is not Cell.AMOUNT:
        raise _fail(
            f"列“{heading}”不是金额，空格不能视为零",
            f"column {heading!r} is no amount; empty cannot mean zero",
        )
    unit = _one_of(Unit, raw["unit"], "unit", Unit.YUAN) if "unit" in raw else None
    figure = _one_of(Figure, raw["figures"], "figures", Figure.BILLED) if "figures" in raw else None
    return Column(
        heading=heading,
        field=field,
        also=tuple(str(name) for name in raw.get("also", ())),
        required=bool(raw.get("required", False)),
        empty=empty,
        unit=unit,
        figure=figure,
    )


def _lint(mapping: Mapping) -> None:
    """What no file could be read with."""
    have = {column.field.code for column in mapping.columns}
    lacking = [FIELDS[code].words for code in NEEDED_BY_KIND[mapping.kind.value] if code not in have]
    if lacking:
        raise _fail(
            f"缺少必需字段：{'、'.join(words.zh for words in lacking)}",
            f"fields that are needed are missing: {', '.join(words.en for words in lacking)}",
        )
    if mapping.kind is FileKind.PORTFOLIO and not have & {"item.due_on", "terms.days_overdue"}:
        raise _fail("缺少到期日或逾期天数", "a due date or the days overdue are needed")
    if mapping.account_kind not in ACCOUNT_KINDS or mapping.party_kind not in ("person", "company"):
        raise _fail(
            "account_kind 或 party_kind 取值有误", "account_kind or party_kind is not one that exists"
        )
    try:
        minor_digits(mapping.currency)
    except ValueError as error:
        raise _fail(f"不认识的币种：{mapping.currency}", f"unknown currency: {mapping.currency}") from error


def matched(mapping: Mapping, headings: Sequence[str]) -> int:
    """How many headings of a row the mapping knows; tells the heading row from a title above it."""
    known = {folded(name) for column in mapping.columns for name in (column.heading, *column.also)}
    return sum(folded(heading) in known for heading in headings if heading)


def plan(mapping: Mapping, headings: Sequence[str]) -> Plan:
    """Meet a mapping with a file's headings.

    Raises IntakeError(place "headings") when a required column is missing, a heading stands twice, a unit
    contradicts the mapping, or amounts of two meanings are mixed.
    """
    places: dict[str, list[int]] = {}
    for at, heading in enumerate(headings):
        places.setdefault(folded(heading), []).append(at)
    found: list[PlannedColumn] = []
    taken: set[int] = set()
    missing: list[str] = []
    for column in mapping.columns:
        place = _place(column, places, taken)
        if place is None:
            if column.required:
                missing.append(column.heading)
            continue
        if any(known.field.code == column.field.code for known in found):
            continue
        taken.add(place)
        found.append(
            PlannedColumn(
                place=place,
                heading=headings[place],
                column=column,
                unit=_unit(column, headings[place], mapping),
                currency=mapping.currency,
                date_order=mapping.date_order,
            )
        )
    _check_needed(mapping, found, missing)
    ignored = tuple(
        heading
        for place, heading in enumerate(headings)
        if place not in taken and heading and not is_reason(heading)
    )
    return Plan(
        mapping=mapping,
        headings=tuple(headings),
        columns=tuple(found),
        ignored=ignored,
        figure=_figure(mapping, found),
        by_instalment=any(column.field.code == "item.sequence" for column in found),
    )


def _place(column: Column, places: dict[str, list[int]], taken: set[int]) -> int | None:
    for name in (column.heading, *column.also):
        here = places.get(folded(name), [])
        if len(here) > 1:
            raise IntakeError(
                "headings",
                Words(f"列名“{name}”出现了 {len(here)} 次", f"the heading {name!r} stands {len(here)} times"),
            )
        if here and here[0] not in taken:
            return here[0]
    return None


def _unit(column: Column, heading: str, mapping: Mapping) -> Unit:
    said = unit_of(heading) if column.field.cell is Cell.AMOUNT else None
    if said is not None and column.unit is not None and said is not column.unit:
        here, there = UNIT_WORDS[said], UNIT_WORDS[column.unit]
        raise IntakeError(
            "headings",
            Words(
                f"列“{heading}”的单位是{here.zh}，映射规定为{there.zh}",
                f"the column {heading!r} is in {here.en}, the mapping says {there.en}",
            ),
        )
    return said or column.unit or mapping.unit


def _check_needed(mapping: Mapping, found: list[PlannedColumn], missing: list[str]) -> None:
    have = {column.field.code for column in found}
    needed = NEEDED_BY_KIND[mapping.kind.value]
    missing += [FIELDS[code].words.in_(mapping.language) for code in needed if code not in have]
    if mapping.kind is FileKind.PORTFOLIO and not have & {"item.due_on", "terms.days_overdue"}:
        missing.append(FIELDS["item.due_on"].words.in_(mapping.language))
    names = list(dict.fromkeys(missing))
    if names:
        raise IntakeError(
            "headings", Words(f"缺少列：{'、'.join(names)}", f"columns are missing: {', '.join(names)}")
        )


def _figure(mapping: Mapping, found: list[PlannedColumn]) -> Figure:
    said = {column.column.figure for column in found if column.column.figure is not None}
    if len(said) > 1:
        raise IntakeError(
            "headings",
            Words(
                "文件中同时有应还金额列和未还金额列，只能用一种",
                "billed and outstanding amounts stand side by side; one is needed",
            ),
        )
    return said.pop() if said else mapping.figure
