"""Each outcome code and what follows from it: as a table, and in the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import ContactState, RoleOnAccount
from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import Effect, Outcome, OutcomeOrder, ReachError, ReachState
from arrears.desk.contact.rules.outcomes import follow_up_day, reached, role_of, what_follows
from arrears.gate import api as gate
from arrears.kernel import clock
from tests import cast
from tests.desk.desk_case import MONDAY, DeskCase, at, desk_case

O = Outcome  # noqa: E741 - the table reads better

# code, role → gate's result, needs, stop, state of the number, workdays to the follow-up, alone for good
TABLE = [
    (O.REACHED_DEBTOR, "debtor", "conversation", "reason", None, None, 3, False),
    (O.THIRD_PERSON, "emergency_contact", "answered", "", None, None, 1, False),
    (O.WRONG_NUMBER, "debtor", "answered", "contact", None, "wrong_number", 1, False),
    (O.NO_ANSWER, "debtor", "no_answer", "", None, None, 1, False),
    (O.BUSY, "debtor", "busy", "", None, None, 0, False),
    (O.OUT_OF_SERVICE, "debtor", "out_of_service", "contact", None, "out_of_service", 1, False),
    (O.REFUSED, "debtor", "conversation", "reason", None, None, 3, False),
    (O.REFUSED, "emergency_contact", "answered", "", None, None, None, True),
    (O.REFUSED, "guarantor", "conversation", "reason", None, None, 3, False),
    (O.PROMISED, "debtor", "conversation", "promise", None, None, 0, False),
    (O.DISPUTE, "debtor", "conversation", "dispute", "dispute_oral", None, 0, False),
    (O.HARDSHIP, "debtor", "conversation", "hardship", "hardship", None, 0, False),
    (O.COMPLAINT, "debtor", "conversation", "complaint", "complaint", None, 0, False),
    (O.COMPLAINT, "spouse", "conversation", "complaint", "complaint", None, 0, False),
    (O.LEFT_MESSAGE, "debtor", "voicemail", "", None, None, 2, False),
    (O.PAID_ALREADY, "debtor", "conversation", "ledger", None, None, 1, False),
    (O.CALL_BACK, "debtor", "conversation", "", None, None, 0, False),
]


@pytest.mark.parametrize(
    ("code", "role", "result", "needs", "stop", "point", "days", "alone"), TABLE,
    ids=[f"{row[0].value}-{row[1]}" for row in TABLE],
)  # fmt: skip
def test_what_follows(
    code: Outcome, role: str, result: str, needs: str, stop: str | None, point: str | None, days: int | None,
    alone: bool,
) -> None:  # fmt: skip
    found = what_follows(code, role=role)
    assert (found.result, found.needs, found.stop) == (result, needs, stop)
    assert (found.point_state, found.days, found.suppress_person) == (point, days, alone)


def test_every_code_stands_in_the_table() -> None:
    assert {row[0] for row in TABLE} == set(Outcome)


@pytest.mark.parametrize("code", list(Outcome))
def test_an_answered_message_was_delivered(code: Outcome) -> None:
    expected = "failed" if code is Outcome.OUT_OF_SERVICE else "delivered"
    assert what_follows(code, role="debtor", channel="sms").result == expected


def test_a_dispute_in_writing_is_the_written_kind() -> None:
    assert what_follows(O.DISPUTE, role="debtor", written=True).stop == "dispute_written"


@pytest.mark.parametrize(
    ("code", "role", "expected"),
    [
        (O.REACHED_DEBTOR, "debtor", True), (O.PROMISED, "guarantor", True), (O.CALL_BACK, "organ", True),
        (O.COMPLAINT, "spouse", False), (O.THIRD_PERSON, "emergency_contact", False), (O.NO_ANSWER, "debtor", False),
        (O.LEFT_MESSAGE, "debtor", False), (None, "debtor", False),
    ],
)  # fmt: skip
def test_who_was_reached(code: Outcome | None, role: str, expected: bool) -> None:
    assert reached(code, role) is expected


@pytest.mark.parametrize(
    ("is_debtor", "roles", "expected"),
    [
        (True, [], "debtor"), (False, ["guarantor"], "guarantor"), (False, ["spouse", "guarantor"], "guarantor"),
        (False, ["finance_contact"], "organ"), (False, ["front_desk"], "front_desk"), (False, [], "unknown"),
        (False, ["emergency_contact"], "emergency_contact"),
    ],
)  # fmt: skip
def test_how_a_person_stands_to_the_case(is_debtor: bool, roles: list[str], expected: str) -> None:
    assert role_of(is_debtor, roles) == expected


@pytest.mark.parametrize(
    ("today", "days", "expected"),
    [
        (date(2026, 11, 23), 0, date(2026, 11, 23)), (date(2026, 11, 23), 1, date(2026, 11, 24)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)), (date(2026, 11, 26), 3, date(2026, 12, 1)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
    ],
)  # fmt: skip
def test_follow_ups_fall_on_workdays(today: date, days: int, expected: date) -> None:
    assert follow_up_day(days, today) == expected


# --- in the database -------------------------------------------------------------------------------------


@pytest.fixture
def case(db: None) -> DeskCase:
    return desk_case()


def permit_result(attempt_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o.result FROM gate_permitoutcome o JOIN contact_attempt a ON a.permit_id = o.permit_id "
            "WHERE a.id = %s ORDER BY o.id DESC LIMIT 1",
            [attempt_id],
        )
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize("code", [code for code in Outcome if code is not Outcome.THIRD_PERSON])
def test_every_code_does_at_once_what_the_table_says(case: DeskCase, code: Outcome) -> None:
    wanted = what_follows(code, role="debtor")
    with clock.standing_at(at(10)):
        changes = {"call_back_at": at(15)} if code is Outcome.CALL_BACK else {}
        result = case.talk(code, **changes)
        stops = [stop for stop in gate.stops(case.actor, **case.ids) if stop.lifted_at is None]
        again = case.reach("sms")
    assert permit_result(result.attempt_id) == wanted.result
    assert [stop.kind for stop in stops] == ([wanted.stop] if wanted.stop else [])
    assert (result.stop_id is not None) == (wanted.stop is not None)
    assert (again.state is ReachState.REFUSED) == bool(wanted.stop), "a stop holds on the other channels too"
    points = {point.contact_point_id: point.state for point in portfolio.contact_points(case.of.debtor_id)}
    assert points[case.of.point()] == (wanted.point_state or ContactState.UNVERIFIED)
    done = {follow.effect for follow in result.follows if follow.done}
    assert Effect.REPORT_TO_GATE in done
    assert (Effect.STOP_AT_GATE in done) == bool(wanted.stop)
    assert (Effect.CLOSE_CONTACT_POINT in done) == bool(wanted.point_state)
    asked = {follow.detail.get("needs") for follow in result.follows if not follow.done} - {None}
    assert asked == ({wanted.needs} if wanted.needs else set())
    assert result.follow_up_on == (None if wanted.days is None else follow_up_day(wanted.days, MONDAY))


def test_a_third_person_who_refuses_is_never_contacted_again(db: None) -> None:
    of = desk_case(roles=(cast.emergency_contact("赵七", 7), cast.emergency_contact("钱八", 8)))
    person = of.of.person(RoleOnAccount.EMERGENCY_CONTACT)
    point = of.of.point(person_id=person)
    third = {
        "person_id": person, "contact_point_id": point, "script": "answer_third_person", "account_ids": (),
    }  # fmt: skip
    with clock.standing_at(at(9)):
        for _try in range(3):  # a contact may be asked only after three failed tries (CN-P2)
            of.talk(Outcome.NO_ANSWER)
        first = of.reach("call", **third)
        assert first.attempt_id, first
        result = contact.record_outcome(
            OutcomeOrder(attempt_id=first.attempt_id, code=Outcome.REFUSED), of.actor
        )
    assert {follow.effect for follow in result.follows} >= {Effect.SUPPRESS_PERSON, Effect.TELL_NOTHING}
    with clock.standing_at(at(9) + timedelta(days=30)):
        again = of.reach("call", **third)
    assert again.state is ReachState.REFUSED
    assert again.denial is not None
    assert "refus" in again.denial.rules[0].words.en.lower() or "CN-P3" in {r.id for r in again.denial.rules}


@pytest.mark.parametrize("code", [Outcome.REACHED_DEBTOR, Outcome.PROMISED])
def test_a_third_person_gives_no_promise(db: None, code: Outcome) -> None:
    of = desk_case(roles=(cast.emergency_contact("赵七", 7),))
    person = of.of.person(RoleOnAccount.EMERGENCY_CONTACT)
    with clock.standing_at(at(9)):
        for _try in range(3):
            of.talk(Outcome.NO_ANSWER)
        reached_ = of.reach(
            "call", person_id=person, contact_point_id=of.of.point(person_id=person),
            script="answer_third_person", account_ids=(),
        )  # fmt: skip
        assert reached_.attempt_id
        with pytest.raises(ReachError):
            contact.record_outcome(OutcomeOrder(attempt_id=reached_.attempt_id, code=code), of.actor)
        result = contact.record_outcome(
            OutcomeOrder(attempt_id=reached_.attempt_id, code=Outcome.THIRD_PERSON), of.actor
        )
    assert Effect.TELL_NOTHING in {follow.effect for follow in result.follows}


def test_busy_is_tried_again_the_same_day(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        result = case.talk(Outcome.BUSY)
        rows = contact_followups(MONDAY)
    assert result.follow_up_on == MONDAY
    assert rows[0][5] == at(12)


def contact_followups(day: date) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM contact_followups(%s)", [day])
        return list(cursor.fetchall())


def test_call_back_needs_an_hour_ahead(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        with pytest.raises(ReachError):
            case.talk(Outcome.CALL_BACK)
        with pytest.raises(ReachError):
            case.talk(Outcome.CALL_BACK, call_back_at=at(9))
        result = case.talk(Outcome.CALL_BACK, call_back_at=at(9, day=MONDAY + timedelta(days=2)))
    assert result.follow_up_on == MONDAY + timedelta(days=2)


def test_an_outcome_is_corrected_only_with_a_reason_and_its_stop_stays(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        result = case.talk(Outcome.HARDSHIP)
        order = OutcomeOrder(attempt_id=result.attempt_id, code=Outcome.REACHED_DEBTOR)
        with pytest.raises(ReachError):
            contact.record_outcome(order, case.actor)
        corrected = contact.record_outcome(
            OutcomeOrder(attempt_id=result.attempt_id, code=Outcome.REACHED_DEBTOR, why="misheard"),
            case.actor,
        )
    assert corrected.corrected
    assert corrected.stop_id == result.stop_id
    assert [event[1] for event in contact.events_of(result.attempt_id, case.actor)] == [
        "permitted", "simulated", "outcome", "corrected",
    ]  # fmt: skip
    assert [stop.lifted_at for stop in gate.stops(case.actor, **case.ids)] == [None]


def test_a_note_is_kept_while_the_talk_goes_on_and_sealed(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        reached_ = case.reach()
        assert reached_.attempt_id
        contact.save_note(reached_.attempt_id, "说下周发工资", case.actor)
        assert contact.attempt(reached_.attempt_id, case.actor, reveal=True).note == "说下周发工资"
        contact.record_outcome(
            OutcomeOrder(attempt_id=reached_.attempt_id, code=Outcome.REACHED_DEBTOR, note="最终"), case.actor
        )
        with pytest.raises(ReachError):
            contact.save_note(reached_.attempt_id, "再改", case.actor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT note_sealed FROM contact_attempt WHERE id = %s", [reached_.attempt_id])
        assert "最终".encode() not in bytes(cursor.fetchone()[0])


@pytest.mark.parametrize(
    "change",
    [{"note": "好" * 4_001}, {"duration_s": -1}, {"duration_s": 9 * 3600}],
    ids=["note", "negative", "long"],
)
def test_what_cannot_be_right_is_not_kept(case: DeskCase, change: dict[str, object]) -> None:
    with clock.standing_at(at(10)), pytest.raises(ReachError):
        case.talk(Outcome.REACHED_DEBTOR, **change)


def test_the_published_columns_of_contact_are_exactly_these(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM contact_debtors(%s)", [MONDAY])
        assert tuple(column.name for column in cursor.description) == contact_columns()
        cursor.execute("SELECT * FROM contact_followups(%s)", [MONDAY])
        assert tuple(column.name for column in cursor.description) == followup_columns()


def contact_columns() -> tuple[str, ...]:
    return (
        "creditor_id", "debtor_id", "attempts_7", "attempts_30", "reached_30", "last_attempt_on",
        "last_reached_on", "last_outcome",
    )  # fmt: skip


def followup_columns() -> tuple[str, ...]:
    return ("creditor_id", "debtor_id", "attempt_id", "outcome", "due_on", "due_at", "needs", "by_user_id")


def test_simulated_talks_count_as_attempts_and_never_as_reached(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        case.talk(Outcome.REACHED_DEBTOR)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attempts_7, reached_30, last_reached_on, last_outcome FROM contact_debtors(%s)", [MONDAY]
        )
        assert cursor.fetchone() == (1, None, None, "reached_debtor")


def test_talks_by_hand_are_real(case: DeskCase, settings: object) -> None:
    settings.ARREARS_PROVIDERS = {"call": "arrears.desk.contact.channels.providers.ByHand"}  # type: ignore[attr-defined]
    with clock.standing_at(at(10)):
        case.talk(Outcome.REACHED_DEBTOR)
    with clock.standing_at(at(10, day=MONDAY + timedelta(days=8))):
        case.talk(Outcome.NO_ANSWER)
    later = MONDAY + timedelta(days=8)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attempts_7, attempts_30, reached_30, last_attempt_on, last_reached_on, last_outcome "
            "FROM contact_debtors(%s)",
            [later],
        )
        assert cursor.fetchone() == (1, 2, 1, later, MONDAY, "no_answer")
        cursor.execute("SELECT attempts_30, reached_30 FROM contact_debtors(%s)", [MONDAY])
        assert cursor.fetchone() == (1, 1), "as of an earlier date"
