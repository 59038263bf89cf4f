"""The gate's door over its books: permits, their use, stops in between, counters, third persons."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from arrears.book.portfolio.contracts import ContactKind, RoleOnAccount
from arrears.foundation.api import SYSTEM
from arrears.gate import api as gate
from arrears.gate import asking
from arrears.gate.api import Intent, Permit, PermitRefused, Refusal
from arrears.gate.contracts import Act
from arrears.gate.entries import AS_WE_SPEAK
from arrears.kernel import clock
from tests import cast

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return clock.at_local(day, hour, minute)


@pytest.fixture
def wang() -> cast.Placed:
    return cast.place(
        cast.creditor(), "C-1", cast.person("王一", 1), first_due=date(2026, 9, 1),
        roles=(cast.emergency_contact("赵七", 7),),
    )  # fmt: skip


def call(case: cast.Placed, **changes: object) -> Intent:
    intent = Intent(
        creditor_id=case.creditor.id,
        debtor_id=case.debtor_id,
        channel="call",
        purpose="collect",
        call_kind="interactive",
        contact_point_id=case.point(),
        account_ids=(case.account_id,),
        act=AS_WE_SPEAK,
        actor=SYSTEM,
    )
    return replace(intent, **changes)  # type: ignore[arg-type]


def use(permit: Permit, **changes: object) -> None:
    given = {
        "channel": permit.channel,
        "contact_point_id": permit.contact_point_id,
        "content_hash": permit.content_hash,
        "actor": SYSTEM,
    }
    gate.use(permit.id, **(given | changes))  # type: ignore[arg-type]


def talk(case: cast.Placed, moment: datetime, result: str = "conversation") -> None:
    """One permitted call that came to a talk."""
    with clock.standing_at(moment):
        permit = gate.request(call(case))
        assert isinstance(permit, Permit)
        use(permit)
        gate.report_outcome(permit.id, result, actor=SYSTEM)


@pytest.mark.parametrize(
    ("hour", "minute", "verdict"),
    [(7, 59, "refuse"), (8, 0, "permit"), (21, 59, "permit"), (22, 0, "refuse")],
)
def test_the_hours_of_china_hold_at_the_door(wang: cast.Placed, hour: int, minute: int, verdict: str) -> None:
    with clock.standing_at(at(hour, minute)):
        answer = gate.request(call(wang))
    assert answer.answer.verdict == verdict
    if verdict == "refuse":
        assert isinstance(answer, Refusal)
        assert "CN-T1" in [rule.id for rule in answer.answer.failing()]
        opens = at(8) if hour < 8 else at(8, day=MONDAY + timedelta(days=1))
        assert answer.answer.next_permitted_at == opens


def test_a_permit_is_used_once(wang: cast.Placed) -> None:
    with clock.standing_at(at(10)):
        permit = gate.request(call(wang))
        assert isinstance(permit, Permit)
        use(permit)
        with pytest.raises(PermitRefused, match="used or given back"):
            use(permit)


@pytest.mark.parametrize(
    "change", [{"channel": "sms"}, {"contact_point_id": None}, {"content_hash": "0" * 64}]
)
def test_a_permit_is_for_one_channel_address_and_content(
    wang: cast.Placed, change: dict[str, object]
) -> None:
    with clock.standing_at(at(10)):
        permit = gate.request(call(wang))
        assert isinstance(permit, Permit)
        with pytest.raises(PermitRefused):
            use(permit, **change)
        use(permit)


def test_an_expired_permit_cannot_be_used(wang: cast.Placed) -> None:
    with clock.standing_at(at(10)):
        permit = gate.request(call(wang))
    assert isinstance(permit, Permit)
    with clock.standing_at(permit.expires_at + timedelta(seconds=1)), pytest.raises(PermitRefused):
        use(permit)


def test_a_permit_that_reaches_into_the_night_cannot_be_used_there(wang: cast.Placed) -> None:
    with clock.standing_at(at(21, 55)):
        permit = gate.request(call(wang))
    assert isinstance(permit, Permit)
    with clock.standing_at(at(22, 0)), pytest.raises(PermitRefused, match="Things have changed"):
        use(permit)


def test_a_stop_between_permit_and_use_refuses_the_use(wang: cast.Placed) -> None:
    with clock.standing_at(at(10)):
        permit = gate.request(call(wang))
        assert isinstance(permit, Permit)
        gate.place_stop(
            wang.creditor.id, wang.debtor_id, "dispute_written", reference="letter 1", actor=SYSTEM
        )
        with pytest.raises(PermitRefused, match="Things have changed"):
            use(permit)


def test_the_fourth_talk_of_a_day_is_refused_until_the_next_day(wang: cast.Placed) -> None:
    for hour in (9, 11, 14):
        talk(wang, at(hour))
    with clock.standing_at(at(15)):
        answer = gate.request(call(wang))
    assert isinstance(answer, Refusal)
    assert "CN-F2" in [rule.id for rule in answer.answer.failing()]
    assert answer.answer.next_permitted_at == at(8, day=MONDAY + timedelta(days=1))


def test_a_permit_given_back_frees_its_place(wang: cast.Placed) -> None:
    for hour in (9, 11):
        talk(wang, at(hour))
    with clock.standing_at(at(14)):
        third = gate.request(call(wang))
        assert isinstance(third, Permit)
        assert isinstance(gate.request(call(wang)), Refusal), "an open permit holds its place"
        gate.release(third.id)
        assert isinstance(gate.request(call(wang)), Permit)


def test_an_emergency_contact_is_never_asked_for_money(wang: cast.Placed) -> None:
    contact = wang.person(RoleOnAccount.EMERGENCY_CONTACT)
    with clock.standing_at(at(10)):
        answer = gate.request(call(wang, person_id=contact, contact_point_id=wang.point(person_id=contact)))
    assert isinstance(answer, Refusal)
    assert "CN-P1" in [rule.id for rule in answer.answer.failing()]


def test_a_lifted_stop_opens_again_and_needs_a_reason(wang: cast.Placed) -> None:
    with clock.standing_at(at(9)):
        stop = gate.place_stop(wang.creditor.id, wang.debtor_id, "hardship", reference="talk", actor=SYSTEM)
    with clock.standing_at(at(10)):
        assert isinstance(gate.request(call(wang)), Refusal)
        with pytest.raises(gate.GateError, match="reason"):
            gate.lift_stop(stop, why=" ", actor=SYSTEM)
        gate.lift_stop(stop, why="back in work", actor=SYSTEM)
    with clock.standing_at(at(11)):
        assert isinstance(gate.request(call(wang)), Permit)


def test_a_preview_writes_nothing(wang: cast.Placed) -> None:
    with clock.standing_at(at(10)):
        shown = gate.preview(
            wang.creditor.id, wang.debtor_id,
            [("call", wang.point()), ("email", wang.point(ContactKind.EMAIL))], actor=SYSTEM,
        )  # fmt: skip
    assert [one.answer.verdict for one in shown] == ["permit", "permit"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM gate_permit) + (SELECT count(*) FROM gate_refusal)")
        assert cursor.fetchone() == (0,)


def test_the_clock_cannot_be_moved_back(wang: cast.Placed) -> None:
    with clock.standing_at(at(10)):
        assert isinstance(gate.request(call(wang)), Permit)
    with clock.standing_at(at(9)), pytest.raises(gate.ClockWentBack):
        gate.request(call(wang))


BYPASSES = [
    "UPDATE gate_permit SET expires_at = expires_at + interval '1 day'",
    "DELETE FROM gate_permit",
    "DELETE FROM gate_permitend",
    "UPDATE gate_refusal SET verdict = 'permit'",
    "DELETE FROM gate_stop",
    "UPDATE gate_stop SET until = now()",
    "DELETE FROM gate_journal",
]


@pytest.mark.parametrize("sql", BYPASSES)
def test_the_books_cannot_be_changed_by_raw_sql(wang: cast.Placed, sql: str) -> None:
    with clock.standing_at(at(10)):
        permit = gate.request(call(wang))
        assert isinstance(permit, Permit)
        use(permit)
        gate.place_stop(wang.creditor.id, wang.debtor_id, "hardship", reference="x", actor=SYSTEM)
        assert isinstance(gate.request(call(wang)), Refusal)
    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_forged_use_is_refused_by_the_database(wang: cast.Placed) -> None:
    with clock.standing_at(at(10)):
        permit = gate.request(call(wang))
    assert isinstance(permit, Permit)
    forged = (
        "INSERT INTO gate_permitend (permit_id, kind, channel, contact_point_id, content_hash, at) "
        "VALUES (%s, 'used', 'sms', %s, %s, %s)"
    )
    values = [permit.id, permit.contact_point_id, permit.content_hash, at(10)]
    with (
        pytest.raises(DatabaseError, match="another channel"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(forged, values)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(forged.replace("'sms'", "'call'"), [uuid.uuid4(), *values[1:]])


def test_a_message_with_a_threat_is_refused_when_it_is_asked_for(wang: cast.Placed) -> None:
    text = "再不还钱，我们就把你欠钱的事告诉你单位同事，让你身败名裂。"
    with clock.standing_at(at(10)):
        answer = gate.request(
            call(wang, channel="sms", call_kind=None, text=text, act=Act(disclosures=("identity", "opt_out")))
        )
    assert isinstance(answer, Refusal)


def test_a_request_holds_what_everybody_else_would_hold() -> None:
    """The database takes the locks of a request itself; stops take theirs by `Keys.locks`: both must be the same."""
    for place, number in (
        (1, ""),
        (2, "110101199003071234"),
    ):  # without an id number a party is its own subject
        case = cast.place(
            cast.creditor(), f"C-{place}", replace(cast.person("王一", place), id_number=number),
            first_due=date(2026, 9, 1), roles=(cast.emergency_contact("赵七", 7 + place),),
        )  # fmt: skip
        other = case.person(RoleOnAccount.EMERGENCY_CONTACT)
        for intent in (
            call(case),
            call(case, person_id=other, contact_point_id=case.point(person_id=other)),
        ):
            wanted = asking.ask(intent).keys.locks()
            before = _held()
            with clock.standing_at(at(10)):
                gate.request(intent)
            assert set(wanted) <= _held()
            assert _held() - before <= set(wanted)
            assert len(wanted) == (2 if intent.person_id is None else 3)


def _held() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks "
            "WHERE locktype = 'advisory' AND objsubid = 1 AND pid = pg_backend_pid()"
        )
        return {row[0] for row in cursor.fetchall()}
