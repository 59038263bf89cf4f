"""Tables as files that a spreadsheet opens: CSV and xlsx."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell = str | int | Decimal | Fraction | date | None
NAME_MAX = 31
LINKS_MAX = 60_000
"""A sheet takes 65,530."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _harmless(cell: Cell) -> Cell:
    """Text that a spreadsheet would take for a formula is led by an apostrophe (CSV injection)."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def csv_bytes(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte order mark, so that Chinese opens right by a double click."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(heads)
    lines.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet with a frozen head, a filter, and numbers as numbers."""
    return book_bytes([Sheet(title=title, heads=heads, rows=rows)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table. `links`: by row and column, the address that a cell opens; the first LINKS_MAX of them."""

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)


def book_bytes(sheets: Iterable[Sheet]) -> bytes:
    """A workbook; titles are cut to what a spreadsheet takes and told apart."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    forms = {
        "head": book.add_format({"bold": True, "bg_color": "#EEF2F6"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "whole": book.add_format({"num_format": "#,##0"}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "share": book.add_format({"num_format": "0.0%"}),
    }
    used: set[str] = set()
    for one in sheets:
        name = _FORBIDDEN.sub(" ", one.title)[:NAME_MAX].strip() or "1"
        while name.lower() in used:
            name = f"{name[: NAME_MAX - 3]} {len(used) + 1}"
        used.add(name.lower())
        _sheet(book.add_worksheet(name), one, forms)
    if not used:
        book.add_worksheet("–")
    book.close()
    return made.getvalue()


def _sheet(sheet: Worksheet, told: Sheet, forms: dict[str, Format]) -> None:
    count = 0
    for at, address in list(told.links.items())[:LINKS_MAX]:
        sheet.write_url(at[0] + 1, at[1], address)  # its text is the number that is written over it
    for place, name in enumerate(told.heads):
        sheet.write_string(0, place, name, forms["head"])
        sheet.set_column(place, place, max(12, min(40, 2 * len(name))))
    for count, row in enumerate(told.rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(count, place, cell, forms["day"])
            elif isinstance(cell, Fraction):
                sheet.write_number(count, place, float(cell), forms["share"])
            elif isinstance(cell, int | Decimal):
                sheet.write_number(count, place, cell, forms["whole" if isinstance(cell, int) else "money"])
            elif cell is not None:
                sheet.write_string(count, place, cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, count, len(told.heads) - 1)
