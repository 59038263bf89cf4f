"""Reaching somebody: only through the gate, by the channel, with the evidence kept."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import Outcome, OutcomeOrder, ReachError, ReachState
from arrears.foundation.api import OutOfScope, Role
from arrears.kernel import clock
from tests import cast
from tests.desk.desk_case import DeskCase, at, desk_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> DeskCase:
    return desk_case()


def rows(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("channel", "state"),
    [("call", "simulated"), ("sms", "simulated"), ("email", "simulated"), ("letter", "printed")],
)
def test_without_a_provider_nothing_pretends_to_have_gone_out(
    case: DeskCase, channel: str, state: str
) -> None:
    with clock.standing_at(at(10)):
        result = case.reach(channel)
    assert result.state == state
    assert result.denial is None
    assert rows("SELECT count(*) FROM gate_permitend WHERE kind = 'used'") == 1


@pytest.mark.parametrize("channel", ["call", "sms", "email", "letter"])
def test_at_night_every_channel_is_refused_with_rule_and_next_time(case: DeskCase, channel: str) -> None:
    with clock.standing_at(at(22, 30)):
        result = case.reach(channel)
    assert result.state is ReachState.REFUSED
    assert result.attempt_id is None
    assert result.denial is not None
    first = result.denial.rules[0]
    assert first.id == "CN-T1"
    assert first.source
    assert first.words.en
    assert result.denial.next_permitted_at == at(8, day=at(22).date().replace(day=24))
    assert rows("SELECT count(*) FROM contact_attempt") == 0
    kinds = [entry.kind for entry in contact.timeline(case.actor, case.of.debtor_id)]
    assert kinds == ["refusal"]


def test_an_attempt_cannot_be_written_without_a_permit(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        result = case.reach()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE contact_attempt SET permit_id = gen_random_uuid() WHERE id = %s", [result.attempt_id]
        )


def test_a_permit_cannot_stand_for_two_attempts(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        case.reach()
    columns = (
        "creditor_id, debtor_id, person_id, role, accounts, channel, call_kind, purpose, script, language, "
    )
    columns += (
        "permit_id, content_hash, content_sealed, provider, provider_ref, problem, state, outcome, reached, "
    )
    columns += "note_sealed, needs, automatic, by, business_date, at, contact_point_id"
    with pytest.raises(DatabaseError, match="permit"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO contact_attempt ({columns}) SELECT {columns} FROM contact_attempt")


def test_what_was_done_to_an_attempt_cannot_be_changed(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        case.reach()
    for statement in ("DELETE FROM contact_attemptevent", "UPDATE contact_attemptevent SET kind = 'x'"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_text_is_sealed_and_opening_it_leaves_an_audit_line(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        result = case.reach("sms")
    assert result.attempt_id is not None
    facts = contact.attempt(result.attempt_id, case.actor)
    assert facts.content == ""
    opened = contact.attempt(result.attempt_id, case.actor, reveal=True)
    assert all(part in opened.content for part in ("王一", "3,000.00元", "退订"))
    assert rows("SELECT count(*) FROM foundation_auditline WHERE action = 'attempt.read'") == 1
    assert (
        rows("SELECT count(*) FROM contact_attempt WHERE position('王一'::bytea in content_sealed) > 0") == 0
    )


def test_the_text_is_filled_from_the_case(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        _subject, text = contact.preview_text(case.order("sms"), case.actor)
        subject, english = contact.preview_text(case.order("email", language="en"), case.actor)
    assert text.startswith("【card-centre 示范】王一您好，账户C-1有3,000.00元已于2026年9月1日到期")
    assert subject == "Your account C-1: a reminder"
    assert all(part in english for part in ("CNY 3,000.00", "83 days late", "400-000-0000"))


def test_a_message_with_a_gap_does_not_go_out() -> None:
    of = cast.place(
        cast.creditor("bare", settings={}),
        "B-1",
        cast.person("李二", 2),
        first_due=at(10).date().replace(month=9),
    )
    case = DeskCase(of)
    with clock.standing_at(at(10)), pytest.raises(ReachError) as refused:
        case.reach("sms")
    assert "服务电话" in refused.value.words.zh
    assert rows("SELECT count(*) FROM gate_permit") == 0


def test_a_talk_may_have_gaps() -> None:
    of = cast.place(
        cast.creditor("bare", settings={}),
        "B-1",
        cast.person("李二", 2),
        first_due=at(10).date().replace(month=9),
    )
    with clock.standing_at(at(10)):
        result = DeskCase(of).reach("call", script="ask_how", disclosures=("identity", "recording"))
    assert result.state is ReachState.SIMULATED


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"script": "no_such_script"}, "话术"),
        ({"script": "first_sms"}, "渠道"),
        ({"contact_point_id": None}, "联系方式"),
        ({"script": None, "text": None, "channel": "sms"}, "内容"),
        ({"text": "好" * 20_001}, "过长"),
    ],
)
def test_an_order_that_makes_no_sense_is_not_asked_of_the_gate(
    case: DeskCase, change: dict[str, object], words: str
) -> None:
    channel = str(change.pop("channel", "call"))
    with clock.standing_at(at(10)), pytest.raises(ReachError) as refused:
        case.reach(channel, **change)
    assert words in refused.value.words.zh
    assert rows("SELECT count(*) FROM gate_permit") == 0


def test_the_same_key_reaches_nobody_twice(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        first = case.reach("sms", key="once")
        second = case.reach("sms", key="once")
    assert first.attempt_id == second.attempt_id
    assert rows("SELECT count(*) FROM gate_permit") == 1


def test_somebody_elses_case_is_out_of_reach(case: DeskCase) -> None:
    stranger = cast.Staff().of(Role.COLLECTOR, "stranger")
    other = cast.creditor("elsewhere")
    narrow = type(stranger)(
        name="stranger", user_id=stranger.user_id, role=stranger.role, creditor_ids=frozenset({other.id})
    )
    with clock.standing_at(at(10)), pytest.raises(OutOfScope):
        contact.reach(case.order(), narrow)


def test_a_forbidden_text_is_refused_by_the_gate(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        result = case.reach(
            "sms", script=None, text="再不还钱就打断你的腿", disclosures=("identity", "opt_out")
        )
    assert result.state is ReachState.REFUSED
    assert result.denial is not None
    assert result.denial.rules


def test_what_stays_in_the_house_uses_its_permit_in_the_transaction_that_gives_it(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        result = case.reach("sms")
    assert result.state is ReachState.SIMULATED
    found = rows(
        "SELECT count(*) FROM gate_permitend e JOIN gate_permit p ON p.id = e.permit_id AND e.at = p.at"
    )
    assert found == 1


def test_the_timeline_tells_the_story_newest_first(case: DeskCase) -> None:
    with clock.standing_at(at(9)):
        case.reach("sms")
    with clock.standing_at(at(10)):
        talked = case.reach("call")
        assert talked.attempt_id
    with clock.standing_at(at(10, 5)):
        contact.record_outcome(OutcomeOrder(attempt_id=talked.attempt_id, code=Outcome.NO_ANSWER), case.actor)
    with clock.standing_at(at(11)):
        contact.take_inbound(contact.InboundOrder(**case.ids, channel="sms", text="我下周还"), case.actor)
    with clock.standing_at(at(23)):
        case.reach("call")
    entries = contact.timeline(case.actor, case.of.debtor_id)
    assert [(entry.kind, entry.channel) for entry in entries] == [
        ("refusal", "call"), ("inbound", "sms"), ("outcome", "call"), ("attempt", "call"), ("attempt", "sms"),
    ]  # fmt: skip
    assert [entry.kind for entry in contact.timeline(case.actor, case.of.debtor_id, ["inbound"])] == [
        "inbound"
    ]
    assert all(entry.words.zh and entry.words.en for entry in entries)
