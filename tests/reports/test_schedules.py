"""Summaries by schedule over real SMTP, own words carried on, a house's own template, comparisons."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import Client
from docx import Document
from pytest_django import Settings

from arrears.foundation.api import SYSTEM, Role
from arrears.foundation.models import User
from arrears.reports import api as reports
from arrears.reports.api import Period, ScheduleOrder, TemplateUnusable
from arrears.reports.contracts import Figure, Unit
from arrears.reports.models import SentSummary
from arrears.reports.queries.schedules import ended_span
from arrears.reports.wording import difference
from tests.reports.story import MONTH, at, november

DECEMBER = Period(first=date(2026, 12, 1), last=date(2026, 12, 31))


class Box:
    """What an SMTP server on loopback was given."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        mail = BytesParser(policy=default).parsebytes(envelope.content)
        assert isinstance(mail, EmailMessage)
        self.mails.append((list(envelope.rcpt_tos), mail))
        return "250 taken"


@pytest.fixture
def box(settings: Settings) -> Iterator[Box]:
    found = Box()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(found, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    yield found
    server.stop()


@pytest.mark.parametrize(
    ("span", "today", "first", "last"),
    [
        ("day", date(2026, 12, 1), date(2026, 11, 30), date(2026, 11, 30)),
        ("week", date(2026, 11, 23), date(2026, 11, 16), date(2026, 11, 22)),
        ("week", date(2026, 11, 29), date(2026, 11, 16), date(2026, 11, 22)),
        ("month", date(2026, 12, 1), date(2026, 11, 1), date(2026, 11, 30)),
        ("month", date(2026, 12, 31), date(2026, 11, 1), date(2026, 11, 30)),
        ("quarter", date(2026, 12, 31), date(2026, 7, 1), date(2026, 9, 30)),
        ("half", date(2027, 1, 1), date(2026, 7, 1), date(2026, 12, 31)),
        ("year", date(2026, 11, 23), date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_the_period_that_has_ended(span: str, today: date, first: date, last: date) -> None:
    assert ended_span(span, today) == Period(first=first, last=last)


@pytest.mark.parametrize(
    ("span", "before", "year"),
    [
        ("2026-11-01 2026-11-30", "2026-10-01 2026-10-31", "2025-11-01 2025-11-30"),
        ("2024-02-01 2024-02-29", "2024-01-01 2024-01-31", "2023-02-01 2023-02-28"),
        ("2026-01-01 2026-03-31", "2025-10-01 2025-12-31", "2025-01-01 2025-03-31"),
        ("2026-11-16 2026-11-22", "2026-11-09 2026-11-15", "2025-11-16 2025-11-22"),
    ],
)
def test_what_a_period_is_compared_with(span: str, before: str, year: str) -> None:
    period = days(span)
    assert period.before == days(before)
    assert period.year_before == days(year)


def days(text: str) -> Period:
    first, last = (date.fromisoformat(one) for one in text.split())
    return Period(first=first, last=last)


@pytest.mark.parametrize(
    ("now", "before", "unit", "zh", "en"),
    [
        (3, None, Unit.COUNT, "", ""),
        (None, 3, Unit.COUNT, "", ""),
        (3, 0, Unit.COUNT, "+3", "+3"),
        (0, 4, Unit.COUNT, "−4（−100.0%）", "−4 (−100.0%)"),
        (5, 5, Unit.COUNT, "持平", "unchanged"),
        (1_500_000, 1_000_000, Unit.MONEY, "+5,000.00 元（+50.0%）", "+CNY 5,000.00 (+50.0%)"),
        (3_000_000, 1_000, Unit.MONEY, "+3.00 万元", "+CNY 29,990.00"),
    ],
)
def test_a_change_says_what_can_be_said(
    now: int | None, before: int | None, unit: Unit, zh: str, en: str
) -> None:
    figure = Figure(code="received", value=now, before=before, currency="CNY")
    assert difference(figure.value, figure.before, unit, "CNY", "zh-hans") == zh
    assert difference(figure.value, figure.before, unit, "CNY", "en") == en


@pytest.mark.django_db
def test_a_summary_goes_to_its_readers_once(box: Box, client: Client) -> None:
    month = november()
    leader, collector = month.leader, month.collector
    User.objects.filter(pk=leader.user_id).update(email="lin@example.com", language="en")
    User.objects.filter(pk=collector.user_id).update(email="chen@example.com")
    client.force_login(User.objects.get(pk=leader.user_id or 0))
    told = {
        "about": "team:north", "span": "month", "language": "en", "form": "docx",
        "readers": [str(leader.user_id), str(collector.user_id)],
    }  # fmt: skip
    with at(date(2026, 11, 20)):
        assert client.post("/reports/schedules/plan/", told | {"readers": []}).status_code == 422
        assert client.post("/reports/schedules/plan/", told).status_code == 302
    assert reports.send_due(date(2026, 11, 30)) == {}, "October ended before the schedule was made"
    with at(date(2026, 12, 1)):
        # the team's summary is not for a collector's eyes
        assert reports.send_due(date(2026, 12, 1)) == {"sent": 1, "refused": 1}
        assert reports.send_due(date(2026, 12, 2)) == {}, "once"
    ((to, mail),) = box.mails
    assert to == ["lin@example.com"]
    assert "2026-11-01" in str(mail["Subject"])
    (attached,) = list(mail.iter_attachments())
    document = Document(io.BytesIO(attached.get_payload(decode=True)))
    assert "north" in "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert {row.state for row in SentSummary.objects.all()} == {"sent", "refused"}
    (schedule,) = reports.schedules(leader)
    page = client.get("/reports/schedules/").content.decode()
    assert "sent" in page
    assert client.post(f"/reports/schedules/{schedule.id}/end/").status_code == 302
    assert reports.schedules(leader) == ()
    with pytest.raises(ValueError, match="no such reader"):
        reports.plan_summary(
            ScheduleOrder(scope="company", ref="", span="day", language="en", form="pdf", reader_ids=(0,)),
            leader,
        )


@pytest.mark.django_db
def test_own_words_are_carried_on_and_a_template_is_tried_before_it_is_used(client: Client) -> None:
    month = november()
    person = reports.scope_of("person", "collector", month.leader)
    User.objects.filter(pk=month.collector.user_id).update(language="en")
    client.force_login(User.objects.get(pk=month.collector.user_id or 0))
    query = f"from={MONTH.first}&to={MONTH.last}"
    assert client.get(f"/reports/words/?{query}").status_code == 200
    assert (
        client.post(f"/reports/words/?{query}", {"results": "Two hard cases are settled."}).status_code == 302
    )
    assert client.post(f"/reports/words/?{query}", {"results": "x" * 5_000}).status_code == 422
    assert "Two hard cases are settled." in client.get(f"/reports/read/?{query}&present=1").content.decode()
    assert reports.own_words(person, DECEMBER) == {"results": "Two hard cases are settled."}
    assert reports.own_words(person, MONTH.before) == {}
    assert reports.own_words(reports.company(SYSTEM), MONTH) == {}
    reports.keep_words(person, DECEMBER, {"results": ""}, month.leader)
    assert reports.own_words(person, DECEMBER) == {}
    assert reports.own_words(person, MONTH) != {}

    admin = month.staff.of(Role.ADMINISTRATOR)
    with pytest.raises(TemplateUnusable):
        reports.bring_template(b"no document", "x.docx", admin)
    own = Document(io.BytesIO(reports.shipped_template()))
    own.add_paragraph("House of {{ scope }}")
    made = io.BytesIO()
    own.save(made)
    with pytest.raises(PermissionError):
        reports.bring_template(made.getvalue(), "house.docx", month.leader)
    broken = Document(io.BytesIO(reports.shipped_template()))
    for bad in (
        "{{ scope ",
        "{{ scope.__class__.__mro__[1].__subclasses__() }}",
    ):  # the second reaches for the program
        broken.add_paragraph(bad)
        wrong = io.BytesIO()
        broken.save(wrong)
        with pytest.raises(TemplateUnusable):
            reports.bring_template(wrong.getvalue(), "house.docx", admin)
        broken = Document(io.BytesIO(reports.shipped_template()))
    reports.bring_template(made.getvalue(), "house.docx", admin)
    assert reports.template_facts() == ("house.docx", admin.name)
    client.force_login(User.objects.get(pk=admin.user_id or 0))
    assert client.get("/reports/schedules/").status_code == 200
    assert client.post("/reports/template/").status_code == 302
    assert reports.template_facts() is None
