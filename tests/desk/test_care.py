"""Care: one action stops or changes every channel at once; who may end it; what is recorded and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from arrears.book.intake.contracts import Notice, NoticeKind
from arrears.book.portfolio import api as portfolio
from arrears.desk.care import api as care
from arrears.desk.care.contracts import (
    CARE_COLUMNS,
    CareRefused,
    ConcernFacts,
    ConcernKind,
    ConcernOrder,
    ConcernState,
    DataRequest,
    ReasonOrder,
    Result,
    Slot,
    Wish,
    WishKind,
)
from arrears.desk.care.rules.effects import ALL_CHANNELS, check_close, check_reason, effects_of
from arrears.desk.contact.channels import CHANNELS
from arrears.desk.contact.contracts import Outcome, ReachState
from arrears.foundation.api import Role
from arrears.gate import api as gate
from arrears.kernel import clock
from arrears.kernel.reasons import Reason
from tests.desk.desk_case import MONDAY, DeskCase, at, desk_case

K = ConcernKind
ORDER = ConcernOrder(creditor_id=1, debtor_id=1, kind=K.DISPUTE, text="x")
NO_SMS = Wish(kind=WishKind.NO_CHANNEL, channel="sms")
MORNINGS = Wish(kind=WishKind.NOT_THEN, slots=(Slot(days=(1, 2), start=time(9), end=time(12)),))

# what is raised → the stops it places (kind, channel), what the gate notes of the person
EFFECTS = [
    ("dispute", {}, [("dispute_oral", None)], []),
    ("written dispute", {"written": True}, [("dispute_written", None)], []),
    ("hardship", {"kind": K.HARDSHIP}, [("hardship", None)], []),
    ("illness", {"kind": K.ILLNESS}, [("illness", None)], []),
    ("vulnerability", {"kind": K.VULNERABILITY}, [("hardship", None)], ["vulnerable"]),
    ("bereavement", {"kind": K.BEREAVEMENT}, [("hardship", None)], []),
    ("death", {"kind": K.BEREAVEMENT, "deceased": True}, [("hardship", None)], ["deceased"]),
    ("complaint", {"kind": K.COMPLAINT}, [("complaint", None)], []),
    ("lawyer", {"kind": K.REPRESENTED}, [("attorney", None)], []),
    ("no texts", {"kind": K.WISH, "wish": NO_SMS}, [("stop_channel", "sms")], []),
    ("not in the morning", {"kind": K.WISH, "wish": MORNINGS}, [], ["barred_slots"]),
    ("no contact at all", {"kind": K.WISH, "wish": Wish(kind=WishKind.NO_CONTACT)},
     [("cease_oral", None), *(("stop_channel", channel) for channel in ALL_CHANNELS)], []),
    ("wrong person", {"kind": K.WRONG_PERSON}, [("dispute_oral", None)], []),
    ("somebody else's number", {"kind": K.WRONG_PERSON, "contact_point_id": 5}, [("opt_out", None)], []),
    ("data request", {"kind": K.DATA_REQUEST}, [], []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "stops", "facts"), [row[1:] for row in EFFECTS], ids=[row[0] for row in EFFECTS]
)
def test_effects(change: dict[str, object], stops: list[tuple[str, str | None]], facts: list[str]) -> None:
    found = effects_of(replace(ORDER, **change))  # type: ignore[arg-type]
    assert [(stop.kind, stop.channel) for stop in found.stops] == stops
    assert [name for name, _value in found.facts] == facts


def test_every_kind_of_concern_is_in_the_table() -> None:
    assert {row[1].get("kind", K.DISPUTE) for row in EFFECTS} == set(ConcernKind)


def test_every_channel_of_ours_can_be_stopped() -> None:
    assert set(CHANNELS) <= set(ALL_CHANNELS)


@pytest.mark.parametrize(
    "wish",
    [None, Wish(kind=WishKind.NO_CHANNEL), Wish(kind=WishKind.NO_ADDRESS), Wish(kind=WishKind.NOT_THEN)],
)
def test_half_a_wish_is_asked_about(wish: Wish | None) -> None:
    with pytest.raises(CareRefused):
        effects_of(replace(ORDER, kind=K.WISH, wish=wish))


# --- the registry of channels, walked --------------------------------------------------------------------


@pytest.fixture
def case(db: None) -> DeskCase:
    return desk_case()


def concern(case: DeskCase, kind: ConcernKind = K.DISPUTE, **changes: object) -> ConcernOrder:
    return replace(ORDER, **{**case.ids, "kind": kind, "text": "客户来电说明情况", **changes})  # type: ignore[arg-type]


STOPPING = [
    {"kind": K.DISPUTE}, {"kind": K.HARDSHIP}, {"kind": K.ILLNESS}, {"kind": K.VULNERABILITY},
    {"kind": K.BEREAVEMENT}, {"kind": K.COMPLAINT}, {"kind": K.WISH, "wish": Wish(kind=WishKind.NO_CONTACT)},
    {"kind": K.WRONG_PERSON}, {"kind": K.BEREAVEMENT, "deceased": True},
]  # fmt: skip


@pytest.mark.parametrize("change", STOPPING, ids=lambda change: str(change["kind"]))
def test_one_action_stops_every_channel_there_is(case: DeskCase, change: dict[str, object]) -> None:
    with clock.standing_at(at(9)):
        before = {channel: case.reach(channel).state for channel in CHANNELS}
        care.open_concern(concern(case, **change), case.actor)  # type: ignore[arg-type]
        after = {channel: case.reach(channel).state for channel in CHANNELS}
        night = published("gate_debtors", ("stopped",))
    assert ReachState.REFUSED not in before.values()
    assert after == dict.fromkeys(CHANNELS, ReachState.REFUSED)
    if change["kind"] is not K.WISH:
        assert night == [(True,)], "the night sees it too"


@pytest.mark.parametrize("change", STOPPING[:6], ids=lambda change: str(change["kind"]))
def test_ending_it_opens_the_channels_again(case: DeskCase, change: dict[str, object]) -> None:
    leader = case.staff.of(Role.LEADER, "another_leader")
    with clock.standing_at(at(9)):
        opened = care.open_concern(concern(case, **change), case.actor)  # type: ignore[arg-type]
        care.close_concern(opened.id, Result.SETTLED, leader, answer="已核对", root_cause="入账延迟")
        assert case.reach("sms").state is ReachState.SIMULATED


def test_a_wish_about_one_channel_leaves_the_others(case: DeskCase) -> None:
    with clock.standing_at(at(9)):
        care.open_concern(concern(case, K.WISH, wish=NO_SMS), case.actor)
        assert case.reach("sms").state is ReachState.REFUSED
        assert case.reach("email").state is not ReachState.REFUSED


def test_a_wish_about_hours_holds_on_those_hours(case: DeskCase) -> None:
    with clock.standing_at(at(8)):
        first = care.open_concern(concern(case, K.WISH, wish=MORNINGS), case.actor)
        evening = Wish(kind=WishKind.NOT_THEN, slots=(Slot(days=(1,), start=time(19), end=time(21)),))
        care.open_concern(concern(case, K.WISH, wish=evening), case.actor)
    for hour, open_ in ((10, False), (13, True), (20, False)):
        with clock.standing_at(at(hour)):
            assert (case.reach("sms").state is not ReachState.REFUSED) is open_, hour
    with clock.standing_at(at(21, 30)):
        care.close_concern(first.id, Result.WITHDRAWN, case.actor)
    with clock.standing_at(at(10, day=MONDAY + timedelta(days=7))):
        assert case.reach("sms").state is not ReachState.REFUSED


def test_a_number_that_is_somebody_elses_is_closed(case: DeskCase) -> None:
    point = case.of.point()
    with clock.standing_at(at(9)):
        care.open_concern(concern(case, K.WRONG_PERSON, contact_point_id=point), case.actor)
        assert case.reach("call").state is ReachState.REFUSED
        assert case.reach("email").state is not ReachState.REFUSED
    state = {one.contact_point_id: one.state for one in portfolio.contact_points(case.of.debtor_id)}[point]
    assert state == "wrong_number"


def test_a_dispute_of_one_account_names_it_at_the_gate(case: DeskCase) -> None:
    with clock.standing_at(at(9)):
        opened = care.open_concern(
            concern(case, account_id=case.of.account_id, amount_minor=5_000), case.actor
        )
        stops = gate.stops(case.actor, **case.ids)
    assert opened.stop_ids == (stops[0].id,)
    assert stops[0].account_ids == (case.of.account_id,)


# --- from the talk to the concern -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "kind"),
    [(Outcome.DISPUTE, K.DISPUTE), (Outcome.HARDSHIP, K.HARDSHIP), (Outcome.COMPLAINT, K.COMPLAINT)],
)
def test_the_stop_of_the_talk_is_taken_over_not_doubled(
    case: DeskCase, code: Outcome, kind: ConcernKind
) -> None:
    with clock.standing_at(at(9)):
        talk = case.talk(code)
        opened = care.open_concern(concern(case, kind, attempt_id=talk.attempt_id), case.actor)
        assert opened.stop_ids == (talk.stop_id,)
        assert len(gate.stops(case.actor, **case.ids)) == 1
    assert published("contact_followups", ("needs",)) == [("",)]


def test_another_matter_of_the_same_talk_places_its_own_stop(case: DeskCase) -> None:
    with clock.standing_at(at(9)):
        talk = case.talk(Outcome.HARDSHIP)
        opened = care.open_concern(concern(case, K.ILLNESS, attempt_id=talk.attempt_id), case.actor)
    assert len(opened.stop_ids) == 2
    assert opened.stop_ids[0] == talk.stop_id


# --- ending ----------------------------------------------------------------------------------------------

ENDS = [
    (K.COMPLAINT, "collector", "ok", "cause", False, "role"),
    (K.COMPLAINT, "leader", "", "cause", False, "answer"),
    (K.COMPLAINT, "leader", "ok", "", False, "root_cause"),
    (K.COMPLAINT, "leader", "ok", "cause", True, "second_person"),
    (K.COMPLAINT, "leader", "ok", "cause", False, None),
    (K.DISPUTE, "compliance", "", "", False, "answer"),
    (K.DISPUTE, "compliance", "ok", "", False, None),
    (K.HARDSHIP, "collector", "", "", False, "role"),
    (K.HARDSHIP, "leader", "", "", False, None),
    (K.WISH, "collector", "", "", False, None),
    (K.WRONG_PERSON, "collector", "", "", False, None),
    (K.DATA_REQUEST, "compliance", "", "", False, "answer"),
]


@pytest.mark.parametrize(("kind", "role", "answer", "cause", "involved", "rule"), ENDS)
def test_who_may_end_what_and_how(
    kind: ConcernKind, role: str, answer: str, cause: str, involved: bool, rule: str | None
) -> None:
    if rule is None:
        check_close(kind, role=role, answer=answer, root_cause=cause, involved=involved)
        return
    with pytest.raises(CareRefused) as refused:
        check_close(kind, role=role, answer=answer, root_cause=cause, involved=involved)
    assert refused.value.rule == rule


def test_whoever_is_complained_of_does_not_decide(db: None) -> None:
    case = desk_case()
    leader = case.staff.of(Role.LEADER, "talker")
    talker = DeskCase(case.of)
    talker.staff.__dict__["collector"] = leader
    with clock.standing_at(at(9)):
        talk = talker.talk(Outcome.COMPLAINT)
        opened = care.open_concern(concern(case, K.COMPLAINT, attempt_id=talk.attempt_id), case.actor)
        with pytest.raises(CareRefused) as refused:
            care.close_concern(opened.id, Result.UPHELD, leader, answer="a", root_cause="b")
        assert refused.value.rule == "second_person"
        other = case.staff.of(Role.LEADER, "somebody_else")
        assert (
            care.close_concern(opened.id, Result.UPHELD, other, answer="a", root_cause="b").state == "closed"
        )


@pytest.mark.parametrize(
    ("change", "days", "rule"),
    [
        ({"kind": K.COMPLAINT}, 15, "CN-Q1"), ({"kind": K.COMPLAINT, "complex": True}, 30, "CN-Q1"),
        ({"kind": K.DISPUTE}, 15, "CN-Q1"), ({"kind": K.HARDSHIP}, None, ""),
        ({"kind": K.DATA_REQUEST, "data_request": DataRequest.ACCESS}, 15, "house"),
    ],
)  # fmt: skip
def test_the_answer_falls_due_by_the_regime(
    case: DeskCase, change: dict[str, object], days: int | None, rule: str
) -> None:
    with clock.standing_at(at(9)):
        opened = care.open_concern(concern(case, **change), case.actor)  # type: ignore[arg-type]
    assert opened.due_on == (None if days is None else MONDAY + timedelta(days=days))
    assert opened.due_rule == rule


def test_a_review_lets_soft_contact_through_and_keeps_the_note(case: DeskCase) -> None:
    compliance = case.staff.of(Role.COMPLIANCE)
    with clock.standing_at(at(9)):
        opened = care.open_concern(concern(case, K.VULNERABILITY), case.actor)
        with pytest.raises(CareRefused):
            care.release_after_review(opened.id, "looked", case.actor)
        care.release_after_review(opened.id, "可以温和提醒", compliance)
        assert case.reach("sms").state is ReachState.SIMULATED
        assert [one.state for one in care.concerns_of(case.actor, case.of.debtor_id)] == [ConcernState.OPEN]


def test_a_closed_concern_is_closed(case: DeskCase) -> None:
    leader = case.staff.of(Role.LEADER)
    with clock.standing_at(at(9)):
        opened = care.open_concern(concern(case, K.HARDSHIP), case.actor)
        care.close_concern(opened.id, Result.OVER, leader)
        with pytest.raises(CareRefused):
            care.close_concern(opened.id, Result.OVER, leader)
    assert [event[1] for event in care.events_of(opened.id, leader)] == ["opened", "closed"]
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM care_concernevent")


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"text": " "}, "text"), ({"kind": K.HARDSHIP, "amount_minor": 5}, "amount"),
        ({"amount_minor": 5}, "amount"), ({"kind": K.DATA_REQUEST}, "data_request"),
    ],
)  # fmt: skip
def test_what_is_missing_is_asked_for(case: DeskCase, change: dict[str, object], rule: str) -> None:
    with pytest.raises(CareRefused) as refused:
        care.open_concern(concern(case, **change), case.actor)  # type: ignore[arg-type]
    assert refused.value.rule == rule


def test_what_was_said_is_sealed(case: DeskCase) -> None:
    with clock.standing_at(at(9)):
        opened = care.open_concern(concern(case, K.ILLNESS, text="住院手术"), case.actor)
    assert care.concern(opened.id, case.actor).text == ""
    assert care.concern(opened.id, case.actor, reveal=True).text == "住院手术"
    with connection.cursor() as cursor:
        cursor.execute("SELECT text_sealed FROM care_concern")
        assert "住院".encode() not in bytes(cursor.fetchone()[0])


# --- what a creditor's file says --------------------------------------------------------------------------

NOTICES = [
    (NoticeKind.DISPUTE, "amount", K.DISPUTE, 1), (NoticeKind.DEATH, "", K.BEREAVEMENT, 1),
    (NoticeKind.OPT_OUT, "sms", K.WISH, 1), (NoticeKind.OPT_OUT, "", K.WISH, 1 + len(ALL_CHANNELS)),
    (NoticeKind.REPRESENTED, "law firm", K.REPRESENTED, 1),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "detail", "expected", "stops"), NOTICES)
def test_a_notice_becomes_a_concern_once(
    case: DeskCase, kind: NoticeKind, detail: str, expected: ConcernKind, stops: int
) -> None:
    notice = Notice(
        kind=kind, creditor_id=case.of.creditor.id, account_number="C-1", business_date=MONDAY, detail=detail,
        id=7, account_id=case.of.account_id, debtor_id=case.of.debtor_id,
    )  # fmt: skip
    with clock.standing_at(at(7)):
        first = care.from_notice(notice, case.actor)
        second = care.from_notice(notice, case.actor)
    assert first is not None
    assert second is not None
    assert (first.id, first.kind) == (second.id, expected)
    assert len(gate.stops(case.actor, **case.ids)) == stops


def test_a_notice_about_nobody_we_know_does_nothing(case: DeskCase) -> None:
    notice = Notice(
        kind=NoticeKind.DEATH, creditor_id=case.of.creditor.id, account_number="?", business_date=MONDAY
    )
    assert care.from_notice(notice, case.actor) is None


# --- reasons ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "talks", "role", "allowed"),
    [
        (Reason.MALICE, (), "collector", False), (Reason.MALICE, (1,), "collector", False),
        (Reason.MALICE, (1, 1), "collector", False), (Reason.MALICE, (1, 2), "collector", True),
        (Reason.MALICE, (), "leader", True), (Reason.FORGOT, (), "collector", True),
        (Reason.HARDSHIP, (), "collector", True), (Reason.MALICE, (), None, False),
    ],
)  # fmt: skip
def test_nobody_is_called_malicious_after_one_talk(
    reason: Reason, talks: tuple[int, ...], role: str | None, allowed: bool
) -> None:
    if allowed:
        check_reason(reason, talks, role)
        return
    with pytest.raises(CareRefused):
        check_reason(reason, talks, role)


def test_the_newest_reason_counts_and_only_real_talks_are_evidence(case: DeskCase) -> None:
    order = ReasonOrder(**case.ids, account_id=case.of.account_id, reason=Reason.FORGOT, evidence="忙忘了")
    with clock.standing_at(at(9)):
        talk = case.talk(Outcome.REACHED_DEBTOR)
        silence = case.talk(Outcome.NO_ANSWER)
        care.record_reason(order, case.actor)
        both = (talk.attempt_id, silence.attempt_id)
        with pytest.raises(CareRefused):
            care.record_reason(replace(order, reason=Reason.MALICE, evidence_attempts=both), case.actor)
        care.record_reason(replace(order, reason=Reason.CASH_FLOW, evidence_attempts=both), case.actor)
    (facts,) = care.reasons_of(case.actor, case.of.debtor_id)
    assert (facts.reason, facts.evidence_attempts, facts.evidence) == (
        Reason.CASH_FLOW,
        (talk.attempt_id,),
        "",
    )
    assert care.reasons_of(case.actor, case.of.debtor_id, reveal=True)[0].evidence == "忙忘了"
    assert published("care_debtors", ("reason",)) == [("cash_flow",)]
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE care_recordedreason SET reason = 'malice'")


# --- what is published -----------------------------------------------------------------------------------


def published(function: str, columns: tuple[str, ...], day: date = MONDAY) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {function}(%s)", [day])
        return list(cursor.fetchall())


def test_the_published_columns_of_care_are_exactly_these(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM care_debtors(%s)", [MONDAY])
        assert tuple(column.name for column in cursor.description) == CARE_COLUMNS


def test_care_is_known_as_of_the_day(case: DeskCase) -> None:
    leader = case.staff.of(Role.LEADER)
    with clock.standing_at(at(9)):
        opened: list[ConcernFacts] = [
            care.open_concern(concern(case, kind), case.actor)
            for kind in (K.DISPUTE, K.ILLNESS, K.VULNERABILITY, K.COMPLAINT)
        ]
    with clock.standing_at(at(9, day=MONDAY + timedelta(days=3))):
        care.close_concern(opened[0].id, Result.NOT_UPHELD, leader, answer="核对无误")
    columns = ("disputed", "hardship", "vulnerable", "complaint_open")
    assert published("care_debtors", columns) == [(True, True, True, True)]
    assert published("care_debtors", columns, MONDAY + timedelta(days=3)) == [(False, True, True, True)]
    assert published("care_debtors", columns, MONDAY - timedelta(days=1)) == []
    assert care.counts(case.actor, MONDAY + timedelta(days=16)).overdue == 1
