"""Reads of the gate's books: every line in scope, the facts as they were, what a changed figure would change."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from arrears.foundation.api import SYSTEM, Actor, OutOfScope, Role, audit_lines
from arrears.gate import api as gate
from arrears.gate.api import LineFilter, LineKind, Permit, Refusal
from arrears.gate.contracts import Change
from arrears.kernel import clock
from tests import cast
from tests.gate.test_door import MONDAY, at, call, talk, use

pytestmark = pytest.mark.django_db

TUESDAY = MONDAY + timedelta(days=1)
DAY = LineFilter(since=at(0), until=at(0, day=TUESDAY))


@pytest.fixture
def wang() -> cast.Placed:
    return cast.place(cast.creditor(), "C-1", cast.person("王一", 1), first_due=date(2026, 9, 1))


def kinds(found: tuple[gate.Line, ...]) -> list[LineKind]:
    return [line.kind for line in found]


def test_every_book_is_searched_and_the_latest_line_is_first(wang: cast.Placed) -> None:
    talk(wang, at(9))
    with clock.standing_at(at(10)):
        stop = gate.place_stop(
            wang.creditor.id, wang.debtor_id, "complaint", reference="letter 7", actor=SYSTEM
        )
        refused = gate.request(call(wang))
        assert isinstance(refused, Refusal)
        gate.lift_stop(stop, why="answered", actor=SYSTEM)
        consent = gate.record_consent(
            wang.creditor.id, wang.debtor_id, "time", evidence="tape 3", actor=SYSTEM
        )
        gate.withdraw_consent(consent, why="asked for it", actor=SYSTEM)
        gate.report_inbound(
            wang.creditor.id, wang.debtor_id, channel="call", result="conversation", actor=SYSTEM
        )
    found = gate.lines(SYSTEM, DAY)
    assert set(kinds(found)) == {
        LineKind.PERMIT, LineKind.USE, LineKind.OUTCOME, LineKind.STOP, LineKind.REFUSAL, LineKind.LIFT,
        LineKind.CONSENT, LineKind.WITHDRAWAL, LineKind.INBOUND,
    }  # fmt: skip
    assert [line.at for line in found] == sorted((line.at for line in found), reverse=True)
    assert gate.line_counts(SYSTEM, DAY)[LineKind.REFUSAL] == 1
    narrowed = {
        "rule": replace(DAY, kinds=(LineKind.REFUSAL,), rule=refused.answer.failing()[0].id),
        "note": replace(DAY, kinds=(LineKind.STOP,)),
        "channel": replace(DAY, kinds=(LineKind.OUTCOME,), channel="call"),
    }
    assert [len(gate.lines(SYSTEM, one)) for one in narrowed.values()] == [1, 1, 1]
    assert gate.lines(SYSTEM, replace(DAY, by="100%")) == ()
    assert gate.lines(SYSTEM, replace(DAY, debtor_ids=())) == ()
    (ended,) = gate.stop_ends([stop]).values()
    assert (ended.why, ended.by) == ("answered", SYSTEM.name)
    (kept,) = gate.consents(SYSTEM, wang.creditor.id, wang.debtor_id)
    assert (kept.evidence, kept.withdrawn_why) == ("tape 3", "asked for it")


def test_a_stranger_finds_nothing(wang: cast.Placed) -> None:
    with clock.standing_at(at(23)):
        refused = gate.request(call(wang))
    stranger = Actor(name="stranger", role=Role.COMPLIANCE, creditor_ids=frozenset())
    wide = replace(DAY, until=at(23, 59))
    assert gate.lines(stranger, wide) == ()
    assert gate.refused(stranger, wide) == ()
    assert gate.recorded(stranger, since=wide.since, until=wide.until) == ()
    assert gate.recorded_one(stranger, refused.id) is None
    with pytest.raises(OutOfScope):
        gate.asked_detail(stranger, refused.id)
    with pytest.raises(OutOfScope):
        gate.asked_text(stranger, refused.id)
    assert gate.asked_detail(SYSTEM, uuid.uuid4()) is None


def test_an_export_and_a_text_leave_an_audit_line(wang: cast.Placed) -> None:
    with clock.standing_at(at(10)):
        permit = gate.request(
            replace(call(wang), channel="sms", call_kind=None, text="【示范】您好，请及时还款，回T退订")
        )
        assert gate.asked_text(SYSTEM, permit.id).startswith("【示范】")
        assert list(gate.line_export(SYSTEM, DAY, "csv"))
    said = [
        line.action for line in audit_lines(SYSTEM, since=at(0), until=at(0, day=TUESDAY), action="gate.")
    ]
    assert said == ["gate.lines_exported", "gate.text_read"]


def test_the_facts_of_a_past_contact_give_its_verdict_again(wang: cast.Placed) -> None:
    """What came after (talks, a stop, its lifting) does not change what is read of the past."""
    for hour in (9, 10):
        talk(wang, at(hour))
    with clock.standing_at(at(11)):
        third = gate.request(call(wang))
        if isinstance(third, Permit):
            use(third)
    with clock.standing_at(at(11, 5)):
        stop = gate.place_stop(wang.creditor.id, wang.debtor_id, "complaint", reference="r", actor=SYSTEM)
    with clock.standing_at(at(12)):
        stopped = gate.request(call(wang))
    with clock.standing_at(at(12, 5)):
        gate.lift_stop(stop, why="over", actor=SYSTEM)
    with clock.standing_at(at(22, 30)):
        gate.request(call(wang))
    found = gate.recorded(SYSTEM, since=DAY.since, until=DAY.until)
    assert len(found) == gate.recorded_count(SYSTEM, since=DAY.since, until=DAY.until) == 5
    assert [gate.check(one.case, one.house_rules).verdict for one in found] == [one.verdict for one in found]
    assert [one.case.act.first_contact for one in found] == [True, False, False, False, False]
    as_it_was = gate.recorded_one(SYSTEM, stopped.id)
    assert as_it_was is not None
    assert [one.kind for one in as_it_was.case.stops] == ["complaint"]
    assert found[-1].case.stops == ()
    assert [one.id for one in gate.recorded(SYSTEM, since=DAY.since, until=DAY.until, limit=2)] == [
        one.id for one in found[:2]
    ]
    rest = gate.recorded(SYSTEM, since=DAY.since, until=DAY.until, after=(found[1].at, found[1].id))
    assert [one.id for one in rest] == [one.id for one in found[2:]]


@pytest.mark.parametrize(
    ("parameter", "text", "changed"),
    [
        ("closed_from", "21:00", ["permit>refuse"]),
        ("closed_from", "23:00", ["refuse>permit"]),
        ("closed_to", "08:00", []),
    ],
)
def test_what_a_changed_figure_would_have_changed(
    wang: cast.Placed, parameter: str, text: str, changed: list[str]
) -> None:
    """Two calls that evening: 21:30 (permitted) and 22:30 (refused)."""
    for hour in (21, 22):
        with clock.standing_at(at(hour, 30)):
            gate.request(call(wang))
    change = Change(rule="CN-T1", parameter=parameter, value=gate.read_value(text, time(22)))
    compared = [
        gate.compare(one.case, one.house_rules, change)
        for one in gate.recorded(SYSTEM, since=DAY.since, until=DAY.until)
    ]
    assert [f"{one.before}>{one.after}" for one in compared if one.differs] == changed


@pytest.mark.parametrize(
    ("text", "like", "value"),
    [
        ("3", 2, 3), (" 08:30 ", time(8), time(8, 30)), ("是", True, True), ("no", True, False),
        ("a，b", ("x",), ("a", "b")), ("1, 2", (5,), (1, 2)), ("words", "old", "words"),
    ],
)  # fmt: skip
def test_a_figure_is_read_as_what_the_rule_has(text: str, like: object, value: object) -> None:
    assert gate.read_value(text, like) == value  # type: ignore[arg-type]  # kinds of figures
    assert gate.read_value(gate.value_text(value), like) == value  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize(("text", "like"), [("three", 2), ("25:00", time(8)), ("perhaps", True), ("", "x")])
def test_what_is_no_such_figure_is_refused(text: str, like: object) -> None:
    with pytest.raises(ValueError, match=r".*"):
        gate.read_value(text, like)  # type: ignore[arg-type]  # as above


def test_the_calendar_of_a_debtor_asks_the_same_gate(wang: cast.Placed) -> None:
    with clock.standing_at(at(12)):
        options = [("call", wang.point()), ("sms", wang.point())]
        found = gate.calendar(wang.creditor.id, wang.debtor_id, options, actor=SYSTEM, days=3)
        said = gate.preview(wang.creditor.id, wang.debtor_id, options, actor=SYSTEM)
    assert [one.openings[0].verdict for one in found] == [one.answer.verdict for one in said]
    assert [one.zone for one in found] == ["Asia/Shanghai"] * 2
    assert all(one.openings[-1].end == at(12, day=MONDAY + timedelta(days=3)) for one in found)
    assert gate.calendar(wang.creditor.id, wang.debtor_id, [], actor=SYSTEM) == ()


def test_the_state_of_the_chain_is_told_without_verifying(wang: cast.Placed) -> None:
    with clock.standing_at(at(23)):
        gate.request(call(wang))
    state = gate.chain_state()
    assert (state.seals, state.sealed) == (0, 0)
    assert state.unsealed >= 1
    assert state.oldest_unsealed is not None
