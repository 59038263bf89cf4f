"""Tables as files that a spreadsheet opens: CSV and xlsx."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import xlsxwriter

Cell = str | int | Decimal | date | None
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
    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(title[:31])
    head = book.add_format({"bold": True, "bg_color": "#EEF2F6"})
    days, whole = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "#,##0"})
    money = book.add_format({"num_format": "#,##0.00"})
    count = 0
    for place, name in enumerate(heads):
        sheet.write_string(0, place, name, head)
        sheet.set_column(place, place, max(12, min(40, 2 * len(name))))
    for count, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(count, place, cell, days)
            elif isinstance(cell, int | Decimal):
                sheet.write_number(count, place, cell, whole if isinstance(cell, int) else money)
            elif cell is not None:
                sheet.write_string(count, place, cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, count, len(heads) - 1)
    book.close()
    return made.getvalue()
