"""Sixty business days of three card accounts, from 7 September 2026 on.

Li cures by a reminder. Zhang breaks a promise and climbs to the lawyer letter. Chen is ill and is protected.
Each owes one instalment that was due on 8 September. The figures of the final report are asserted one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pytest

from arrears.book.portfolio.contracts import ContactKind
from arrears.desk.care import api as care
from arrears.desk.care.contracts import ConcernKind, ConcernOrder
from arrears.desk.contact import api as contact
from arrears.desk.contact.api import Outcome, ReachOrder, ReachState
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import PromiseOrder, PromiseState
from arrears.foundation.api import SYSTEM, Actor
from arrears.kernel.money import Money
from arrears.people.team import api as team
from arrears.reports import api as reports
from arrears.reports.contracts import Period
from tests import cast
from tests.walks.days import Calendar, attempts, call, pay, step, workdays

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = date(2026, 9, 7)
DUE = date(2026, 9, 8)


def placed(number: int, name: str, amount_minor: int) -> cast.Placed:
    return cast.place(
        cast.creditor(), f"C-{number}", cast.person(name, number), first_due=DUE, instalments=1,
        principal_minor=amount_minor, business_date=FIRST,
    )  # fmt: skip


@dataclass
class Story:
    """The three accounts, who works them, and the day we stand in."""

    li: cast.Placed
    zhang: cast.Placed
    chen: cast.Placed
    collector: Actor
    calendar: Calendar


@pytest.fixture
def story() -> Story:
    li, zhang, chen = placed(1, "李一", 100_000), placed(2, "张二", 500_000), placed(3, "陈三", 300_000)
    staff = cast.Staff()
    team.ensure_team("walk", leader_id=staff.leader.user_id, member_ids=[staff.collector.user_id or 0])
    return Story(li, zhang, chen, staff.collector, Calendar(FIRST, {}))


def september_begins(story: Story) -> None:
    # 7 and 8 September: nothing is overdue, so nothing is proposed and nobody is contacted.
    story.calendar.go_to(DUE)
    for one in (story.li, story.zhang, story.chen):
        assert step(one, DUE).days_past_due == 0
        assert attempts(one) == []

    # 9 September, one day past due: the first text reminder goes to all three, through the gate.
    story.calendar.go_to(date(2026, 9, 9))
    for one in (story.li, story.zhang, story.chen):
        assert step(one, story.calendar.day).step == "sms_1"
        assert attempts(one) == ["2026-09-09 sms"]

    # 11 September: Li pays in full. On the 14th his account is cured and nothing more is proposed for him.
    story.calendar.go_to(date(2026, 9, 11))
    pay(story.li, 100_000, story.calendar.day, "li-1")
    story.calendar.go_to(date(2026, 9, 14))
    assert step(story.li, story.calendar.day).days_past_due == 0
    assert step(story.li, story.calendar.day).action == "none"


def the_talks_of_the_fifteenth(story: Story) -> int:
    # 15 September, seven days past due: the collector calls the other two. Chen is in hospital.
    chen, zhang, collector = story.chen, story.zhang, story.collector
    story.calendar.go_to(date(2026, 9, 15))
    with story.calendar.at(10):
        talk = call(chen, collector, Outcome.HARDSHIP, note="住院治疗")
        concern = care.open_concern(
            ConcernOrder(
                creditor_id=chen.creditor.id, debtor_id=chen.debtor_id, kind=ConcernKind.ILLNESS,
                text="住院治疗", attempt_id=talk,
            ),
            collector,
        )  # fmt: skip
        assert concern.state.value == "open"
    with story.calendar.at(11):
        talk = call(zhang, collector, Outcome.PROMISED, note="周五还两千")
        promise = promises.take(
            PromiseOrder(
                creditor_id=zhang.creditor.id, debtor_id=zhang.debtor_id, account_id=zhang.account_id,
                amount=Money(200_000, "CNY"), due_on=date(2026, 9, 18), attempt_id=talk,
            ),
            collector,
        )  # fmt: skip
    return promise.id


def chen_is_left_in_peace(story: Story) -> None:
    # The same afternoon and ever after, no channel is open to Chen: the gate names the stop.
    chen = story.chen
    with story.calendar.at(15):
        for kind, channel, script in (
            (ContactKind.PHONE, "call", "first_call"),
            (ContactKind.PHONE, "sms", "first_sms"),
            (ContactKind.EMAIL, "email", "first_email"),
        ):
            answer = contact.reach(
                ReachOrder(
                    creditor_id=chen.creditor.id, debtor_id=chen.debtor_id, channel=contact.Channel(channel),
                    contact_point_id=chen.point(kind), account_ids=(chen.account_id,), script=script,
                ),
                story.collector,
            )  # fmt: skip
            assert answer.state is ReachState.REFUSED
            assert answer.denial is not None
            assert answer.denial.rules


def zhang_climbs(story: Story, promise: int) -> None:
    # 18 September: the promise falls due and no money comes; after the grace it is broken, and the
    # strategy's next step for Zhang changes to the call after a broken promise.
    zhang, calendar = story.zhang, story.calendar
    calendar.go_to(date(2026, 9, 18))
    assert promises.promise(promise, SYSTEM).state is PromiseState.OPEN
    calendar.go_to(date(2026, 9, 23))
    assert promises.promise(promise, SYSTEM).state is PromiseState.BROKEN
    assert step(zhang, calendar.day).step == "broken_call"

    # 60 days past due is 7 November, a Saturday: on Monday the 9th the lawyer letter is proposed.
    calendar.go_to(date(2026, 11, 6))
    assert step(zhang, calendar.day).step != "lawyer_60"
    calendar.go_to(date(2026, 11, 9))
    lawyer = step(zhang, calendar.day)
    assert (lawyer.days_past_due, lawyer.step, lawyer.action) == (62, "lawyer_60", "lawyer_letter")


def expected_figures(made: list[str]) -> dict[tuple[str, str], int | Fraction | None]:
    went_nowhere = [one for one in made if one.endswith(("sms", "call", "email"))]
    return {
        ("accounts", ""): 3,
        ("debtors", ""): 3,
        ("overdue_accounts", ""): 2,
        ("overdue", "CNY"): 800_000,
        ("balance", "CNY"): 800_000,
        ("received_count", ""): 1,
        ("received", "CNY"): 100_000,
        ("overdue_at_start", "CNY"): 0,
        ("recovery_rate", "CNY"): None,  # a share of nothing is not known
        ("attempts", ""): len(made),
        ("simulated", ""): len(went_nowhere),
        ("cases_handled", ""): 3,
        ("reached", ""): 0,  # a simulated call reaches nobody
        ("connected_rate", ""): None,
        ("refused_by_gate", ""): 3,
        ("promises", ""): 1,
        ("promised", "CNY"): 200_000,
        ("kept", ""): 0,
        ("broken", ""): 1,
        ("kept_rate", ""): Fraction(0),
        ("lost_contacts", ""): 0,
        ("disputes", ""): 0,
        ("hardships", ""): 1,
        ("complaints", ""): 0,
        ("overdue_debtors", ""): 2,
        ("near_npl", ""): 2,  # Zhang and Chen, 61 to 90 days past due
        ("low_willingness", ""): 1,  # Zhang, whose promise was broken
        ("slow_cooperation", ""): 0,
        ("quality_findings", ""): 0,
        ("handled_by_people", ""): 2,  # the talks of the 15th, by one person on one day
        ("person_days", ""): 1,
        ("legal_accounts", ""): 1,  # the lawyer letter to Zhang
        ("legal_questions", ""): 0,
        ("legal_answers", ""): 0,
        ("visit_accounts", ""): 0,
        ("plans_running", ""): 0,
        ("promises_ahead", ""): 0,
        ("concerns_closed", ""): 0,  # Chen is still ill
        ("concerns_late", ""): 0,
    }


def test_three_accounts_over_sixty_business_days(story: Story) -> None:
    days = workdays(FIRST, 60)
    september_begins(story)
    promise = the_talks_of_the_fifteenth(story)
    chen_is_left_in_peace(story)
    zhang_climbs(story, promise)

    # The sixtieth business day. Nobody has contacted Chen since the 15th of September.
    story.calendar.go_to(days[-1])
    assert sorted(story.calendar.reports) == days
    assert attempts(story.li) == ["2026-09-09 sms"]
    assert attempts(story.chen) == ["2026-09-09 sms", "2026-09-15 call"]

    made = [*attempts(story.li), *attempts(story.zhang), *attempts(story.chen)]
    summary = reports.summary(reports.company(SYSTEM), Period(first=FIRST, last=days[-1]))
    assert {(one.code, one.currency): one.value for one in summary.figures} == expected_figures(made)
