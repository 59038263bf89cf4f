"""The leader's seat: cases handed over, people away, talks to listen to; who answers for departments."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import Outcome
from arrears.desk.contact.rules.listening import why_listen
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import PromiseOrder
from arrears.foundation.api import Role
from arrears.foundation.models import User
from arrears.kernel import clock
from arrears.kernel.money import Money
from arrears.people.team import api as team
from arrears.people.team.contracts import Department, FollowUpOrder, NotYours, TaskOrder
from tests.desk.desk_case import MONDAY, DeskCase, at, desk_case

pytestmark = pytest.mark.django_db


def sit(user_id: int | None) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user_id))
    return client


@pytest.fixture
def case(db: None) -> DeskCase:
    """One case on Monday's list, taken by nobody."""
    made = desk_case()
    with clock.standing_at(at(7)):
        order = FollowUpOrder(**made.ids, due_on=MONDAY, what="x")
        team.plan_follow_up(order, made.actor)
        team.build_worklist(MONDAY)
    return made


def owner(case: DeskCase) -> int | None:
    item = team.item_of(case.actor, case.of.debtor_id, MONDAY)
    assert item is not None
    return item.user_id


def test_the_leader_moves_chosen_cases_with_a_reason(case: DeskCase) -> None:
    leader, to = sit(case.staff.leader.user_id), case.actor.user_id
    said = {"case": [case.of.debtor_id], "to_user": to, "why": "平衡工作量", "query": "show=all"}
    with clock.standing_at(at(9)):
        assert 'name="case"' in leader.get(reverse("worklist") + "?show=all").content.decode()
        assert 'name="case"' not in sit(to).get(reverse("worklist") + "?show=all").content.decode()
        leader.post(reverse("team_assign"), {**said, "why": ""})
        assert owner(case) is None, "without a reason nothing moves"
        answer = leader.post(reverse("team_assign"), said)
        assert (answer.status_code, answer["Location"]) == (302, reverse("worklist") + "?show=all")
        assert owner(case) == to
        assert sit(to).post(reverse("team_assign"), said).status_code == 403


def test_one_case_is_handed_over_on_its_page_and_only_to_who_may_open_it(case: DeskCase) -> None:
    leader, url = sit(case.staff.leader.user_id), reverse("case_assign", args=[case.of.debtor_id])
    User.objects.create_user("elsewhere", role=Role.COLLECTOR.value)
    stranger = User.objects.get(username="elsewhere").pk
    with clock.standing_at(at(9)):
        assert leader.post(url, {"to_user": stranger, "why": "试试"}).status_code == 422
        with pytest.raises(NotYours):
            team.assign([tuple(case.ids.values())], stranger, "试试", case.staff.leader)  # type: ignore[list-item]
        assert leader.post(url, {"to_user": case.actor.user_id, "why": "熟悉客户"}).status_code == 200
        assert owner(case) == case.actor.user_id
        page = leader.get(reverse("case", args=[case.of.debtor_id])).content.decode()
        assert url in page
        assert (
            url not in sit(case.actor.user_id).get(reverse("case", args=[case.of.debtor_id])).content.decode()
        )


def test_an_absence_hands_over_what_is_open_at_once_and_ends_early(case: DeskCase) -> None:
    leader, me = case.staff.leader, case.actor.user_id
    deputy = case.staff.of(Role.COLLECTOR, "deputy").user_id
    said = {"user": me, "first": MONDAY, "last": MONDAY + timedelta(days=4), "deputy": deputy, "why": "病假"}
    with clock.standing_at(at(9)):
        team.assign([(case.of.creditor.id, case.of.debtor_id)], me or 0, "x", leader)
        assert sit(leader.user_id).post(reverse("team_absence"), said).status_code == 302
        assert owner(case) == deputy
        (away,) = team.absences(leader, MONDAY)
        assert (away.user_id, away.last) == (me, MONDAY + timedelta(days=4))
        assert "病假" in sit(leader.user_id).get(reverse("team_day")).content.decode()
        sit(leader.user_id).post(reverse("team_absence"), said)
        assert len(team.absences(leader, MONDAY)) == 1, "the same days are not entered twice"
    with clock.standing_at(at(9, day=MONDAY + timedelta(days=2))):
        sit(leader.user_id).post(reverse("team_absence_end", args=[away.id]))
        assert team.absences(leader, MONDAY + timedelta(days=2)) == ()
        assert team.absences(leader, MONDAY)[0].last == MONDAY + timedelta(days=1), "what was, stays"


# attempt, outcome, seconds, newcomer, how many reasons
LISTEN = [
    (1, Outcome.NO_ANSWER, None, False, 0),
    (20, Outcome.NO_ANSWER, None, False, 1),
    (1, Outcome.COMPLAINT, 30, False, 1),
    (20, Outcome.COMPLAINT, 30, False, 1),
    (1, Outcome.REACHED_DEBTOR, 600, False, 1),
    (1, Outcome.REFUSED, 900, True, 3),
]


@pytest.mark.parametrize(("attempt", "outcome", "seconds", "newcomer", "reasons"), LISTEN)
def test_why_a_talk_is_listened_to(
    attempt: int, outcome: Outcome, seconds: int | None, newcomer: bool, reasons: int
) -> None:
    assert len(why_listen(attempt, outcome, seconds, newcomer=newcomer)) == reasons


def test_a_complaint_is_on_the_listening_list_until_it_was_heard(case: DeskCase) -> None:
    leader = sit(case.staff.leader.user_id)
    with clock.standing_at(at(10)):
        talk = case.talk(Outcome.COMPLAINT)
        assert "对方投诉" in leader.get(reverse("listening")).content.decode()
        leader.post(reverse("listening_heard", args=[talk.attempt_id]))
        leader.post(reverse("listening_heard", args=[talk.attempt_id]))
        (line,) = contact.to_listen(case.staff.leader, MONDAY)
        assert line.heard_by == case.staff.leader.name
    kinds = [kind for _at, kind, _detail, _by in contact.events_of(talk.attempt_id, case.staff.leader)]
    assert kinds.count("heard") == 1


def test_members_answer_for_their_department_and_see_nothing_else(case: DeskCase) -> None:
    administrator = case.staff.of(Role.ADMINISTRATOR)
    legal = case.staff.of(Role.DEPARTMENT, "legal")
    with clock.standing_at(at(9)):
        asked = {
            one: team.ask_department(TaskOrder(**case.ids, department=one, question=f"{one}?"), case.actor)
            for one in (Department.LEGAL, Department.FINANCE)
        }
        inbox = sit(legal.user_id)
        assert "legal?" not in inbox.get(reverse("tasks")).content.decode(), "no member yet: an empty inbox"
        said = {"user": legal.user_id, "department": "legal"}
        assert sit(administrator.user_id).post(reverse("department_member"), said).status_code == 302
        shown = inbox.get(reverse("tasks")).content.decode()
        assert "legal?" in shown
        assert "finance?" not in shown
        assert reverse("case", args=[case.of.debtor_id]) not in shown, "no link to what answers 403"
        assert inbox.get(reverse("case", args=[case.of.debtor_id])).status_code == 403

        leader = case.staff.leader
        with pytest.raises(NotYours):
            team.answer_task(asked[Department.LEGAL].id, "x", leader)
        with pytest.raises(NotYours):
            team.answer_task(asked[Department.FINANCE].id, "x", legal)
        inbox.post(reverse("task_answer", args=[asked[Department.LEGAL].id]), {"answer": "可以"})
        team.answer_task(asked[Department.FINANCE].id, "已入账", leader)
    with clock.standing_at(at(9, day=MONDAY + timedelta(days=1))):
        late = team.ask_department(
            TaskOrder(**case.ids, department=Department.LEGAL, question="b"), case.actor
        )
    with clock.standing_at(late.due_at + timedelta(hours=1)):
        figures = {one.department: one for one in team.department_figures(leader, MONDAY, late.due_at.date())}
        assert (figures[Department.LEGAL].asked, figures[Department.LEGAL].answered) == (2, 1)
        assert (figures[Department.LEGAL].late, figures[Department.LEGAL].hours) == (1, 0.0)
        sit(administrator.user_id).post(reverse("department_member"), {**said, "end": "1"})
        assert team.department_members(administrator) == ()
        assert team.may_answer(leader, Department.LEGAL), "without members the leader writes it down again"


def test_only_an_administrator_says_who_answers(case: DeskCase) -> None:
    with pytest.raises(NotYours):
        team.join_department(case.actor.user_id or 0, Department.LEGAL, case.staff.leader)
    with pytest.raises(NotYours, match="another department"):
        team.join_department(case.actor.user_id or 0, Department.LEGAL, case.staff.of(Role.ADMINISTRATOR))


def test_what_comes_of_each_script_is_counted(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        talk = case.talk(Outcome.PROMISED)
        order = PromiseOrder(
            creditor_id=case.of.creditor.id, debtor_id=case.of.debtor_id, account_id=case.of.account_id,
            amount=Money(50_000, "CNY"), due_on=MONDAY, attempt_id=talk.attempt_id,
        )  # fmt: skip
        promises.take(order, case.actor)
        (use,) = contact.script_use(case.staff.leader, MONDAY, MONDAY)
        assert (use.script, use.simulated + use.used, use.promised) == ("first_call", 1, 1)
        assert promises.kept_by_script(case.staff.leader, MONDAY, MONDAY) == {}, "still open: not judged"
        case.pay(50_000, MONDAY, "p")
        promises.judge(MONDAY)
        assert promises.kept_by_script(case.staff.leader, MONDAY, MONDAY) == {"first_call": (1, 1)}
        page = sit(case.staff.of(Role.TRAINER).user_id).get(reverse("script_use")).content.decode()
    assert "first_call" in page
    assert "100 %" in page
