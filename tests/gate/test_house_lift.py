"""A leader lifts a house rule with a reason, for a while; nobody lifts a law."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from arrears.foundation.api import Actor, Role
from arrears.gate import api as gate
from arrears.gate.api import GateError, Permit, Refusal
from arrears.kernel import clock
from tests import cast
from tests.gate.test_door import at, call, talk

pytestmark = pytest.mark.django_db

TUESDAY = date(2026, 11, 24)
MORNINGS = {
    "kind": "hours", "id": "mornings", "channels": ["call"], "opens": "09:00", "closes": "12:00",
}  # fmt: skip


@pytest.fixture
def case() -> cast.Placed:
    of = cast.creditor(settings={**cast.SETTINGS, "house_rules": [MORNINGS]})
    return cast.place(of, "C-1", cast.person("王一", 1), first_due=date(2026, 9, 1))


def leader(case: cast.Placed, role: Role = Role.LEADER) -> Actor:
    return Actor(name="Leader", role=role, creditor_ids=frozenset({case.creditor.id}))


def test_a_lifted_house_rule_opens_its_case_until_it_ends_and_is_on_record(case: cast.Placed) -> None:
    with clock.standing_at(at(13)):
        refused = gate.request(call(case))
        assert isinstance(refused, Refusal)
        assert [rule.id for rule in refused.answer.failing()] == ["HOUSE:mornings"]
        lift = gate.lift_house_rule(
            case.creditor.id, "mornings", why="she asked to be called after lunch", until=at(15),
            debtor_id=case.debtor_id, actor=leader(case),
        )  # fmt: skip
        assert isinstance(gate.request(call(case)), Permit)
    with clock.standing_at(at(15)):
        assert isinstance(gate.request(call(case)), Refusal)
    (told,) = gate.house_lifts(leader(case), case.creditor.id)
    assert (told.id, told.rule, told.by, told.debtor_id) == (lift, "mornings", "Leader", case.debtor_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM gate_journal WHERE book = 'gate_houselift'")
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize(
    ("until", "opens"),
    [
        (at(8, day=TUESDAY), at(9, day=TUESDAY)),  # the house's rule is back when the law's night ends
        (at(8, 30, day=TUESDAY), at(8, day=TUESDAY)),
        (at(23, 59), at(9, day=TUESDAY)),
        (at(7, day=TUESDAY), at(9, day=TUESDAY)),
    ],
)
def test_the_next_moment_knows_when_a_lifted_rule_comes_back(
    case: cast.Placed, until: datetime, opens: datetime
) -> None:
    with clock.standing_at(at(23)):
        gate.lift_house_rule(case.creditor.id, "mornings", why="asked", until=until, actor=leader(case))
        refused = gate.request(call(case))
        (shown,) = gate.preview(case.creditor.id, case.debtor_id, [("call", None)], actor=leader(case))
    assert isinstance(refused, Refusal)
    assert refused.answer.next_permitted_at == opens
    assert shown.answer.next_permitted_at == opens
    with clock.standing_at(opens - timedelta(seconds=1)):
        assert isinstance(gate.request(call(case)), Refusal)
    with clock.standing_at(opens):
        assert isinstance(gate.request(call(case)), Permit)


def test_a_lift_of_one_case_leaves_the_others(case: cast.Placed) -> None:
    other = cast.place(case.creditor, "C-2", cast.person("李二", 2), first_due=date(2026, 9, 1))
    with clock.standing_at(at(13)):
        gate.lift_house_rule(
            case.creditor.id, "mornings", why="asked", until=at(15), debtor_id=case.debtor_id,
            actor=leader(case),
        )  # fmt: skip
        assert isinstance(gate.request(call(other)), Refusal)
        gate.lift_house_rule(case.creditor.id, "mornings", why="a campaign", until=at(15), actor=leader(case))
        assert isinstance(gate.request(call(other)), Permit)


def test_with_every_house_rule_lifted_the_law_still_refuses(case: cast.Placed) -> None:
    with clock.standing_at(at(8)):
        gate.lift_house_rule(case.creditor.id, "mornings", why="x", until=at(23), actor=leader(case))
    for hour in (9, 10, 11):
        talk(case, at(hour))
    with clock.standing_at(at(13)):
        refused = gate.request(call(case))
    assert isinstance(refused, Refusal)
    assert [rule.id for rule in refused.answer.failing()] == ["CN-F2"]


@pytest.mark.parametrize(
    ("rule", "role", "why", "days", "words"),
    [
        ("CN-F2", Role.LEADER, "busy", 1, "law is never lifted"),
        ("CN-T1", Role.COMPLIANCE, "busy", 1, "law is never lifted"),
        ("HOUSE:mornings", Role.LEADER, "busy", 1, "law is never lifted"),
        ("mornings", Role.COLLECTOR, "busy", 1, "alone lift"),
        ("mornings", Role.ADMINISTRATOR, "busy", 1, "alone lift"),
        ("mornings", Role.LEADER, "  ", 1, "needs a reason"),
        ("mornings", Role.LEADER, "busy", 32, "31 days"),
        ("mornings", Role.LEADER, "busy", 0, "31 days"),
    ],
)
def test_what_may_not_be_lifted(
    case: cast.Placed, rule: str, role: Role, why: str, days: int, words: str
) -> None:
    with clock.standing_at(at(13)), pytest.raises(GateError, match=words):
        gate.lift_house_rule(
            case.creditor.id, rule, why=why, until=at(13) + timedelta(days=days), actor=leader(case, role)
        )


@pytest.mark.parametrize(
    "broken", [[{"kind": "odd"}], {"kind": "cap"}, [{**MORNINGS, "opens": "soon"}], "none"]
)
def test_house_rules_that_cannot_be_read_answer_nobody(broken: object) -> None:
    of = cast.creditor(settings={**cast.SETTINGS, "house_rules": broken})
    placed = cast.place(of, "C-1", cast.person("王一", 1), first_due=date(2026, 9, 1))
    with clock.standing_at(at(10)), pytest.raises(GateError, match="house rules"):
        gate.request(call(placed))


def test_buttons_and_calendar_know_the_lift_and_its_end(case: cast.Placed) -> None:
    options = [("call", call(case).contact_point_id)]
    with clock.standing_at(at(13)):
        (before,) = gate.preview(case.creditor.id, case.debtor_id, options, actor=leader(case))
        assert before.answer.verdict == "refuse"
        gate.lift_house_rule(
            case.creditor.id, "mornings", why="asked", until=at(15), debtor_id=case.debtor_id,
            actor=leader(case),
        )  # fmt: skip
        (after,) = gate.preview(case.creditor.id, case.debtor_id, options, actor=leader(case))
        assert after.answer.verdict == "permit"
        (days,) = gate.calendar(case.creditor.id, case.debtor_id, options, actor=leader(case), days=2)
    told = [(one.start, one.end, one.verdict) for one in days.openings[:3]]
    assert told[0] == (at(13), at(15), "permit")
    assert told[1][::2] == (at(15), "refuse")
    assert [one.verdict for one in days.openings].count("permit") == 3  # and the two mornings that follow
