"""The summary as Word, from a template that a house can replace."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage, RichText
from jinja2.sandbox import ImmutableSandboxedEnvironment

from arrears.reports.documents.content import Content

TEMPLATE = Path(__file__).with_name("summary.docx")
LINK_COLOUR = "#2f5d8a"
UNPACKED_MAX = 50_000_000
GRIDS = ("channels", "scripts", "refused", "buckets", "next")


class TemplateUnusable(ValueError):
    """A file that is no Word template for this summary; says why."""


def docx(content: Content, chart: bytes | None, address: str, template: bytes | None = None) -> bytes:
    """The document's bytes. `chart` is a PNG; each number links to its rows at `address`. `template`: the
    house's own, else the one that ships. TemplateUnusable when it does not render. A template is text of a user:
    it is filled in Jinja's sandbox, where it reaches the figures and nothing of the program."""
    document = DocxTemplate(io.BytesIO(template) if template else str(TEMPLATE))
    try:
        if template:
            _unpacked(template)
        told = _told(document, content, chart, address)
        document.render(told, ImmutableSandboxedEnvironment(), autoescape=True)
    except Exception as error:
        raise TemplateUnusable(f"{type(error).__name__}: {error}"[:300]) from error
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _unpacked(template: bytes) -> None:
    """Refuse a template that unpacks to more than any honest one. TemplateUnusable says so."""
    with zipfile.ZipFile(io.BytesIO(template)) as packed:
        if sum(part.file_size for part in packed.infolist()) > UNPACKED_MAX:
            raise TemplateUnusable("unpacks to more than 50 MB")


def _told(document: DocxTemplate, content: Content, chart: bytes | None, address: str) -> dict[str, Any]:
    """What the template may name, with links in the place of numbers."""
    links: dict[str, str] = {}

    def rich(parts: Sequence[Mapping[str, str]]) -> RichText:
        text = RichText()
        for part in parts:
            ref = part["ref"]
            if not ref:
                text.add(part["text"])
                continue
            if ref not in links:
                links[ref] = document.build_url_id(address.rstrip("/") + ref)
            text.add(part["text"], url_id=links[ref], color=LINK_COLOUR)
        return text

    told = dataclasses.asdict(content)
    told["opening"] = rich(told["opening"])
    for part in ("results", "methods", "problems", "care"):
        for line in told[part]:
            line["value"] = rich([{"text": line["value"], "ref": line["ref"]}])
            line["change"] = rich(line["change"])
    for part in ("problem_lines", "measures", "method_lines", "plan_lines", "care_lines"):
        told[part] = [rich(line) for line in told[part]]
    for name in GRIDS:
        if told[name]:
            told[name]["rows"] = [[rich([cell]) for cell in row] for row in told[name]["rows"]]
    told["chart"] = InlineImage(document, io.BytesIO(chart), width=Cm(13.5)) if chart else ""
    return told
