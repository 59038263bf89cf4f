"""Sixty business days of three card accounts, from 7 September 2026 on.

Li cures by a reminder. Zhang breaks a promise and climbs to the lawyer letter. Chen is ill and is protected.
Each owes one instalment that was due on 8 September. The figures of the final report are asserted one by one.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from arrears.book.portfolio.contracts import ContactKind
from arrears.desk.care import api as care
from arrears.desk.care.contracts import ConcernKind, ConcernOrder
from arrears.desk.contact import api as contact
from arrears.desk.contact.api import Outcome, ReachOrder, ReachState
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import PromiseOrder, PromiseState
from arrears.foundation.api import SYSTEM
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


def test_three_accounts_over_sixty_business_days() -> None:
    days = workdays(FIRST, 60)
    li, zhang, chen = placed(1, "李一", 100_000), placed(2, "张二", 500_000), placed(3, "陈三", 300_000)
    collector = cast.Staff().collector
    team.ensure_team("walk", leader_id=cast.Staff().leader.user_id, member_ids=[collector.user_id])
    calendar = Calendar(FIRST, {})

    # 7 and 8 September: nothing is overdue, so nothing is proposed and nobody is contacted.
    calendar.go_to(DUE)
    for one in (li, zhang, chen):
        assert step(one, DUE).days_past_due == 0
        assert attempts(one) == []

    # 9 September, one day past due: the first text reminder goes to all three, through the gate.
    calendar.go_to(date(2026, 9, 9))
    assert [step(one, calendar.day).step for one in (li, zhang, chen)] == ["sms_1"] * 3
    assert attempts(li) == attempts(zhang) == attempts(chen) == ["2026-09-09 sms"]

    # 11 September: Li pays in full. On the 14th his account is cured and nothing more is proposed for him.
    calendar.go_to(date(2026, 9, 11))
    pay(li, 100_000, calendar.day, "li-1")
    calendar.go_to(date(2026, 9, 14))
    assert step(li, calendar.day).days_past_due == 0
    assert step(li, calendar.day).action == "none"

    # 15 September, seven days past due: the collector calls the other two. Chen is in hospital.
    calendar.go_to(date(2026, 9, 15))
    with calendar.at(10):
        talk = call(chen, collector, Outcome.HARDSHIP, note="住院治疗")
        concern = care.open_concern(
            ConcernOrder(
                creditor_id=chen.creditor.id, debtor_id=chen.debtor_id, kind=ConcernKind.ILLNESS,
                text="住院治疗", attempt_id=talk,
            ),
            collector,
        )  # fmt: skip
        assert concern.state.value == "open"
    with calendar.at(11):
        talk = call(zhang, collector, Outcome.PROMISED, note="周五还两千")
        promise = promises.take(
            PromiseOrder(
                creditor_id=zhang.creditor.id, debtor_id=zhang.debtor_id, account_id=zhang.account_id,
                amount=Money(200_000, "CNY"), due_on=date(2026, 9, 18), attempt_id=talk,
            ),
            collector,
        )  # fmt: skip

    # The same afternoon and ever after, no channel is open to Chen: the gate names the stop.
    with calendar.at(15):
        for kind, channel in (
            (ContactKind.PHONE, "call"),
            (ContactKind.PHONE, "sms"),
            (ContactKind.EMAIL, "email"),
        ):
            answer = contact.reach(
                ReachOrder(
                    creditor_id=chen.creditor.id, debtor_id=chen.debtor_id, channel=contact.Channel(channel),
                    contact_point_id=chen.point(kind), account_ids=(chen.account_id,), script="first_call",
                ),
                collector,
            )  # fmt: skip
            assert answer.state is ReachState.REFUSED
            assert answer.denial is not None
            assert answer.denial.rules

    # 18 September: the promise falls due and no money comes; after the grace it is broken, and the
    # strategy's next step for Zhang changes to the call after a broken promise.
    calendar.go_to(date(2026, 9, 18))
    assert promises.promise(promise.id, SYSTEM).state is PromiseState.OPEN
    calendar.go_to(date(2026, 9, 23))
    assert promises.promise(promise.id, SYSTEM).state is PromiseState.BROKEN
    assert step(zhang, calendar.day).step == "broken_call"

    # 60 days past due is 7 November, a Saturday: on Monday the 9th the lawyer letter is proposed.
    calendar.go_to(date(2026, 11, 6))
    assert step(zhang, calendar.day).step != "lawyer_60"
    calendar.go_to(date(2026, 11, 9))
    lawyer = step(zhang, calendar.day)
    assert (lawyer.days_past_due, lawyer.step, lawyer.action) == (62, "lawyer_60", "lawyer_letter")

    # The sixtieth business day. Nobody has contacted Chen since the 15th of September.
    calendar.go_to(days[-1])
    assert len(calendar.reports) == 60
    assert attempts(chen) == ["2026-09-09 sms", "2026-09-15 call"]
    assert all(one >= "2026-09-09" for one in attempts(zhang))
    assert attempts(li) == ["2026-09-09 sms"]

    summary = reports.summary(reports.company(SYSTEM), Period(first=FIRST, last=days[-1]))
    found = {(one.code, one.currency): one.value for one in summary.figures}
    assert found[("accounts", "")] == 3
    assert found[("debtors", "")] == 3
    assert found[("overdue_accounts", "")] == 2
    assert found[("overdue", "CNY")] == 800_000
    assert found[("balance", "CNY")] == 800_000
    assert found[("received_count", "")] == 1
    assert found[("received", "CNY")] == 100_000
    assert found[("overdue_at_start", "CNY")] == 0
    assert found[("recovery_rate", "CNY")] is None, "a share of nothing is not known"
    made = [*attempts(li), *attempts(zhang), *attempts(chen)]
    assert found[("attempts", "")] == len(made)
    assert found[("simulated", "")] == len([one for one in made if one.endswith(("sms", "call", "email"))])
    assert found[("cases_handled", "")] == 3
    assert found[("reached", "")] == 0, "a simulated call reaches nobody"
    assert found[("connected_rate", "")] is None
    assert found[("refused_by_gate", "")] == 3
    assert found[("promises", "")] == 1
    assert found[("promised", "CNY")] == 200_000
    assert found[("kept", "")] == 0
    assert found[("broken", "")] == 1
    assert found[("kept_rate", "")] == Fraction(0)
    assert found[("lost_contacts", "")] == 0
    assert found[("disputes", "")] == 0
    assert found[("hardships", "")] == 1
    assert found[("complaints", "")] == 0
    assert summary.period.days == (days[-1] - FIRST + timedelta(days=1)).days
