"""Writing the paper: PDF by typst, Word by python-docx, from the same sentences."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Literal

import docx as word
import pylopdf_fonts_zh_cn
import typst
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from arrears.desk.promises.documents.sentences import Clause, Paper, clauses, signatures, title

_TEMPLATE = Path(__file__).parent / "agreement.typ"
_FONTS = Path(pylopdf_fonts_zh_cn.sans_path()).parent
_WORD_FONT = "Noto Sans SC"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def pdf(paper: Paper) -> bytes:
    """The paper as PDF, with the bundled fonts alone."""
    return _compile(paper, "pdf")


def picture(paper: Paper) -> bytes:
    """The first page as PNG (previews and tests)."""
    return _compile(paper, "png")


def _compile(paper: Paper, form: Literal["pdf", "png"]) -> bytes:
    creditor, debtor, day = signatures(paper)
    data = {
        "lang": "zh" if paper.language.startswith("zh") else "en",
        "title": title(paper),
        "creditor": paper.creditor,
        "reference": paper.reference,
        "clauses": [
            {
                "head": clause.head,
                "sentences": list(clause.sentences),
                "table": [list(row) for row in clause.table],
            }
            for clause in clauses(paper)
        ],
        "signatures": [creditor, debtor],
        "date_label": day,
    }
    made: object = typst.compile(  # a list of pages where pictures need several
        _TEMPLATE,
        font_paths=[_FONTS],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format=form,
    )
    content = made[0] if isinstance(made, list) else made
    assert isinstance(content, bytes)
    return content


def docx(paper: Paper) -> bytes:
    """The paper as Word, to be changed and signed by hand."""
    document = word.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _WORD_FONT, Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _WORD_FONT)
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = heading.add_run(title(paper))
    run.bold, run.font.size = True, Pt(15)
    for place, clause in enumerate(clauses(paper), 1):
        _clause(document, place, clause)
    creditor, debtor, day = signatures(paper)
    document.add_paragraph()
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = creditor, debtor
    table.cell(1, 0).text = table.cell(1, 1).text = f"\n\n{day}"
    document.core_properties.title = title(paper)
    document.core_properties.author = paper.creditor
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _clause(document: Document, place: int, clause: Clause) -> None:
    document.add_paragraph().add_run(f"{place}. {clause.head}").bold = True
    for sentence in clause.sentences:
        document.add_paragraph(sentence)
    if not clause.table:
        return
    table = document.add_table(rows=0, cols=len(clause.table[0]))
    table.style = "Table Grid"
    for row in clause.table:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
        cells[-1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
