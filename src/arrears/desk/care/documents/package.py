"""The package of a request for access: JSON for machines, Word for people, from the same sections."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from arrears.desk.care.contracts import Section
from arrears.desk.contact.api import plain_document, printable, put_table, saved
from arrears.kernel.words import Words

TITLE = Words("个人信息副本", "A copy of your personal data")
CUT = Words("条目过多，仅列最近的部分。", "There are more; the newest are listed.")
NOTHING = Words("没有记录。", "Nothing is recorded.")
FORMAT = "arrears.person/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What is handed out: to whom, by whom, on what basis, and the tables."""

    language: str
    reference: str
    written_on: str
    creditor: str
    operator: str
    name: str
    basis: tuple[Words, ...]
    sections: tuple[Section, ...]


def as_json(package: Package) -> bytes:
    """UTF-8 JSON: `sections` by code, each a list of rows with the keys of its columns."""
    plain = {
        "format": FORMAT,
        "reference": package.reference,
        "written_on": package.written_on,
        "creditor": package.creditor,
        "operator": package.operator,
        "basis": [{"zh": words.zh, "en": words.en} for words in package.basis],
        "sections": {section.code: _rows(section) for section in package.sections},
        "cut": [section.code for section in package.sections if section.cut],
    }
    return json.dumps(plain, ensure_ascii=False, indent=1).encode()


def _rows(section: Section) -> list[dict[str, str | int | None]]:
    keys = [key for key, _heading in section.columns]
    return [dict(zip(keys, row, strict=True)) for row in section.rows]


def as_docx(package: Package) -> bytes:
    """The same as Word, a table for each section that has rows."""
    tag = package.language
    document = plain_document()
    document.add_heading(printable(f"{TITLE.in_(tag)}: {package.name}"), 1)
    lines = (package.operator, package.creditor, f"{package.reference} · {package.written_on}")
    document.add_paragraph(printable("\n".join(dict.fromkeys(lines))))
    for words in package.basis:
        document.add_paragraph(printable(words.in_(tag)))
    for section in package.sections:
        document.add_heading(printable(section.title.in_(tag)), 2)
        if not section.rows:
            document.add_paragraph(NOTHING.in_(tag))
            continue
        put_table(document, _table(section, tag))
        if section.cut:
            document.add_paragraph(CUT.in_(tag))
    document.core_properties.title = printable(TITLE.in_(tag))
    document.core_properties.author = printable(package.operator)
    return saved(document)


def _table(section: Section, tag: str) -> list[Sequence[str]]:
    head = [heading.in_(tag) for _key, heading in section.columns]
    return [head, *([_cell(cell) for cell in row] for row in section.rows)]


def _cell(cell: str | int | None) -> str:
    return "" if cell is None else str(cell)
