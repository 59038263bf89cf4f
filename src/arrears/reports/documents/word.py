"""The summary as Word, from a template that a house can replace."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage, RichText

from arrears.reports.documents.content import Content

TEMPLATE = Path(__file__).with_name("summary.docx")
LINK_COLOUR = "#2f5d8a"


def docx(content: Content, chart: bytes | None, address: str, template: Path = TEMPLATE) -> bytes:
    """The document's bytes. `chart` is a PNG; each figure links to its rows at `address`."""
    document = DocxTemplate(str(template))
    told = dataclasses.asdict(content)
    for part in ("results", "methods", "problems"):
        for line in told[part]:
            link = document.build_url_id(address.rstrip("/") + line["ref"])
            line["value"] = RichText(line["value"], url_id=link, color=LINK_COLOUR)
    told["chart"] = InlineImage(document, io.BytesIO(chart), width=Cm(13.5)) if chart else ""
    document.render(told, autoescape=True)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
