"""Recordings in the page, texts read again, outcomes put right: each with its permission and its trace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from arrears.book.portfolio import api as portfolio
from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import Outcome
from arrears.faces.workbench.ranges import ranged, stretch
from arrears.foundation.api import SYSTEM, Role, audit_lines
from arrears.kernel import clock
from tests.desk.desk_case import MONDAY, at, desk_case
from tests.faces.workbench.collector.seat import Sitting

WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(range(28))


@pytest.fixture
def seat(db: None) -> Sitting:
    return Sitting(desk_case())


def sound(content: bytes = WAV) -> SimpleUploadedFile:
    return SimpleUploadedFile("talk.exe", content, content_type="text/html")


# what is asked, size, first and last byte (None: all of it; "none": nothing of it)
RANGES = [
    ("", 10, None),
    ("bytes=0-", 10, (0, 9)),
    ("bytes=2-4", 10, (2, 4)),
    ("bytes=5-99", 10, (5, 9)),
    ("bytes=-3", 10, (7, 9)),
    ("bytes=-99", 10, (0, 9)),
    ("bytes=4-2", 10, None),
    ("bytes=0-1,4-5", 10, None),
    ("lines=1-2", 10, None),
    ("bytes=-", 10, None),
    ("bytes=10-", 10, "none"),
    ("bytes=-0", 10, "none"),
]


@pytest.mark.parametrize(("asked", "size", "found"), RANGES)
def test_stretches_of_a_content(asked: str, size: int, found: object) -> None:
    content = bytes(range(size))
    answer = ranged(content, asked, "audio/wav")
    if found == "none":
        assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{size}")
        return
    assert stretch(asked, size) == found
    first, last = found if isinstance(found, tuple) else (0, size - 1)
    assert answer.content == content[first : last + 1]
    assert answer.status_code == (206 if found else 200)


def test_a_recording_is_kept_sealed_played_in_stretches_and_audited(seat: Sitting) -> None:
    with clock.standing_at(at(10)):
        attempt = seat.call()
        assert "不是录音文件" in seat.post("case_recording", attempt, status=422, file=sound(b"<html>hello"))
        assert "请选择" in seat.post("case_recording", attempt, status=422)
        assert "录音已保存" in seat.post("case_recording", attempt, file=sound())
        assert "不可替换" in seat.post("case_recording", attempt, status=422, file=sound())
        whole = seat.client.get(seat.url("case_recording", attempt))
        part = seat.client.get(seat.url("case_recording", attempt), headers={"range": "bytes=8-11"})
        assert "<audio" in seat.get("case_timeline")
    assert (whole.status_code, whole.content, whole["Content-Type"]) == (200, WAV, "audio/wav")
    assert (part.status_code, part.content) == (206, b"WAVE")
    assert whole["Cache-Control"] == "private, no-store"
    reads = audit_lines(SYSTEM, since=at(9), until=at(11), action="file.read")
    assert len(reads) == 2


def test_nobody_else_hears_it(seat: Sitting) -> None:
    with clock.standing_at(at(10)):
        attempt = seat.call()
        seat.post("case_recording", attempt, file=sound())
        strategist = Sitting(seat.case, seat.case.staff.of(Role.STRATEGIST).user_id)
        assert strategist.client.get(strategist.url("case_recording", attempt)).status_code == 403
        compliance = Sitting(seat.case, seat.case.staff.of(Role.COMPLIANCE).user_id)
        assert compliance.client.get(compliance.url("case_recording", attempt)).status_code == 200
        compliance.post("case_recording", attempt, status=422, file=sound())
        other = Sitting(desk_case("C-2", 2), seat.user_id)
        assert other.client.get(other.url("case_recording", attempt)).status_code == 404


def test_a_text_message_has_no_recording(seat: Sitting) -> None:
    with clock.standing_at(at(10)):
        sent = seat.case.reach("sms")
        assert "只有通话" in seat.post("case_recording", sent.attempt_id, status=422, file=sound())
        assert "欠款" in seat.get("case_attempt", sent.attempt_id) or "还款" in seat.get(
            "case_attempt", sent.attempt_id
        )


def test_an_outcome_recorded_by_mistake_is_put_right(seat: Sitting) -> None:
    point = seat.case.of.point()
    with clock.standing_at(at(10)):
        attempt = seat.call()
        seat.post("case_outcome", attempt, code="wrong_number", note="陌生人")
        assert state_of(point, seat) == "wrong_number"
        assert "陌生人" in seat.get("case_correct", attempt), "what was written is there to be changed"
        assert "更正理由" in seat.post("case_correct", attempt, status=422, code="no_answer")
        assert "已更正" in seat.post("case_correct", attempt, code="no_answer", why="点错了", note="")
    assert contact.attempt(attempt, seat.case.actor).outcome is Outcome.NO_ANSWER
    assert state_of(point, seat) == "unverified", "whether the number is right is not known"
    kinds = [kind for _at, kind, _detail, _by in contact.events_of(attempt, seat.case.actor)]
    assert kinds[-2:] == ["outcome", "corrected"]


# who, days later, permitted
CORRECTORS = [
    ("own", 0, True),
    ("own", 1, False),
    ("other", 0, False),
    ("leader", 0, True),
    ("leader", 3, True),
]


@pytest.mark.parametrize(("who", "days", "permitted"), CORRECTORS)
def test_who_may_correct_an_outcome(seat: Sitting, who: str, days: int, permitted: bool) -> None:
    with clock.standing_at(at(10)):
        attempt = seat.call()
        seat.post("case_outcome", attempt, code="no_answer")
    people = {
        "own": seat.case.actor,
        "other": seat.case.staff.of(Role.COLLECTOR, "other"),
        "leader": seat.case.staff.leader,
    }
    with clock.standing_at(at(10, day=MONDAY + timedelta(days=days))):
        sitting = Sitting(seat.case, people[who].user_id)
        status = 200 if permitted else 422
        sitting.post("case_correct", attempt, status=status, code="busy", why="听错了")
    assert contact.attempt(attempt, seat.case.actor).outcome is (
        Outcome.BUSY if permitted else Outcome.NO_ANSWER
    )


def state_of(point_id: int, seat: Sitting) -> str:
    points = portfolio.contact_points(seat.case.of.debtor_id)
    return next(point.state.value for point in points if point.contact_point_id == point_id)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("您好，账户尾号0001有一笔款项到期，请致电400-000-0000。", ""),
        ("再不还钱就派人去你单位找你领导", "不还钱就派人去你单位找你领导"),
        ("", ""),
    ],
)
def test_what_may_not_be_said_is_told_while_it_is_written(seat: Sitting, text: str, found: str) -> None:
    said = seat.post("case_text_check", text=text)
    assert ("note-warn" in said, found in said) == (bool(found), True)
    assert ("未发现禁用词语" in said) is (bool(text) and not found)
