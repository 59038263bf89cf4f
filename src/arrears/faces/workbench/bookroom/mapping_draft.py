"""A mapping as the editor holds it: read from its TOML, written back, compared with another version."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
SETTINGS = ("account_kind", "party_kind", "language", "currency", "unit", "figures", "date_order")
DEFAULTS: Mapping[str, str] = {
    "account_kind": "loan",
    "party_kind": "person",
    "language": "zh",
    "currency": "CNY",
    "unit": "yuan",
    "figures": "billed",
    "date_order": "ymd",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftColumn:
    """One column; `field` empty: the column is not read. Empty texts leave it to the mapping as a whole."""

    heading: str
    field: str = ""
    also: tuple[str, ...] = ()
    required: bool = False
    empty: str = ""
    unit: str = ""
    figures: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    kind: str
    title_zh: str
    title_en: str
    settings: Mapping[str, str]
    columns: tuple[DraftColumn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between two versions; None: it was not there, or is there no more."""

    what: str
    before: str | None
    after: str | None


def draft_of(text: str) -> Draft:
    """A mapping's TOML, which the intake has read before, as a draft."""
    raw = tomllib.loads(text)
    title = raw.get("title", {})
    return Draft(
        kind=str(raw.get("kind", "portfolio")),
        title_zh=str(title.get("zh", "")),
        title_en=str(title.get("en", "")),
        settings={name: str(raw.get(name, DEFAULTS[name])) for name in SETTINGS},
        columns=tuple(_column(entry) for entry in raw.get("columns", ())),
    )


def _column(entry: Mapping[str, Any]) -> DraftColumn:
    return DraftColumn(
        heading=str(entry["heading"]),
        field=str(entry.get("field", "")),
        also=tuple(str(name) for name in entry.get("also", ())),
        required=bool(entry.get("required", False)),
        empty=str(entry.get("empty", "")),
        unit=str(entry.get("unit", "")),
        figures=str(entry.get("figures", "")),
    )


def toml_of(draft: Draft) -> str:
    """The draft as TOML; columns that are not read are left out."""
    lines = [f"kind = {_text(draft.kind)}"]
    lines.append(f"title = {{ zh = {_text(draft.title_zh)}, en = {_text(draft.title_en)} }}")
    lines += [f"{name} = {_text(draft.settings[name])}" for name in SETTINGS if draft.settings.get(name)]
    lines.append("columns = [")
    lines += [f"  {{ {_entry(column)} }}," for column in draft.columns if column.field]
    lines.append("]")
    return "\n".join(lines) + "\n"


def _entry(column: DraftColumn) -> str:
    parts = [f"field = {_text(column.field)}", f"heading = {_text(column.heading)}"]
    if column.also:
        parts.append(f"also = [{', '.join(_text(name) for name in column.also)}]")
    if column.required:
        parts.append("required = true")
    said = {"empty": column.empty, "unit": column.unit, "figures": column.figures}
    parts += [f"{name} = {_text(text)}" for name, text in said.items() if text]
    return ", ".join(parts)


def _text(value: str) -> str:
    """A TOML basic string: JSON writes the same, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def met(draft: Draft, headings: Sequence[str]) -> Draft:
    """A draft laid over the headings of a file: its columns by heading or other spelling, in the file's order.

    Columns of the draft that the file does not have stay, behind.
    """
    known = {_folded(name): column for column in draft.columns for name in (column.heading, *column.also)}
    used: set[str] = set()
    columns = []
    for heading in headings:
        found = known.get(_folded(heading))
        if found is None or found.heading in used:
            columns.append(DraftColumn(heading=heading))
            continue
        used.add(found.heading)
        also = tuple(dict.fromkeys(name for name in (found.heading, *found.also) if name != heading))
        columns.append(replace(found, heading=heading, also=also))
    rest = [column for column in draft.columns if column.heading not in used]
    return replace(draft, columns=(*columns, *rest))


def _folded(heading: str) -> str:
    """A heading as it is compared here: without space, case and what stands in brackets behind it."""
    return "".join(_BRACKETS.sub("", heading).split()).casefold()


def changes(before: str, after: str) -> tuple[Change, ...]:
    """What differs between two versions, settings first, then columns by heading and field."""
    old, new = _flat(draft_of(before)), _flat(draft_of(after))
    names = dict.fromkeys([*old, *new])
    return tuple(
        Change(what=name, before=old.get(name), after=new.get(name))
        for name in names
        if old.get(name) != new.get(name)
    )


def _flat(draft: Draft) -> dict[str, str]:
    found = {"kind": draft.kind, "title.zh": draft.title_zh, "title.en": draft.title_en, **draft.settings}
    for column in draft.columns:
        found[f"{column.heading} → {column.field}"] = _entry(column)
    return found
