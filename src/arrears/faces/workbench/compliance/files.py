"""Lists as files: CSV, Excel, JSON, with the headings of the screen and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar

import xlsxwriter
from django.http import HttpRequest, HttpResponse

from arrears.people.team.contracts import Page

T = TypeVar("T")
Cell = str | int | date | datetime | None
Rows = Iterable[Sequence[Cell]]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
PAGE_ROWS = 50


def _text(cell: Cell) -> str | int:
    if isinstance(cell, int):
        return cell
    text = "" if cell is None else cell.isoformat() if isinstance(cell, date) else cell
    return f"'{text}" if text.startswith(FORMULA) else text


def _csv(headings: Sequence[str], rows: Rows) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([_text(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()  # the mark by which spreadsheets know UTF-8


def _xlsx(headings: Sequence[str], rows: Rows) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(
        held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, headings, bold)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, [_text(cell) for cell in row])
    return held.getvalue()


def _json(headings: Sequence[str], rows: Rows) -> bytes:
    plain = [
        dict(
            zip(headings, (cell.isoformat() if isinstance(cell, date) else cell for cell in row), strict=True)
        )
        for row in rows
    ]
    return json.dumps(plain, ensure_ascii=False, indent=1).encode()


FORMS: dict[str, tuple[str, Callable[[Sequence[str], Rows], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", _csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
    "json": ("application/json", _json),
}


def form_asked(request: HttpRequest) -> str | None:
    """The form of file that `?as=` asks for; None for the page itself."""
    asked = request.GET.get("as", "")
    return asked if asked in FORMS else None


def as_file(form: str, name: str, headings: Sequence[str], rows: Rows) -> HttpResponse:
    media_type, write = FORMS[form]
    response = HttpResponse(write(headings, rows), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


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
