"""Agreements in the workbench: worked out, asked for, granted, agreed by the debtor; departments answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from arrears.book.payments import api as payments
from arrears.desk.contact.contracts import Outcome
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import AgreementFacts, AgreementState
from arrears.foundation.api import Role, ensure_user
from arrears.foundation.models import User
from arrears.gate import api as gate
from arrears.kernel import clock
from arrears.people.team import api as team
from arrears.people.team.contracts import Department, TaskOrder
from tests.desk.desk_case import MONDAY, DeskCase, at, desk_case

pytestmark = pytest.mark.django_db


def sit(user_id: int | None) -> Client:
    """A person at the workbench; the cast reads Chinese."""
    client = Client()
    client.force_login(User.objects.get(pk=user_id))
    return client


@pytest.fixture
def case(db: None) -> DeskCase:
    return desk_case()


def plan_of(case: DeskCase, **changes: str) -> dict[str, str]:
    return {
        "account_id": str(case.of.account_id),
        "amount": "6000.00",
        "months": "6",
        "starts_on": MONDAY.isoformat(),
        "annual_rate": "",
        "income": "",
        "outgoings": "",
        "way": "transfer",
        "why": "收入减少，愿意分期",
        **changes,
    }


def only(case: DeskCase) -> AgreementFacts:
    (found,) = promises.agreements_of(case.actor, case.of.debtor_id)
    return found


def test_a_plan_from_the_form_to_the_stop_at_the_gate(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        talk = case.talk(Outcome.REACHED_DEBTOR, duration_s=60)
        client = sit(case.actor.user_id)
        form = reverse("case_plan", args=[case.of.debtor_id])
        # worked out first: nothing is kept yet
        shown = client.post(form, plan_of(case) | {"show": "1"})
        assert shown.status_code == 200
        assert "共 6 期" in shown.content.decode()
        assert promises.agreements_of(case.actor, case.of.debtor_id) == ()
        # asked for: six months are within the collector's own reach
        assert client.post(form, plan_of(case) | {"ask": "1"}).status_code == 200
        made = only(case)
        assert (made.state, len(made.lines), made.pay_minor) == (AgreementState.APPROVED, 6, 600_000)
        # a talk without a recording is no proof
        consent = reverse("agreement_consent", args=[made.id])
        said = {"kind": "talk", "attempt_id": str(talk.attempt_id)}
        refused = client.post(consent, said)
        assert (refused.status_code, "CN-K3" in refused.content.decode()) == (422, True)
        # with it the plan starts and the gate stops collection
        sound = SimpleUploadedFile("talk.mp3", b"ID3 a recording", "audio/mpeg")
        assert client.post(consent, said | {"file": sound}).status_code == 302
        assert only(case).state is AgreementState.ACTIVE
        assert "plan_kept" in {stop.kind for stop in gate.stops(case.actor, **case.ids)}
        # the paper is written and read
        client.post(reverse("agreement_write", args=[made.id]), {"english": "1"})
        paper = client.get(reverse("agreement_paper", args=[made.id, "pdf"]))
        assert paper.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"months": "1"}, "months"),
        ({"months": "61"}, "months"),
        ({"amount": "nothing"}, "amount"),
        ({"why": ""}, "why"),
        ({"starts_on": "2026-02-30"}, "starts_on"),
    ],
)
def test_what_is_wrong_in_a_plan_is_said_beside_its_field(
    case: DeskCase, changes: dict[str, str], said: str
) -> None:
    with clock.standing_at(at(10)):
        form = reverse("case_plan", args=[case.of.debtor_id])
        answer = sit(case.actor.user_id).post(form, plan_of(case, **changes) | {"ask": "1"})
    assert answer.status_code == 422
    assert f'id="id_{said}_error"' in answer.content.decode()
    assert promises.agreements_of(case.actor, case.of.debtor_id) == ()


def test_a_payment_beyond_what_is_left_each_month_is_not_offered(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        form = reverse("case_plan", args=[case.of.debtor_id])
        poor = plan_of(case, income="3000", outgoings="2500")
        client = sit(case.actor.user_id)
        shown = client.post(form, poor | {"show": "1"}).content.decode()
        assert "最快 12 个月还清" in shown
        asked = client.post(form, poor | {"ask": "1"})
    assert (asked.status_code, "ability" in asked.content.decode()) == (422, True)


def test_a_settlement_climbs_the_ladder(case: DeskCase) -> None:
    leader = case.staff.of(Role.LEADER)
    with clock.standing_at(at(10)):
        client = sit(case.actor.user_id)
        lump = payments.balance(case.of.account_id, MONDAY).total_minor - 50_000
        client.post(
            reverse("case_settlement", args=[case.of.debtor_id]),
            {
                "account_id": str(case.of.account_id), "amount": f"{lump / 100:.2f}",
                "due_on": (MONDAY + timedelta(days=7)).isoformat(), "way": "", "why": "一次结清",
                "ask": "1",
            },
        )  # fmt: skip
        made = only(case)
        assert (made.state, made.waive_minor) == (AgreementState.REQUESTED, 50_000)
        decide = reverse("agreement_decide", args=[made.id])
        # the collector may not decide, the leader not without a reason when refusing
        assert client.post(decide, {"granted": "1"}).status_code == 403
        seat = sit(leader.user_id)
        assert f"/agreements/{made.id}/" in seat.get(reverse("approvals")).content.decode()
        assert seat.post(decide, {"granted": "0", "why": ""}).status_code == 422
        assert seat.post(decide, {"granted": "1", "why": ""}).status_code == 302
        # principal is given up too, so a second person has to grant it as well
        assert only(case).state is AgreementState.REQUESTED
        assert f"/agreements/{made.id}/" not in seat.get(reverse("approvals")).content.decode()
        checker = sit(case.staff.of(Role.COMPLIANCE).user_id)
        assert checker.post(decide, {"granted": "1", "why": ""}).status_code == 302
        assert only(case).state is AgreementState.APPROVED
        # ended again, with a reason
        withdraw = reverse("agreement_withdraw", args=[made.id])
        assert client.post(withdraw, {"why": ""}).status_code == 422
        assert client.post(withdraw, {"why": "客户改变主意"}).status_code == 302
        assert only(case).state is AgreementState.WITHDRAWN


def test_a_department_answers_and_nobody_answers_himself(case: DeskCase) -> None:
    leader = case.staff.of(Role.LEADER)
    with clock.standing_at(at(10)):
        order = TaskOrder(**case.ids, department=Department.LEGAL, question="担保是否仍有效？")
        mine = team.ask_department(order, case.actor)
        hers = team.ask_department(order, leader)
        seat = sit(leader.user_id)
        inbox = seat.get(reverse("tasks"), {"department": "legal"}).content.decode()
        assert inbox.count("担保是否仍有效") == 2
        assert "担保是否仍有效" not in seat.get(reverse("tasks"), {"department": "risk"}).content.decode()
        assert seat.post(reverse("task_answer", args=[hers.id]), {"answer": "有效"}).status_code == 422
        assert seat.post(reverse("task_answer", args=[mine.id]), {"answer": "有效"}).status_code == 302
    answered = {task.id: task.state for task in team.tasks_of(case.actor, case.of.debtor_id)}
    assert (answered[mine.id], answered[hers.id]) == ("answered", "open")


def test_another_creditors_agreement_is_not_there(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        sit(case.actor.user_id).post(
            reverse("case_plan", args=[case.of.debtor_id]), plan_of(case) | {"ask": "1"}
        )
        made = only(case)
        client = sit(ensure_user("a_stranger", "a-long-password", role=Role.COLLECTOR))
        for name in ("agreement", "agreement_paper"):
            args = [made.id, "pdf"] if name == "agreement_paper" else [made.id]
            assert client.get(reverse(name, args=args)).status_code == 404
        assert client.get(reverse("case_agreements", args=[case.of.debtor_id])).status_code == 404
