"""The page of a concern: its owner, its day, its contact, its letter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from arrears.book.portfolio import api as portfolio
from arrears.desk.care import api as care
from arrears.desk.contact import api as contact
from arrears.foundation.api import SYSTEM, Role, keep_setting
from arrears.kernel.clock import at_local, standing_at
from tests.faces.workbench.compliance.seat import MONDAY, TUESDAY, Seat, log_in, sit

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat() -> Iterator[Seat]:
    made = sit()
    keep_setting(made.wang.creditor.id, "complaint_phone", "400-000-0001", actor=SYSTEM)
    with standing_at(at_local(TUESDAY, 10)):
        yield made


def put(seat: Seat, act: str, **said: object) -> tuple[int, str]:
    start = "" if act in ("close", "review", "write") else f"{act}-"
    answer = seat.client.post(
        f"/compliance/concerns/{seat.complaint.id}/",
        {"act": act, **{f"{start}{name}": value for name, value in said.items()}},
    )
    return answer.status_code, answer.content.decode()


def test_owner_day_and_contact_are_shown_and_set(seat: Seat) -> None:
    concern = seat.complaint
    talks = contact.attempts_of(SYSTEM, concern.debtor_id)
    assert put(seat, "owner", owner_id=seat.actor.user_id)[0] == 302
    assert put(seat, "rate", complexity="complex", why="two recordings")[0] == 302
    assert put(seat, "rate", complexity="complex", why="")[0] == 422
    assert put(seat, "due", due_on="2027-01-31", why="later")[0] == 422
    assert not talks
    page = seat.client.get(f"/compliance/concerns/{concern.id}/").content.decode()
    assert seat.actor.name in page
    assert "none is linked" in page
    found = care.concern(concern.id, SYSTEM)
    assert (found.owner_id, (found.due_on - found.opened_on).days) == (seat.actor.user_id, 30)  # type: ignore[operator]  # a complaint has a day


def test_the_answer_is_written_read_and_handed_out(seat: Seat) -> None:
    path = f"/compliance/concerns/{seat.complaint.id}/"
    assert seat.client.get(f"{path}letter.pdf").status_code == 404
    assert put(seat, "write", english="1")[0] == 422
    said = {"result": "upheld", "answer": "We rang too often and have stopped.", "root_cause": "two lists"}
    assert put(seat, "close", **said)[0] == 302
    assert put(seat, "write", english="1")[0] == 302
    for ending, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        assert seat.client.get(f"{path}letter.{ending}").content.startswith(start)
    collector, _actor = log_in(Role.COLLECTOR, [seat.wang.creditor.code])
    assert collector.get(f"{path}letter.pdf").status_code == 403
    stranger, _actor = log_in(Role.COMPLIANCE, [])
    assert stranger.get(f"{path}letter.pdf").status_code == 404
    point = next(
        one.contact_point_id
        for one in portfolio.contact_points(seat.wang.debtor_id)
        if one.kind.value in ("address", "email")
    )
    assert put(seat, "hand_out", point_id=point)[0] == 302
    assert care.concern(seat.complaint.id, SYSTEM).closed_on > MONDAY  # type: ignore[operator]  # it is closed
    assert [entry.purpose for entry in contact.attempts_of(SYSTEM, seat.wang.debtor_id)] == ["answer"]
