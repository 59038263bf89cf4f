"""Recording what was agreed and raised: promises, concerns, reasons, diary, tasks; unmasking."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import DebtorPage
from arrears.desk.care import api as care
from arrears.desk.care.contracts import (
    CareRefused,
    ConcernKind,
    ConcernOrder,
    DataRequest,
    ReasonOrder,
    Wish,
    WishKind,
)
from arrears.desk.contact import api as contact
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import PromiseOrder, Refused
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.collector import case as cases
from arrears.faces.workbench.collector import day as days
from arrears.faces.workbench.collector import understood
from arrears.faces.workbench.collector.case_views import MAY_ACT, MAY_SEE, frame
from arrears.faces.workbench.collector.forms import (
    ConcernForm,
    FollowUpForm,
    LaterForm,
    PromiseForm,
    ReasonForm,
    TaskForm,
    WhyForm,
)
from arrears.faces.workbench.collector.reach_views import changed
from arrears.faces.workbench.templatetags.workbench import amount_text, day_text, moment_text, unit_text
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor
from arrears.kernel.reasons import Reason
from arrears.people.team import api as team
from arrears.people.team.contracts import Department, FollowUpOrder, NotYours, TaskOrder


class Case:
    """One request on one case: who asks, the case's page, its accounts."""

    def __init__(self, request: HttpRequest, debtor_id: int) -> None:
        self.request = request
        self.actor: Actor = actor_of(request)
        self.page: DebtorPage = cases.debtor_page(self.actor, debtor_id, days.as_of())
        self.debtor_id = debtor_id
        self.creditor_id = self.page.party.creditor_id

    @property
    def accounts(self) -> list[tuple[int, str]]:
        return [(one.account_id, one.number) for one in self.page.accounts if one.status == "open"]

    def attempt_id(self) -> int | None:
        """The talk that this belongs to, when the form was opened from its outcome."""
        asked = self.request.POST.get("attempt_id") or self.request.GET.get("attempt_id") or ""
        if not asked.isdigit():
            return None
        if contact.attempt(int(asked), self.actor).debtor_id != self.debtor_id:
            raise Http404
        return int(asked)

    def read(self, currency: str, owed_minor: int | None = None) -> understood.Understood | None:
        """What the note of the talk says, when a form is opened from one; None when it says nothing."""
        attempt_id = self.attempt_id() if self.request.method == "GET" else None
        if attempt_id is None:
            return None
        found = understood.of_attempt(
            contact.attempt(attempt_id, self.actor), self.actor, currency, owed_minor
        )
        return found if found.anything else None

    def show(self, form: forms.Form, title: str, button: str, **more: Any) -> HttpResponse:
        context = {
            **frame(self.actor, self.page),
            "form": form,
            "title": title,
            "button": button,
            "action": self.request.path,
            "attempt_id": self.attempt_id(),
            **more,
        }
        refused = form.is_bound or "refused" in more
        return render(
            self.request, "workbench/collector/forms/simple.html", context, status=422 if refused else 200
        )

    def done(self, title: str, *lines: str) -> HttpResponse:
        context = {"title": title, "lines": lines}
        return changed(render(self.request, "workbench/collector/forms/done.html", context))


@may(*MAY_ACT)
@require_http_methods(["GET", "POST"])
@in_scope
def case_promise(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """Take a promise within the limits that hold for this creditor."""
    case = Case(request, debtor_id)
    lines = cases.open_accounts(cases.accounts(case.page, ()))
    if not lines:
        return case.done(_("There is no open account to promise on."))
    chosen = _chosen(request, lines)
    currency = chosen.balance.currency
    found = case.read(*understood.currency_of(case.page))
    place = int(asked) if (asked := request.GET.get("payment", "")).isdigit() else 0
    form = PromiseForm(
        request.POST or None,
        initial=understood.promise_initial(found, place, currency) if found else None,
        accounts=case.accounts,
        currency=currency,
        overdue_minor=chosen.balance.overdue_minor,
        today=case.page.as_of,
        latest=None,
    )
    title, button = _("Take a promise"), _("Take the promise")
    if not form.is_valid():
        shown = {"read": found, "read_place": place} if found and found.payments else {}
        return case.show(form, title, button, currency=currency, **shown)
    said = form.cleaned_data
    order = PromiseOrder(
        creditor_id=case.creditor_id,
        debtor_id=debtor_id,
        account_id=said["account_id"],
        amount=said["amount"],
        due_on=said["due_on"],
        way=said["way"],
        attempt_id=case.attempt_id(),
    )
    try:
        taken = promises.take(order, case.actor)
    except Refused as refused:
        return case.show(form, title, button, refused=refused)
    amount = f"{amount_text(taken.amount_minor, taken.currency)} {unit_text(taken.currency)}"
    return case.done(
        _("The promise is taken."),
        _("{amount} by {day}; judged from the money received.").format(
            amount=amount, day=day_text(taken.due_on)
        ),
    )


def _chosen(request: HttpRequest, lines: Any) -> Any:
    asked = request.POST.get("account_id", "")
    return next((line for line in lines if str(line.facts.account_id) == asked), lines[0])


@may(*MAY_ACT)
@require_http_methods(["GET", "POST"])
@in_scope
def case_withdraw(request: HttpRequest, debtor_id: int, promise_id: int) -> HttpResponse:
    """Take back a promise that was recorded by mistake or that the debtor took back."""
    case = Case(request, debtor_id)
    if promise_id not in {one.id for one in promises.of_debtor(case.actor, debtor_id)}:
        raise Http404
    form = WhyForm(request.POST or None)
    title, button = _("Withdraw a promise"), _("Withdraw the promise")
    if not form.is_valid():
        return case.show(form, title, button)
    try:
        promises.withdraw(promise_id, form.cleaned_data["why"], case.actor)
    except Refused as refused:
        return case.show(form, title, button, refused=refused)
    return case.done(_("The promise is withdrawn."))


@may(*MAY_ACT)
@require_http_methods(["GET", "POST"])
@in_scope
def case_concern(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """A dispute, hardship, complaint, wish…: one action stops or changes every channel at once."""
    case = Case(request, debtor_id)
    currency = next((one.currency for one in case.page.accounts), "CNY")
    initial = {"kind": request.GET.get("kind", "")}
    form = ConcernForm(
        request.POST or None, accounts=case.accounts, currency=currency, case=debtor_id, initial=initial
    )
    title, button = _("Concern or stop"), _("Record the concern")
    hint = _("Recording it stops or changes every channel at once.")
    if not form.is_valid():
        return case.show(form, title, button, hint=hint)
    try:
        opened = care.open_concern(_concern(case, form.cleaned_data), case.actor)
    except CareRefused as refused:
        return case.show(form, title, button, hint=hint, refused=refused)
    lines = [_("The gate has been told: contact stops or changes from now on.")] if opened.stop_id else []
    if opened.due_on:
        lines.append(_("Answer due by {day}.").format(day=day_text(opened.due_on)))
    return case.done(_("The concern is recorded."), *lines)


def _concern(case: Case, said: dict[str, Any]) -> ConcernOrder:
    kind = ConcernKind(said["kind"])
    wish = None
    if kind is ConcernKind.WISH:
        wish = Wish(kind=WishKind(said["wish"]), channel=said["channel"] or None)
    request = DataRequest(said["data_request"]) if kind is ConcernKind.DATA_REQUEST else None
    amount = said["amount"] if kind is ConcernKind.DISPUTE else None
    return ConcernOrder(
        creditor_id=case.creditor_id,
        debtor_id=case.debtor_id,
        kind=kind,
        text=said["text"],
        account_id=said["account_id"],
        amount_minor=amount.minor if amount else None,
        written=said["written"],
        channel=said["channel"],
        attempt_id=case.attempt_id(),
        wish=wish,
        data_request=request,
    )


@may(*MAY_ACT)
@require_http_methods(["GET", "POST"])
@in_scope
def case_reason(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """Why an account is in arrears, with what shows it."""
    case = Case(request, debtor_id)
    found = case.read("CNY")
    first = found.reasons[0] if found and found.reasons else None
    form = ReasonForm(
        request.POST or None,
        initial={"reason": first.reason.value, "evidence": first.quote} if first else None,
        accounts=case.accounts,
    )
    title, button = _("Why in arrears"), _("Record the reason")
    if not form.is_valid():
        return case.show(
            form, title, button, **({"read": replace(found, payments=())} if found and first else {})
        )
    said, attempt = form.cleaned_data, case.attempt_id()
    order = ReasonOrder(
        creditor_id=case.creditor_id,
        debtor_id=debtor_id,
        account_id=said["account_id"],
        reason=Reason(said["reason"]),
        evidence=said["evidence"],
        evidence_attempts=(attempt,) if attempt else (),
    )
    try:
        care.record_reason(order, case.actor)
    except CareRefused as refused:
        return case.show(form, title, button, refused=refused)
    return case.done(_("The reason is recorded."))


@may(*MAY_ACT)
@require_http_methods(["GET", "POST"])
@in_scope
def case_task(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """A question or a task to another department; nothing passes by word of mouth."""
    case = Case(request, debtor_id)
    form = TaskForm(request.POST or None, accounts=case.accounts, case=debtor_id)
    title, button = _("Task to a department"), _("Send the task")
    if not form.is_valid():
        return case.show(form, title, button)
    said = form.cleaned_data
    order = TaskOrder(
        creditor_id=case.creditor_id,
        debtor_id=debtor_id,
        department=Department(said["department"]),
        question=said["question"],
        account_id=said["account_id"],
    )
    try:
        team.ask_department(order, case.actor)
    except NotYours as refused:
        return case.show(form, title, button, refused={"words": refused.args[0]})
    return case.done(_("The task is sent."))


@may(*MAY_ACT)
@require_http_methods(["GET", "POST"])
@in_scope
def case_follow_up(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """A dated intention: nothing is ever without a next step."""
    case = Case(request, debtor_id)
    form = FollowUpForm(request.POST or None, today=case.page.as_of)
    title, button = _("Follow-up"), _("Put it in the diary")
    if not form.is_valid():
        return case.show(form, title, button)
    said = form.cleaned_data
    at = said["at"] and datetime.combine(said["due_on"], said["at"], tzinfo=ZoneInfo(case.actor.zone))
    order = FollowUpOrder(
        creditor_id=case.creditor_id,
        debtor_id=debtor_id,
        due_on=said["due_on"],
        what=said["what"],
        due_at=at or None,
        user_id=case.actor.user_id,
    )
    try:
        team.plan_follow_up(order, case.actor)
    except NotYours as refused:
        return case.show(form, title, button, refused={"words": refused.args[0]})
    return case.done(_("The diary has it."), f"{day_text(said['due_on'])} · {said['what']}")


@may(*MAY_ACT)
@require_http_methods(["GET", "POST"])
@in_scope
def case_later(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """Put the case off: to a later hour today, or into the diary for another day."""
    case = Case(request, debtor_id)
    item = team.item_of(case.actor, debtor_id, days.worked_day())
    if item is None:
        raise Http404
    form = LaterForm(request.POST or None)
    title, button = _("Put the case off"), _("Put off")
    if not form.is_valid():
        return case.show(form, title, button)
    said = form.cleaned_data
    try:
        team.later(item.id, said["until"], said["why"], case.actor)
    except NotYours as refused:
        return case.show(form, title, button, refused={"words": refused.args[0]})
    return case.done(_("The case is put off."), moment_text(said["until"]))


@may(*MAY_SEE)
@require_http_methods(["GET", "POST"])
@in_scope
def case_reveal(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """Show one masked value in full: with a reason, and an audit line, for a minute."""
    case = Case(request, debtor_id)
    asked = request.POST.get("contact_point_id") or request.GET.get("contact_point_id") or ""
    point = next((one for one in case.page.contact_points if str(one.contact_point_id) == asked), None)
    if point is None:
        raise Http404
    form = WhyForm(request.POST or None)
    target = f"#reveal-{point.contact_point_id}"
    if not form.is_valid():
        hidden = (("contact_point_id", point.contact_point_id),)
        hint = _("It is written into the audit trail who saw this, when and why.")
        return case.show(
            form, _("Show in full"), _("Show"), hidden=hidden, target=target, hint=hint, attempt_id=None
        )
    value = portfolio.reveal(
        case.actor, contact_point_id=point.contact_point_id, why=form.cleaned_data["why"]
    )
    context = {"value": value, "masked": point.masked}
    return render(request, "workbench/collector/parts/revealed.html", context)
