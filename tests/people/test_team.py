"""The team room: the day's worklist, the next case, the diary, tasks, the board, handing over."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from arrears.desk.care import api as care
from arrears.desk.care.contracts import ConcernKind, ConcernOrder
from arrears.desk.contact.contracts import Outcome
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import PromiseOrder
from arrears.foundation.api import Actor, Role
from arrears.kernel import clock
from arrears.kernel.money import Money
from arrears.people.team import api as team
from arrears.people.team.contracts import (
    Department,
    Filters,
    FollowUpOrder,
    ItemState,
    NotYours,
    TaskOrder,
    Why,
    WorklistSummary,
)
from arrears.people.team.rules.ranking import BY_CONTACT, HIDDEN_WHEN_STOPPED, PRIORITY
from tests.desk.desk_case import MONDAY, DeskCase, at, desk_case
from tests.desk.night_says import night_says


@pytest.fixture
def case(db: None) -> DeskCase:
    return desk_case()


def day(number: int) -> object:
    return MONDAY + timedelta(days=number)


def step(case: DeskCase, on: object = MONDAY, **changes: object) -> None:
    """The night proposes a call by hand."""
    given = {"action": "call", "channel": "call", "script": "first_call", "automatic": False, "due_on": on}
    night_says(on, **{**case.ids, "account_id": case.of.account_id, **given, **changes})  # type: ignore[arg-type]


def build(on: object = MONDAY, hour: int = 7) -> WorklistSummary:
    with clock.standing_at(at(hour, day=on)):  # type: ignore[arg-type]
        return team.build_worklist(on)  # type: ignore[arg-type]


def why_of(case: DeskCase, on: object = MONDAY) -> set[str]:
    item = team.item_of(case.actor, case.of.debtor_id, on)  # type: ignore[arg-type]
    return {line.code for line in item.why} if item else set()


# --- why a case is on the list ---------------------------------------------------------------------------


def test_every_why_has_a_place_and_the_stopped_ones_are_a_part_of_those_by_contact() -> None:
    assert set(PRIORITY) == set(Why)
    assert HIDDEN_WHEN_STOPPED < BY_CONTACT < set(Why)


def test_the_step_of_the_strategy(case: DeskCase) -> None:
    step(case, value_minor=4_000)
    assert build().items == 1
    (item,) = team.worklist(case.actor, MONDAY).items
    assert (item.action, item.channel, item.script, item.value_minor) == ("call", "call", "first_call", 4_000)
    assert (item.days_past_due, item.overdue_minor, item.currency) == (83, 300_000, "CNY")
    assert why_of(case) == {"step"}


@pytest.mark.parametrize(
    "change", [{"automatic": True}, {"due_on": MONDAY + timedelta(days=2)}], ids=["automatic", "another day"]
)
def test_what_is_not_for_a_person_today_is_not_listed(case: DeskCase, change: dict[str, object]) -> None:
    step(case, **change)
    assert build().items == 0


OUTCOMES = [
    (Outcome.NO_ANSWER, 1, {"follow_up"}),
    (Outcome.REACHED_DEBTOR, 3, {"follow_up"}),
    (Outcome.BUSY, 0, {"call_back"}),
    (Outcome.PROMISED, 0, {"follow_up", "promise_to_record"}),
    (Outcome.DISPUTE, 0, {"follow_up", "concern_to_record"}),
    (Outcome.PAID_ALREADY, 1, {"follow_up", "ledger_to_check"}),
]


@pytest.mark.parametrize(("code", "later", "expected"), OUTCOMES, ids=[row[0].value for row in OUTCOMES])
def test_an_outcome_comes_back_on_its_day(
    case: DeskCase, code: Outcome, later: int, expected: set[str]
) -> None:
    with clock.standing_at(at(10)):
        case.talk(code)
    build(day(later), 20)
    assert why_of(case, day(later)) == expected


def test_a_broken_promise_comes_back_the_day_it_is_judged(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        order = PromiseOrder(
            **case.ids, account_id=case.of.account_id, amount=Money(50_000, "CNY"),
            due_on=MONDAY + timedelta(days=1),
        )  # fmt: skip
        promises.take(order, case.actor)
    promises.judge(MONDAY + timedelta(days=3))
    build(day(3))
    assert why_of(case, day(3)) == {"promise_broken"}
    build(day(4))
    assert why_of(case, day(4)) == set()


def test_an_answer_that_falls_due(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        care.open_concern(ConcernOrder(**case.ids, kind=ConcernKind.COMPLAINT, text="x"), case.actor)
    build(day(11))
    assert why_of(case, day(11)) == set()
    build(day(12))
    assert why_of(case, day(12)) == {"concern_due"}
    assert build(day(16)).escalated == 1, "past its day"


def test_nothing_is_without_a_next_step(case: DeskCase) -> None:
    step(case, action="none", due_on=None, channel=None, script=None)
    summary = build()
    assert summary.without_next_step == 1
    assert why_of(case) == {"no_next_step"}
    with clock.standing_at(at(9)):
        order = FollowUpOrder(**case.ids, due_on=MONDAY + timedelta(days=2), what="check")
        team.plan_follow_up(order, case.actor)
    assert build().items == 0, "the diary holds one now"


def test_a_stopped_case_is_not_listed_for_contact_but_its_diary_is(case: DeskCase) -> None:
    step(case)
    with clock.standing_at(at(6)):
        care.open_concern(ConcernOrder(**case.ids, kind=ConcernKind.ILLNESS, text="x"), case.actor)
    assert build().items == 0
    with clock.standing_at(at(7)):
        team.plan_follow_up(FollowUpOrder(**case.ids, due_on=MONDAY, what="papers"), case.actor)
    build()
    assert why_of(case) == {"follow_up"}


def test_building_again_leaves_alone_what_somebody_has_taken(case: DeskCase) -> None:
    step(case)
    build()
    with clock.standing_at(at(10)):
        taken = team.next_for(case.actor, MONDAY)
    assert taken is not None
    assert build().items == 1
    (item,) = team.worklist(case.actor, MONDAY).items
    assert (item.id, item.state, item.taken_by_id) == (taken.id, ItemState.TAKEN, case.actor.user_id)


# --- the next case ---------------------------------------------------------------------------------------


def cases(count: int) -> list[DeskCase]:
    found = [desk_case(f"C-{n}", n) for n in range(1, count + 1)]
    for place, one in enumerate(found):
        step(one, value_minor=1_000 * (place + 1))
    return found


def test_the_most_valuable_comes_first_and_what_was_agreed_before_it(db: None) -> None:
    first, second, third = cases(3)
    with clock.standing_at(at(6)):
        order = FollowUpOrder(**first.ids, due_on=MONDAY, due_at=at(9), what="call back")
        team.plan_follow_up(order, first.actor)
    build()
    with clock.standing_at(at(10)):
        taken = [team.next_for(first.actor, MONDAY) for _n in range(4)]
    assert [item.debtor_id if item else None for item in taken] == [
        first.of.debtor_id, third.of.debtor_id, second.of.debtor_id, None,
    ]  # fmt: skip


def test_at_night_nobody_gets_a_case_that_may_not_be_called(case: DeskCase) -> None:
    step(case)
    build()
    with clock.standing_at(at(7, 30)):
        assert team.next_for(case.actor, MONDAY) is None
        (item,) = team.worklist(case.actor, MONDAY).items
        assert item.not_before == at(8)
    with clock.standing_at(at(8)):
        assert team.next_for(case.actor, MONDAY) is not None


def test_what_needs_no_contact_may_be_done_at_any_hour(case: DeskCase) -> None:
    with clock.standing_at(at(21)):
        talk = case.talk(Outcome.PAID_ALREADY)
        assert talk.follow_up_on == day(1)
    build(MONDAY, 22)
    with clock.standing_at(at(23)):
        item = team.next_for(case.actor, MONDAY)
    assert item is not None
    assert {line.code for line in item.why} == {"ledger_to_check"}


def test_ones_own_cases_come_first_and_another_persons_never(db: None) -> None:
    first, second = cases(2)
    leader, other = first.staff.of(Role.LEADER), first.staff.of(Role.COLLECTOR, "other")
    mine = (first.of.creditor.id, first.of.debtor_id)
    with clock.standing_at(at(6)):
        team.assign([mine], other.user_id or 0, "language", leader)
    build()
    with clock.standing_at(at(10)):
        got = team.next_for(other, MONDAY)
        assert got is not None
        assert got.debtor_id == first.of.debtor_id, "worth less, but assigned"
        got = team.next_for(first.actor, MONDAY)
        assert got is not None
        assert got.debtor_id == second.of.debtor_id
        assert team.next_for(first.actor, MONDAY) is None
        with pytest.raises(NotYours):
            team.done(got.id, other)


def test_done_makes_sure_of_a_next_step(case: DeskCase) -> None:
    step(case)
    build()
    with clock.standing_at(at(10)):
        item = team.next_for(case.actor, MONDAY)
        assert item is not None
        assert team.done(item.id, case.actor).state is ItemState.DONE
        (entry,) = team.follow_ups_of(case.actor, case.of.debtor_id)
    assert (entry.source, entry.due_on) == ("done", MONDAY + timedelta(days=3))


def test_later_today_and_another_day(case: DeskCase) -> None:
    step(case)
    build()
    with clock.standing_at(at(10)):
        item = team.next_for(case.actor, MONDAY)
        assert item is not None
        put_off = team.later(item.id, at(15), "in a meeting", case.actor)
        assert (put_off.state, put_off.not_before) == (ItemState.OPEN, at(15))
        assert team.next_for(case.actor, MONDAY) is None
        with pytest.raises(NotYours):
            team.later(item.id, at(9), "past", case.actor)
    with clock.standing_at(at(15)):
        again = team.next_for(case.actor, MONDAY)
        assert again is not None
        tomorrow = at(9, day=MONDAY + timedelta(days=1))
        assert team.later(again.id, tomorrow, "away", case.actor).state is ItemState.LATER
    build(day(1))
    assert why_of(case, day(1)) == {"call_back"}


@pytest.mark.django_db(transaction=True)
def test_twenty_people_at_once_never_get_the_same_case() -> None:
    """SKIP LOCKED: every case is handed out once, and everybody who can be served is served."""
    found = [desk_case(f"C-{n}", n) for n in range(1, 31)]
    people = [found[0].staff.of(Role.COLLECTOR, f"person{n}") for n in range(20)]
    with connection.cursor() as cursor:
        for one in found:
            cursor.execute(
                "INSERT INTO team_workitem (creditor_id, debtor_id, business_date, rank, why, state, due_on, action,"
                " channel, script, segment, days_past_due, overdue_minor, value_minor, currency, escalated)"
                ' VALUES (%s, %s, %s, %s, \'[{"code": "concern_due", "zh": "a", "en": "a"}]\', \'open\', %s,'
                " '', '', '', '', 0, 0, 0, 'CNY', false)",
                [one.of.creditor.id, one.of.debtor_id, MONDAY, one.of.debtor_id, MONDAY],
            )
    got: list[int] = []
    start = threading.Barrier(len(people))

    def work(person: Actor) -> None:
        try:
            start.wait(30)
            for _n in range(2):
                item = team.next_for(person, MONDAY)
                if item is not None:
                    got.append(item.debtor_id)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(got) == len(set(got)) == len(found)


# --- lists and filters -----------------------------------------------------------------------------------


def test_filters_narrow_the_list(db: None) -> None:
    first, second, third = cases(3)
    leader = first.staff.of(Role.LEADER)
    with clock.standing_at(at(6)):
        mine = (first.of.creditor.id, first.of.debtor_id)
        team.assign([mine], first.actor.user_id or 0, "x", leader)
    build()

    def shown(**filters: object) -> list[int]:
        page = team.worklist(first.actor, MONDAY, Filters(**filters))  # type: ignore[arg-type]
        return [item.debtor_id for item in page.items]

    everyone = [third.of.debtor_id, second.of.debtor_id, first.of.debtor_id]
    assert shown() == everyone
    assert shown(mine=True) == [first.of.debtor_id]
    assert shown(unassigned=True) == everyone[:2]
    assert shown(why="step", action="call") == everyone
    assert shown(why="follow_up") == []
    assert shown(days_past_due_min=84) == []
    assert shown(creditor_id=-1) == []
    page = team.worklist(first.actor, MONDAY, Filters(), page=2, size=2)
    assert ([item.debtor_id for item in page.items], page.total, page.pages) == (everyone[2:], 3, 2)


def test_filters_are_kept_under_a_name(case: DeskCase) -> None:
    team.save_filter("大额", Filters(overdue_minor_min=1_000_000, states=("open",)), case.actor)
    team.save_filter("大额", Filters(overdue_minor_min=2_000_000), case.actor)
    assert team.saved_filters(case.actor) == {"大额": Filters(overdue_minor_min=2_000_000)}
    team.drop_filter("大额", case.actor)
    assert team.saved_filters(case.actor) == {}


# --- the diary -------------------------------------------------------------------------------------------


def test_an_overdue_follow_up_goes_to_the_leader(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        team.plan_follow_up(FollowUpOrder(**case.ids, due_on=MONDAY, what="call"), case.actor)
    leader = case.staff.of(Role.LEADER)
    assert build(day(2)).escalated == 0
    assert build(day(3)).escalated == 1
    assert why_of(case, day(3)) == {"overdue_follow_up"}
    (entry,) = team.overdue_follow_ups(leader, MONDAY + timedelta(days=3))
    assert entry.escalated_on == day(3)


def test_the_diary_shows_todays_talk_at_once_and_a_newer_talk_replaces_it(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        case.talk(Outcome.NO_ANSWER)
        assert [entry.due_on for entry in team.follow_ups_of(case.actor, case.of.debtor_id)] == [day(1)]
        build(MONDAY, 11)
        assert [entry.source for entry in team.follow_ups_of(case.actor, case.of.debtor_id)] == ["attempt"]
    with clock.standing_at(at(12)):
        case.talk(Outcome.REACHED_DEBTOR)
        assert [entry.due_on for entry in team.follow_ups_of(case.actor, case.of.debtor_id)] == [day(3)]
    build(day(1))
    assert why_of(case, day(1)) == set()


def test_a_follow_up_is_closed_once(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        made = team.plan_follow_up(FollowUpOrder(**case.ids, due_on=MONDAY, what="x"), case.actor)
        assert team.close_follow_up(made.id, case.actor).state == "done"
        assert team.close_follow_up(made.id, case.actor, dropped=True).state == "done"
        past = FollowUpOrder(**case.ids, due_on=MONDAY - timedelta(days=1), what="x")
        with pytest.raises(NotYours):
            team.plan_follow_up(past, case.actor)


# --- departments -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("department", "days"),
    [(Department.FINANCE, 1), (Department.RISK, 2), (Department.SALES, 2), (Department.LEGAL, 3)],
)
def test_a_department_has_its_usual_time(case: DeskCase, department: Department, days: int) -> None:
    with clock.standing_at(at(10)):
        asked = team.ask_department(
            TaskOrder(**case.ids, department=department, question="是否入账？"), case.actor
        )
    assert asked.due_at == at(18, day=MONDAY + timedelta(days=days))


def test_a_task_is_answered_by_somebody_else_and_lateness_is_counted(case: DeskCase) -> None:
    leader = case.staff.of(Role.LEADER)
    with clock.standing_at(at(10)):
        order = TaskOrder(**case.ids, department=Department.FINANCE, question="是否入账？")
        asked = team.ask_department(order, case.actor)
        with pytest.raises(NotYours):
            team.answer_task(asked.id, "yes", case.actor)
        assert team.tasks_of(leader, case.of.debtor_id)[0].question == ""
        assert team.open_tasks(leader, (Department.FINANCE,), reveal=True)[0].question == "是否入账？"
    build(day(2))
    with clock.standing_at(at(9, day=MONDAY + timedelta(days=2))):
        assert team.team_day(leader, MONDAY + timedelta(days=2)).tasks_late == 1
        answered = team.answer_task(asked.id, "已入账", leader)
        assert (answered.state, answered.late) == ("answered", True)
        assert answered.escalated_at is not None
        with pytest.raises(NotYours):
            team.answer_task(asked.id, "again", leader)
        assert team.tasks_of(leader, case.of.debtor_id, reveal=True)[0].answer == "已入账"


# --- people ----------------------------------------------------------------------------------------------


def test_a_person_is_in_one_team(db: None) -> None:
    staff = desk_case().staff
    one, two = staff.of(Role.COLLECTOR, "one"), staff.of(Role.LEADER, "two")
    first = team.ensure_team("一组", leader_id=two.user_id, member_ids=[one.user_id or 0])
    assert first.member_ids == (one.user_id,)
    team.ensure_team("二组", leader_id=None, member_ids=[one.user_id or 0])
    assert {found.name: found.member_ids for found in team.teams(staff.of(Role.ADMINISTRATOR))} == {
        "一组": (), "二组": (one.user_id,),
    }  # fmt: skip
    with pytest.raises(NotYours):
        team.ensure_team("三组", leader_id=None, actor=one)


def test_handing_over_moves_cases_and_todays_list(db: None) -> None:
    first, second = cases(2)
    leader, other = first.staff.of(Role.LEADER), first.staff.of(Role.COLLECTOR, "other")
    me = first.actor.user_id or 0
    with clock.standing_at(at(6)):
        team.assign([(one.of.creditor.id, one.of.debtor_id) for one in (first, second)], me, "x", leader)
    build()
    with clock.standing_at(at(10)):
        team.next_for(first.actor, MONDAY)
        assert team.hand_over(me, other.user_id or 0, "left", leader) == 2
        assert team.worklist(first.actor, MONDAY, Filters(mine=True)).total == 0
        assert team.worklist(other, MONDAY, Filters(mine=True)).total == 2
        for wrong in ((first.actor, "x"), (leader, " ")):
            with pytest.raises(NotYours):
                team.hand_over(me, other.user_id or 0, wrong[1], wrong[0])


@pytest.mark.parametrize("with_deputy", [True, False])
def test_absence_hands_the_days_cases_on(case: DeskCase, with_deputy: bool) -> None:
    leader, deputy = case.staff.of(Role.LEADER), case.staff.of(Role.COLLECTOR, "deputy")
    me = case.actor.user_id or 0
    step(case)
    with clock.standing_at(at(6)):
        team.assign([(case.of.creditor.id, case.of.debtor_id)], me, "x", leader)
        team.enter_absence(me, MONDAY, MONDAY, leader, deputy_id=deputy.user_id if with_deputy else None)
    build()
    (item,) = team.worklist(leader, MONDAY).items
    assert item.user_id == (deputy.user_id if with_deputy else None)


def test_the_board_counts_what_each_person_did(case: DeskCase) -> None:
    leader = case.staff.of(Role.LEADER)
    me = case.actor.user_id or 0
    step(case)
    with clock.standing_at(at(6)):
        team.assign([(case.of.creditor.id, case.of.debtor_id)], me, "x", leader)
    build()
    with clock.standing_at(at(10)):
        item = team.next_for(case.actor, MONDAY)
        assert item is not None
        talk = case.talk(Outcome.COMPLAINT)
        concern = ConcernOrder(**case.ids, kind=ConcernKind.COMPLAINT, text="x", attempt_id=talk.attempt_id)
        care.open_concern(concern, leader)
        order = PromiseOrder(
            **case.ids, account_id=case.of.account_id, amount=Money(50_000, "CNY"), due_on=MONDAY
        )
        promises.take(order, case.actor)
        case.pay(70_000, MONDAY, "p")
        promises.judge(MONDAY)
        team.done(item.id, case.actor)
        board = team.team_day(leader, MONDAY)
    (person,) = board.people
    assert (person.user_id, person.currency) == (me, "CNY")
    assert (person.queue, person.taken, person.done, person.attempts, person.reached) == (0, 0, 1, 1, 0)
    assert (person.promises, person.promised_minor, person.kept, person.broken) == (1, 50_000, 1, 0)
    assert (person.received_minor, person.complaints) == (70_000, 1)
    assert (board.simulated, board.received, board.promised) == (1, (("CNY", 70_000),), (("CNY", 50_000),))
