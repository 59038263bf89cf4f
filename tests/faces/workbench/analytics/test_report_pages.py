"""The pages of reports: the list, one written on demand, and the rows that each number of a document opens."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from fractions import Fraction

import pytest
from django.test import Client
from docx import Document
from openpyxl import load_workbook

from arrears.foundation.api import SYSTEM, audit_lines
from arrears.foundation.models import User
from arrears.kernel.clock import now
from arrears.reports import api as reports
from arrears.reports.api import DEFINITIONS
from arrears.reports.contracts import RowFilters, Unit
from tests import cast
from tests.reports.story import MONTH, Month, at, november

pytestmark = pytest.mark.django_db


@pytest.fixture
def month() -> Month:
    return november()


def as_user(client: Client, user_id: int | None, language: str = "en") -> Client:
    User.objects.filter(pk=user_id).update(language=language)
    client.force_login(User.objects.get(pk=user_id))
    return client


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_figure_has_a_page_in_both_languages(month: Month, client: Client, language: str) -> None:
    as_user(client, month.leader.user_id, language)
    for code in DEFINITIONS:
        page = client.get(f"/reports/figures/{code}/?from={MONTH.first}&to={MONTH.last}")
        assert page.status_code == 200, code
        assert DEFINITIONS[code].meaning.zh in page.content.decode()
        assert DEFINITIONS[code].meaning.en in page.content.decode()


def test_every_number_of_the_word_file_opens_rows_that_add_up_to_it(month: Month, client: Client) -> None:
    as_user(client, month.leader.user_id)
    for scope, ref in (("company", None), ("team", "north"), ("person", "collector")):
        ref_file = reports.write_summary(
            scope=scope, ref=ref, first=MONTH.first, last=MONTH.last, language="en", actor=month.leader,
            form="docx",
        )  # fmt: skip
        content = client.get(f"/reports/files/{ref_file.id}/").content
        document = Document(io.BytesIO(content))
        links = {rel.rId: rel.target_ref for rel in document.part.rels.values() if "hyperlink" in rel.reltype}
        shown = [
            (links[link.get(R_ID)], "".join(text.text or "" for text in link.iter(TEXT)))
            for link in document.element.body.iter(LINK)
        ]
        assert len(shown) > 15
        for address, text in shown:
            page = client.get("/reports/" + address.split("/reports/", 1)[1])
            assert page.status_code == 200
            (total,) = re.findall(r'<dd data-figure="[a-z_]+">\s*(.*?)\s*</dd>', page.content.decode())
            assert total == text, address


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LINK, TEXT = f"{W}hyperlink", f"{W}t"
R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def test_a_summary_is_written_on_demand_and_found_in_the_list(month: Month, client: Client) -> None:
    as_user(client, month.leader.user_id)
    with at(MONTH.last):
        answer = client.post(
            "/reports/write/",
            {"about": "team:north", "span": "month", "language": "en", "form": "pdf"},
            follow=True,
        )
        assert "The summary was written." in answer.content.decode()
        (one,) = reports.written(month.leader).items
        assert (one.kind, one.title, one.first, one.last) == ("team", "north", MONTH.first, MONTH.last)
        got = client.get(f"/reports/files/{one.file_id}/")
    assert got.content.startswith(b"%PDF")


def test_free_dates_are_checked(month: Month, client: Client) -> None:
    as_user(client, month.leader.user_id)
    told = {"about": "company:", "span": "free", "language": "en", "form": "pdf"}
    assert client.post("/reports/write/", told).status_code == 422
    backwards = told | {"first": "2026-11-30", "last": "2026-11-01"}
    assert client.post("/reports/write/", backwards).status_code == 422


def test_a_collector_sees_the_own_work_alone(month: Month, client: Client) -> None:
    as_user(client, month.collector.user_id)
    query = f"from={MONTH.first}&to={MONTH.last}&users={month.leader.user_id}"
    page = client.get(f"/reports/figures/balance/?{query}").content.decode()
    assert "CNY 4,800.00" in page
    assert client.post("/reports/write/", {"about": "company:", "span": "month"}).status_code == 422
    ref = reports.write_summary(
        scope="company", ref=None, first=MONTH.first, last=MONTH.last, language="en", actor=month.leader,
        form="pdf",
    )  # fmt: skip
    assert client.get(f"/reports/files/{ref.id}/").status_code == 404


def test_rows_of_another_creditor_are_not_there(month: Month, client: Client) -> None:
    other = cast.creditor("other-house")
    stranger = cast.Staff().of(month.leader.role or cast.Role.LEADER, "stranger")
    User.objects.get(pk=stranger.user_id).creditors.set([other.id])
    as_user(client, stranger.user_id)
    query = f"from={MONTH.first}&to={MONTH.last}&creditors={month.placed[0].creditor.id}"
    page = client.get(f"/reports/figures/accounts/?{query}").content.decode()
    assert "No rows" in page


def test_the_rows_leave_as_a_spreadsheet_masked_and_audited(month: Month, client: Client) -> None:
    as_user(client, month.leader.user_id)
    query = f"from={MONTH.first}&to={MONTH.last}&currency=CNY"
    content = client.get(f"/reports/figures/received/export/xlsx/?{query}").content
    rows = list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert sum(row[6] for row in rows[1:]) == 1_900
    assert all("*" in row[0] for row in rows[1:])
    text = client.get(f"/reports/figures/received/export/csv/?{query}").content.decode("utf-8-sig")
    assert text.count("\r\n") == 3
    since, until = now() - timedelta(days=1), now() + timedelta(days=1)
    lines = audit_lines(SYSTEM, since=since, until=until, action="report.rows_exported")
    assert [line.detail["rows"] for line in lines] == [2, 2]


def test_the_page_of_a_summary_shows_its_figures_with_links(month: Month, client: Client) -> None:
    as_user(client, month.leader.user_id)
    page = client.get(f"/reports/read/?from={MONTH.first}&to={MONTH.last}").content.decode()
    received = reports.figure_rows("received", reports.company(SYSTEM), MONTH, RowFilters(currency="CNY"))
    assert received.total == 190_000
    assert "CNY 1,900.00" in page
    assert "/reports/figures/received/" in page
    assert DEFINITIONS["recovery_rate"].unit is Unit.SHARE
    assert reports.said(Fraction(190_000, 450_000), Unit.SHARE, "", "en") in page
