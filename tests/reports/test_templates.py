"""The house's own Word template is a user's text: it reaches the figures and nothing of the program."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from docx import Document

from arrears.kernel.words import Words
from arrears.reports.api import Period, TemplateUnusable
from arrears.reports.contracts import Scope, ScopeKind
from arrears.reports.documents.content import content
from arrears.reports.documents.word import docx
from arrears.reports.queries.figures import summary

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


def filled(template: bytes) -> str:
    nobody = Scope(kind=ScopeKind.COMPANY, title=Words("某公司", "A house"), creditor_ids=(0,))
    told = content(summary(nobody, Period(first=DAY, last=DAY)), "en", "Asia/Shanghai")
    made = docx(told, None, "http://127.0.0.1:8000", template)
    return "\n".join(one.text for one in Document(io.BytesIO(made)).paragraphs)


def template(text: str) -> bytes:
    document = Document()
    document.add_paragraph(text)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def test_a_template_is_told_the_figures() -> None:
    assert "House of A house" in filled(template("House of {{ scope }}"))


@pytest.mark.parametrize(
    "text",
    [
        "{{ cycler.__init__.__globals__.os.getcwd() }}",
        "{{ ().__class__.__base__.__subclasses__() }}",
        "{{ lipsum.__globals__['os'].environ }}",
        "{{ results.append('x') }}",
        "{% for one in range(99999999) %}{{ one }}{% endfor %}",
    ],
)
def test_a_template_cannot_reach_the_program(text: str) -> None:
    with pytest.raises(TemplateUnusable):
        filled(template(text))


def test_a_template_that_unpacks_to_too_much_is_refused() -> None:
    packed = io.BytesIO(template("{{ scope }}"))
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/big.bin", bytes(60_000_000))
    with pytest.raises(TemplateUnusable, match="50 MB"):
        filled(packed.getvalue())
