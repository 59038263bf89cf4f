"""The pages of reports: the list, one written on demand, and the rows that each number of a document opens."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client
from docx import Document
from openpyxl import load_workbook

from arrears.foundation.api import SYSTEM, audit_lines
from arrears.foundation.models import User
from arrears.kernel.clock import now
from arrears.people.team import api as team
from arrears.reports import api as reports
from arrears.reports.api import DEFINITIONS, TargetKind, TargetOrder
from arrears.reports.contracts import RowFilters, Unit
from arrears.reports.sentences import plan_lines
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


def links_of(content: bytes) -> list[tuple[str, str]]:
    """Every link of a Word file with its text."""
    document = Document(io.BytesIO(content))
    links = {rel.rId: rel.target_ref for rel in document.part.rels.values() if "hyperlink" in rel.reltype}
    return [
        (links[link.get(R_ID)], "".join(text.text or "" for text in link.iter(TEXT)))
        for link in document.element.body.iter(LINK)
    ]


def total_at(client: Client, address: str, known: dict[str, str] | None = None) -> str:
    """What the page of a figure says it is."""
    if known is not None and address in known:
        return known[address]
    page = client.get("/reports/" + address.split("/reports/", 1)[1])
    assert page.status_code == 200, address
    (total,) = re.findall(r'<dd data-figure="[a-z_]+">\s*(.*?)\s*</dd>', page.content.decode())
    if known is not None:
        known[address] = str(total)
    return str(total)


def test_every_number_of_the_word_file_opens_rows_that_add_up_to_it(month: Month, client: Client) -> None:
    as_user(client, month.leader.user_id)
    person = reports.scope_of("person", "collector", month.leader)
    reports.keep_words(person, MONTH, {"next": "Less is more."}, month.leader)
    with at(date(2026, 11, 2)):
        reports.set_target(
            TargetOrder(
                kind=TargetKind.RECEIVED, scope=person, period=MONTH,
                currency="CNY", amount_minor=200_000,
            ),
            month.leader,
        )  # fmt: skip
    for scope, ref in (("company", None), ("person", "collector")):
        ref_file = reports.write_summary(
            scope=scope, ref=ref, first=MONTH.first, last=MONTH.last, language="en", actor=month.leader,
            form="docx",
        )  # fmt: skip
        content = client.get(f"/reports/files/{ref_file.id}/").content
        shown, known = links_of(content), dict[str, str]()
        assert len(shown) > 30
        for address, text in shown:
            if "/cases/" in address:
                assert "*" in text, "a name in a document is masked"
            elif "#" not in address and "/targets/" not in address:
                assert total_at(client, address, known) == text, address
        # a change is the difference to the rows that it opens; the team's figure is what its rows say
        plain = [(address, text) for address, text in shown if "#" not in address and "&what=" not in address]
        now = {address.split("?")[0] + address.partition("&currency")[2]: text for address, text in plain}
        changed = [(address, text) for address, text in shown if address.endswith("#change")]
        assert changed
        for address, text in changed:
            code, before = address.split("?")[0], total_at(client, address.removesuffix("#change"), known)
            current = now[code + address.removesuffix("#change").partition("&currency")[2]]
            assert differs(current, before, text.split(" on the ")[0].split(" (")[0]), address
        for address, text in shown:
            if address.endswith("#team"):
                assert f"team {total_at(client, address.removesuffix('#team'), known)}" == text
        assert numbers_without_rows(content) == []
        assert anchors_that_say_other(client, shown, known) == []
        text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)
        assert ("Less is more." in text) is (scope == "person")
        targets = [text for address, text in shown if "/targets/" in address]
        assert ("CNY 2,000.00" in targets) is (scope == "person")


NO_FIGURE = re.compile(
    r"[0-9]{1,2} [A-Z][a-z]+ [0-9]{4}|\b61 to 90 days|(?:^|: |; )[0-9]\. |[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}"
)
"""What has digits and is no figure: dates, the name of a mark, places in a list, when the file was made."""


def numbers_without_rows(content: bytes) -> list[str]:
    """Texts of a Word file outside its links and the labels of its rows that hold a number."""
    document, found = Document(io.BytesIO(content)), []
    labels = {row.cells[0]._tc for table in document.tables for row in table.rows}
    for paragraph in document.element.body.iter(f"{W}p"):
        if paragraph.getparent() in labels:
            continue
        linked = {text for link in paragraph.iter(LINK) for text in link.iter(TEXT)}
        said = "".join(text.text or "" for text in paragraph.iter(TEXT) if text not in linked)
        if re.search("[0-9]", NO_FIGURE.sub("", said)):
            found.append(said)
    return found


BESIDE = {
    "refused_by_gate": ("attempts", lambda one, other: f"{100 * one / (one + other):.1f}%"),
    "lost_contacts": ("debtors", lambda one, other: f"{100 * one / other:.1f}%"),
    "low_willingness": ("overdue_debtors", lambda one, other: f"{100 * one / other:.1f}%"),
    "complaints": ("attempts", lambda one, other: f"{1_000 * one / other:.1f}"),
    "handled_by_people": ("person_days", lambda one, other: f"{one / other:.1f}"),
}
"""Numbers of sentences that put a figure beside another one."""


def anchors_that_say_other(
    client: Client, shown: list[tuple[str, str]], known: dict[str, str]
) -> list[tuple[str, str, str]]:
    """Links to a part of a page, and numbers worked out of two figures, whose text is not what stands there."""
    wrong = []
    for address, text in shown:
        ref, _hash, part = address.partition("#")
        if "/capacity/" in ref or "/targets/" in ref:
            if ref not in known:
                known[ref] = client.get("/reports/" + ref.split("/reports/", 1)[1]).content.decode()
            parts = {
                code: re.sub(r"<[^>]+>", "", value).strip()
                for code, value in re.findall(r'data-figure="([a-z-]+)">(.*?)</', known[ref] + "</", re.S)
            }
            if "/capacity/" in ref:
                found = parts[part].split()[0]  # "1 person"
            elif part == "goal":
                found = parts["goal"]
            elif part == "done":
                found = f"{parts['done']} reached"
            else:
                share = 100 * amount_in(parts["expected"]) / amount_in(parts["goal"])
                found = f"{share:.1f}%" if "%" in text else ""
            if found != text and not (part == "expected" and found in text):
                wrong.append((address, text, found))
        elif part in ("rule", "pace"):
            code = ref.split("/")[-2]
            other, worked = BESIDE[code]
            one, base = (
                amount_in(total_at(client, ref.replace(code, name), known)) for name in (code, other)
            )
            if worked(one, base) != text:
                wrong.append((address, text, worked(one, base)))
    return wrong


def amount_in(text: str) -> Decimal:
    return Decimal(re.sub(r"[^0-9.−-]", "", text).replace("−", "-"))


def differs(now: str, before: str, told: str) -> bool:
    """Whether a told difference is that of two figures, from their words alone; shares to what rounding hides."""
    apart = amount_in(now) - amount_in(before)
    if told == "unchanged":
        return apart == 0
    return abs(amount_in(told) - apart) <= (Decimal("0.1") if told.endswith("points") else 0)


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


def test_the_people_and_days_of_a_plan_open_what_they_are_made_of(month: Month, client: Client) -> None:
    as_user(client, month.leader.user_id)
    with at(date(2026, 11, 20)):
        team.enter_absence(
            month.collector.user_id or 0,
            date(2026, 12, 3),
            date(2026, 12, 6),
            why="leave",
            actor=month.leader,
        )
    found = reports.summary(reports.company(SYSTEM), MONTH, month.leader)
    lines = [part for line in plan_lines(found, "en") for part in line if "/reports/capacity/" in part.ref]
    # December has 23 working days; of 3 to 6 December two are a weekend.
    assert [part.text for part in lines] == ["1", "23", "2", "21"]
    page = client.get(lines[0].ref).content.decode()
    told = dict(re.findall(r'data-figure="([a-z-]+)">\s*([0-9]+)', page))
    assert told == {"people": "1", "person-days": "21", "days": "23", "away": "2"}
    assert "Collector" in page
    at_work = re.findall(r'data-day="[0-9-]+">\s*([0-9]+)', page)
    assert (len(at_work), sum(map(int, at_work))) == (23, 21), "the days add up to the days of work"
    (own,) = re.findall(r'href="(/reports/capacity/[^"#]+)#days">21<', page)
    assert 'data-figure="person-days">21<' in client.get(own.replace("&amp;", "&")).content.decode()
