"""Lists: cut into pages, and handed out as CSV or Excel with the same columns as on screen."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar

import xlsxwriter
from django.http import HttpRequest, HttpResponse

from arrears.people.team.contracts import Page

PAGE_ROWS = 50
NUMBER = re.compile(r"-?\d+(\.\d+)?")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
T = TypeVar("T")
Cell = str | int | date | datetime | None


def page_number(request: HttpRequest) -> int:
    """The page that is asked for; what is no number is the first."""
    asked = request.GET.get("page", "1")
    return int(asked) if asked.isdecimal() and asked.isascii() and 0 < int(asked) < 1_000_000 else 1


def paged(request: HttpRequest, rows: Sequence[T], size: int = PAGE_ROWS) -> Page[T]:
    """One page of rows that are all at hand; a page beyond the last is the last."""
    last = max(1, -(-len(rows) // size))
    number = min(page_number(request), last)
    return Page(
        items=tuple(rows[(number - 1) * size : number * size]), number=number, size=size, total=len(rows)
    )


def wants_file(request: HttpRequest) -> bool:
    return request.GET.get("as") in _WRITERS


def as_file(
    request: HttpRequest, name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> HttpResponse:
    """The list as the file that `?as=` asks for."""
    ending = request.GET["as"]
    media_type, write = _WRITERS[ending]
    response = HttpResponse(write(headings, rows), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def _harmless(cell: Cell) -> str | int:
    """A text that a spreadsheet would take for a formula is written as text; a negative number is none."""
    if isinstance(cell, int):
        return cell
    text = "" if cell is None else cell.isoformat() if isinstance(cell, date) else cell
    return f"'{text}" if text.startswith(FORMULA) and not NUMBER.fullmatch(text) else text


def _csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(headings)
    lines.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")  # with its mark Excel reads Chinese


def _xlsx(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(line, column, cell)
                else:
                    sheet.write_string(line, column, str(_harmless(cell)))
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return content.getvalue()


_WRITERS: dict[str, tuple[str, Callable[[Sequence[str], Iterable[Sequence[Cell]]], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", _csv),
    "xlsx": (XLSX, _xlsx),
}
