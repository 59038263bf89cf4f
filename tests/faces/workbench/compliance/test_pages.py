"""Every page of the compliance seat answers, in both languages, with what happened at the gate."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator

import pytest
from django.urls import reverse

from arrears.foundation.api import SYSTEM, Role, audit_lines
from arrears.gate import api as gate
from arrears.kernel.clock import at_local, day_bounds, standing_at
from tests.faces.workbench.compliance.seat import MONDAY, TUESDAY, Seat, log_in, sit

pytestmark = pytest.mark.django_db
RANGE = f"first={MONDAY}&last={TUESDAY}"


@pytest.fixture
def seat() -> Iterator[Seat]:
    made = sit()
    with standing_at(at_local(TUESDAY, 10)):
        yield made


def text_of(seat: Seat, path: str, status: int = 200) -> str:
    answer = seat.client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def paths(seat: Seat) -> list[str]:
    debtor = seat.wang.debtor_id
    return [
        "/compliance/", "/compliance/?kind=evidence", "/compliance/?kind=overdue", "/compliance/?kind=complaint",
        f"/compliance/concerns/{seat.complaint.id}/", f"/compliance/refusals/?{RANGE}",
        f"/compliance/asked/{seat.refused.id}/", f"/compliance/books/?{RANGE}", "/compliance/chain/",
        "/compliance/rules/", "/compliance/rules/?pack=all&text=night", "/compliance/rules/cn/CN-T1/",
        "/compliance/rules/uk/UK-10/", "/compliance/facts/", "/compliance/house/", "/compliance/what-if/",
        "/compliance/text/", "/compliance/scripts/", f"/cases/{debtor}/calendar/", f"/cases/{debtor}/stops/",
        f"/cases/{debtor}/", f"/cases/{debtor}/debts/",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_answers_in_both_languages(language: str) -> None:
    made = sit(language)
    with standing_at(at_local(TUESDAY, 10)):
        for path in paths(made):
            page = text_of(made, path)
            assert f'lang="{"zh-CN" if language == "zh-hans" else "en"}"' in page, path


def test_the_queue_shows_the_complaint_with_its_day_and_rule(seat: Seat) -> None:
    page = text_of(seat, "/compliance/?kind=complaint")
    assert reverse("rule_by_id", args=["CN-Q1"]) in page
    assert reverse("concern_page", args=[seat.complaint.id]) in page
    with standing_at(at_local(MONDAY.replace(month=12, day=20), 10)):
        assert "1 answer is overdue" in text_of(seat, "/compliance/")


def test_why_a_contact_was_refused(seat: Seat) -> None:
    page = text_of(seat, f"/compliance/asked/{seat.refused.id}/")
    for said in ("CN-T1", "GB/T 45251-2025", "Permitted again", "closed_from", "22:00", "conversation"):
        assert said in page
    assert reverse("rule_by_id", args=["CN-T1"]) in page
    assert "王一" not in page
    assert seat.client.get("/compliance/rule/CN-T1/").headers["Location"] == "/compliance/rules/cn/CN-T1/"
    assert seat.client.get("/compliance/rule/NO-SUCH/").status_code == 404


def test_what_lies_outside_the_scope_is_not_there(seat: Seat) -> None:
    for role in (Role.COMPLIANCE, Role.LEADER):
        client, _actor = log_in(role, [])
        for path in (
            f"/compliance/asked/{seat.refused.id}/", f"/cases/{seat.wang.debtor_id}/calendar/",
            f"/cases/{seat.wang.debtor_id}/stops/", f"/cases/{seat.wang.debtor_id}/debts/",
            f"/compliance/concerns/{seat.complaint.id}/",
        ):  # fmt: skip
            assert client.get(path).status_code == 404, path


def test_the_books_are_searched_and_handed_out_and_that_is_kept(seat: Seat) -> None:
    page = text_of(seat, f"/compliance/books/?{RANGE}&case=C-1&rule=CN-T1&kind=refusal")
    assert "1 line" in page
    assert "No line matches" in text_of(seat, f"/compliance/books/?{RANGE}&case=NOBODY")
    answer = seat.client.get(f"/compliance/books/?{RANGE}&as=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][0] == "When"
    assert {row[1] for row in rows[1:]} >= {"permit", "use", "refusal", "stop", "outcome"}
    found = json.loads(seat.client.get(f"/compliance/books/?{RANGE}&as=json").content)
    assert len(found) == len(rows) - 1
    sheet = seat.client.get(f"/compliance/books/?{RANGE}&as=xlsx").content
    assert "xl/worksheets/sheet1.xml" in zipfile.ZipFile(io.BytesIO(sheet)).namelist()
    since, until = day_bounds(TUESDAY)
    kept = audit_lines(SYSTEM, since=since, until=until, action="gate.lines_exported")
    assert [line.detail["form"] for line in kept] == ["xlsx", "json", "csv"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("path", ["/compliance/", "/compliance/rules/", f"/compliance/refusals/?{RANGE}"])
def test_lists_are_handed_out_as_files(seat: Seat, path: str, form: str) -> None:
    answer = seat.client.get(f"{path}{'&' if '?' in path else '?'}as={form}")
    assert answer.headers["Content-Disposition"].endswith(f'.{form}"')
    assert len(answer.content) > 100


def test_the_chain_is_verified_on_request_and_taken_along(seat: Seat) -> None:
    gate.seal_pending()
    assert "The chain is whole." in seat.client.post("/compliance/chain/verify/").content.decode()
    taken = b"".join(seat.client.get("/compliance/chain/export/").streaming_content)  # type: ignore[attr-defined]  # a stream
    assert b"gate_refusal" in taken


def test_the_rules_of_a_day_that_is_past(seat: Seat) -> None:
    assert "Not in force on" in text_of(seat, "/compliance/rules/cn/CN-I1/?on=2020-01-01")
    assert "from memory, to be checked" in text_of(seat, "/compliance/rules/cn/CN-T1/?on=2024-12-01")
    assert seat.client.get("/compliance/rules/?pack=moon").status_code == 404
    assert seat.client.get("/compliance/rules/cn/NO-RULE/").status_code == 404
    assert "No rule matches" in text_of(seat, "/compliance/rules/?text=nothingofthekind")


def test_the_calendar_says_hours_and_reasons_in_words(seat: Seat) -> None:
    with standing_at(at_local(TUESDAY, 10)):
        gate.lift_stop(seat.stop_id, why="settled", actor=SYSTEM)
        for stop in seat.complaint.stop_ids:
            gate.lift_stop(stop, why="settled", actor=SYSTEM)
    with standing_at(at_local(TUESDAY, 10, 1)):
        page = text_of(seat, f"/cases/{seat.wang.debtor_id}/calendar/")
    assert "permitted now" in page
    assert "08:00–22:00" in page
    assert 'aria-label="22:00–24:00' in page
    assert "CN-T1" in page
    assert "Asia/Shanghai" in page


def test_the_days_of_another_contact_come_when_they_are_asked_for(seat: Seat) -> None:
    with standing_at(at_local(TUESDAY, 10)):
        page = text_of(seat, f"/cases/{seat.wang.debtor_id}/calendar/")
        later = re.findall(r'hx-get="(/cases/\d+/calendar/(\w+)/\d+/)"', page)
        assert page.count('class="table hours"') == 1
        assert {channel for _path, channel in later} >= {"sms"}
        for path, _channel in later:
            assert text_of(seat, path).count('class="table hours"') == 1, path
        assert seat.client.get(later[0][0].replace("/sms/", "/telex/")).status_code == 404
        stranger, _actor = log_in(Role.COMPLIANCE, [])
        assert stranger.get(later[0][0]).status_code == 404
