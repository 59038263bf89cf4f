"""The same page as Word: to be changed, signed and sealed by a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any, cast

import docx as word
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from arrears.desk.contact.channels.letter.page import letter_data
from arrears.desk.contact.channels.sending import LetterPage

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Noto Sans SC"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def letter_docx(page: LetterPage) -> bytes:
    """The letter as Word, from the same data as its PDF."""
    data = cast("dict[str, Any]", letter_data(page))
    words = data["words"]
    document = plain_document()
    _line(document, data["operator"], bold=True, size=14)
    for line in (data["on_behalf"], *data["contact"]):
        _line(document, line, size=9)
    _line(document, f"{data['name']}\n{data['address']}".strip(), bold=True)
    reference = f"{words['date']}{data['date']}\n{words['reference']}{data['reference']}"
    _line(document, reference, place=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, data["subject"], bold=True, size=14, place=WD_ALIGN_PARAGRAPH.CENTER)
    for paragraph in data["paragraphs"]:
        _line(document, paragraph)
    if data["rows"]:
        _line(document, words["balance"], bold=True)
        put_table(document, [*data["rows"], data["total"]], right=True)
    _line(document, words["rights"], bold=True)
    for right in data["rights"]:
        document.add_paragraph(printable(right), style="List Bullet")
    _line(
        document,
        f"\n{data['operator']}\n\n{words['seal']}\n{data['date']}",
        place=WD_ALIGN_PARAGRAPH.RIGHT,
    )
    document.core_properties.title = printable(data["subject"])
    document.core_properties.author = printable(data["operator"])
    return saved(document)


def plain_document() -> Document:
    """An empty A4 document in the house's font."""
    document = word.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    return document


def put_table(document: Document, rows: Sequence[Sequence[str]], *, right: bool = False) -> None:
    """Rows with a grid; `right`: the last column is aligned right, as amounts are."""
    table = document.add_table(rows=0, cols=len(rows[0]))
    table.style = "Table Grid"
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = printable(text)
        if right:
            cells[-1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def saved(document: Document) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def printable(text: str) -> str:
    """The text without the characters that a Word file cannot hold."""
    return _UNPRINTABLE.sub("", text)


def _line(
    document: Document,
    text: str,
    *,
    bold: bool = False,
    size: float | None = None,
    place: WD_ALIGN_PARAGRAPH | None = None,
) -> None:
    if not text:
        return
    paragraph = document.add_paragraph()
    run = paragraph.add_run(printable(text))
    run.bold = bold
    if size is not None:
        run.font.size = Pt(size)
    if place is not None:
        paragraph.alignment = place
