"""Makes the Word template that ships with the product: `python -m arrears.reports.documents.template`.

A house that wants its own look edits the resulting summary.docx in Word; the names in braces must stay.
"""

from __future__ import annotations

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell, _Row

from arrears.reports.documents.word import TEMPLATE

ACCENT = RGBColor(0x2F, 0x5D, 0x8A)
HEAD_FILL = "EEF2F6"
WIDTH = 16.6  # cm of text


def _style(document: Doc) -> None:
    for name, size, colour in (("Normal", 10.5, None), ("Heading 1", 14, ACCENT), ("Title", 22, ACCENT)):
        style = document.styles[name]
        style.font.size, style.font.name = Pt(size), "Segoe UI"
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:eastAsia", "w:ascii", "w:hAnsi"):
            fonts.set(qn(kind), "Microsoft YaHei" if kind == "w:eastAsia" else "Segoe UI")
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(theme), None)
        if colour is not None:
            style.font.color.rgb = colour


def _shade(cell: _Cell) -> None:
    fill = OxmlElement("w:shd")
    fill.set(qn("w:val"), "clear")
    fill.set(qn("w:fill"), HEAD_FILL)
    cell._tc.get_or_add_tcPr().append(fill)


def _repeated(row: _Row) -> None:
    """The head of a table stands again on the page that it goes on to."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _figures(document: Doc, part: str) -> None:
    """A table of figures; none where there is nothing to say."""
    document.add_paragraph("{%p if " + part + " %}")
    table = document.add_table(rows=4, cols=3)
    heads = ("figure", "value", "change")
    for cell, name in zip(table.rows[0].cells, heads, strict=True):
        cell.text = "{{ headings." + name + " }}"
        cell.paragraphs[0].paragraph_format.keep_with_next = True
        _shade(cell)
    table.rows[1].cells[0].text = "{%tr for line in " + part + " %}"
    for cell, text in zip(
        table.rows[2].cells, ("{{ line.label }}", "{{r line.value }}", "{{r line.change }}"), strict=True
    ):
        cell.text = text
    table.rows[3].cells[0].text = "{%tr endfor %}"
    widths = (4.6, 4.4, 7.6)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        row.cells[1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
    _repeated(table.rows[0])
    document.add_paragraph()
    document.add_paragraph("{%p endif %}")


def _grid(document: Doc, name: str, columns: int) -> None:
    document.add_paragraph("{%p if " + name + " %}")
    title = document.add_paragraph("{{ " + name + ".title }}")
    title.runs[0].bold = True
    title.paragraph_format.keep_with_next = True
    table = document.add_table(rows=4, cols=columns)
    table.rows[1].cells[0].text = "{%tr for row in " + name + ".rows %}"
    table.rows[3].cells[0].text = "{%tr endfor %}"
    for place in range(columns):
        for row, text in ((0, f"{name}.heads[{place}]"), (2, f"row[{place}]")):
            cell = table.rows[row].cells[place]
            cell.text = ("{{r " if row else "{{ ") + text + " }}"
            cell.width = Cm(WIDTH - 3.2 * (columns - 1) if place == 0 else 3.2)
            if place:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        table.rows[0].cells[place].paragraphs[0].paragraph_format.keep_with_next = True
        _shade(table.rows[0].cells[place])
    _repeated(table.rows[0])
    document.add_paragraph("{%p endif %}")


def _lines(document: Doc, name: str) -> None:
    document.add_paragraph("{%p for line in " + name + " %}")
    document.add_paragraph("{{r line }}", style="List Bullet")
    document.add_paragraph("{%p endfor %}")


def _own(document: Doc, section: str) -> None:
    """The own words of a section, when there are any."""
    document.add_paragraph("{%p if own." + section + " %}")
    document.add_paragraph("{{ own." + section + " }}", style="Intense Quote")
    document.add_paragraph("{%p endif %}")


def build() -> Doc:
    document = Document()
    document.styles["Normal"].paragraph_format.space_after = Pt(3)
    section = document.sections[0]
    section.left_margin = section.right_margin = Cm(2.2)
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    _style(document)
    document.add_paragraph("{{ title }}", style="Title")
    document.add_paragraph("{{ scope }}    {{ span }}")
    document.add_heading("{{ headings.results }}", 1)
    document.add_paragraph("{{r opening }}")
    _figures(document, "results")
    document.add_paragraph("{{ chart }}")
    _grid(document, "buckets", 3)
    _own(document, "results")
    document.add_heading("{{ headings.methods }}", 1)
    _lines(document, "method_lines")
    _figures(document, "methods")
    _grid(document, "channels", 4)
    _grid(document, "scripts", 4)
    _grid(document, "refused", 2)
    _own(document, "methods")
    document.add_heading("{{ headings.problems }}", 1)
    _lines(document, "problem_lines")
    _figures(document, "problems")
    _own(document, "problems")
    document.add_heading("{{ headings.measures }}", 1)
    _lines(document, "measures")
    _own(document, "measures")
    document.add_heading("{{ headings.next }}", 1)
    _lines(document, "plan_lines")
    _grid(document, "next", 2)
    _own(document, "next")
    document.add_heading("{{ headings.care }}", 1)
    _lines(document, "care_lines")
    _figures(document, "care")
    _own(document, "care")
    footer = section.footer.paragraphs[0]
    footer.text = "{{ made }}"
    return document


if __name__ == "__main__":
    build().save(str(TEMPLATE))
