"""Agreements from the case page: worked out, shown, asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from arrears.book.payments.contracts import Balance
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import AgreementState, Refused
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.agreements.forms import (
    ExtensionForm,
    OfferForm,
    PlanForm,
    SettlementForm,
    WaiverForm,
)
from arrears.faces.workbench.agreements.names import AGREEMENT_NAMES
from arrears.faces.workbench.agreements.offers import (
    Offer,
    extension_offer,
    plan_offer,
    settlement_offer,
    waiver_offer,
)
from arrears.faces.workbench.collector import case as cases
from arrears.faces.workbench.collector.case_views import MAY_ACT, MAY_SEE, frame
from arrears.faces.workbench.collector.reach_views import changed
from arrears.faces.workbench.collector.record_views import Case
from arrears.foundation.access import may

Make = Callable[[dict[str, Any], Balance, dict[str, Any]], Offer]


@may(*MAY_SEE)
@require_GET
@in_scope
def case_agreements(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """The agreements of a case, newest first: a part of the case page."""
    case = Case(request, debtor_id)
    context = {
        **frame(case.actor, case.page),
        **AGREEMENT_NAMES,
        "agreements": promises.agreements_of(case.actor, debtor_id),
    }
    return render(request, "workbench/agreements/parts/of_case.html", context)


@may(*MAY_ACT)
@require_http_methods(["GET", "POST"])
@in_scope
def case_plan(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """An instalment plan: what it costs by the year, and whether the debtor's own figures carry it."""
    return _offer(request, debtor_id, PlanForm, plan_offer, _("Instalment plan"))


@may(*MAY_ACT)
@require_http_methods(["GET", "POST"])
@in_scope
def case_settlement(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """A lump sum that settles the account."""
    return _offer(request, debtor_id, SettlementForm, settlement_offer, _("Settlement"))


@may(*MAY_ACT)
@require_http_methods(["GET", "POST"])
@in_scope
def case_extension(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """More time for the same money."""
    return _offer(request, debtor_id, ExtensionForm, extension_offer, _("Extension"))


@may(*MAY_ACT)
@require_http_methods(["GET", "POST"])
@in_scope
def case_waiver(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """Something given up."""
    return _offer(request, debtor_id, WaiverForm, waiver_offer, _("Waiver"))


def _offer(
    request: HttpRequest, debtor_id: int, kind: type[OfferForm], make: Make, title: str
) -> HttpResponse:
    case = Case(request, debtor_id)
    lines = cases.open_accounts(cases.accounts(case.page, ()))
    if not lines:
        return case.done(_("There is no open account to agree on."))
    asked = request.POST.get("account_id", "") or request.GET.get("account_id", "")
    chosen = next((line for line in lines if str(line.facts.account_id) == asked), lines[0])
    balance: Balance = chosen.balance
    form = kind(
        request.POST or None, accounts=case.accounts, currency=balance.currency, today=case.page.as_of
    )
    talk = case.attempt_id()
    form.about(chosen.facts.account_id, f"{request.path}?attempt_id={talk}" if talk else request.path)
    if kind in (PlanForm, SettlementForm):
        form.start_with(amount=(balance.total_minor, balance.currency))
    elif kind is ExtensionForm:
        form.start_with(amount=(balance.overdue_minor, balance.currency))
    shown: dict[str, Any] = {"title": title, "form": form, "balance": balance}
    if not form.is_valid():
        return _show(case, shown, status=422 if form.is_bound else 200)
    of_case = {
        "creditor_id": case.creditor_id,
        "debtor_id": debtor_id,
        "attempt_id": case.attempt_id(),
    }
    try:
        offer = make(form.cleaned_data, balance, of_case)
        if "ask" not in request.POST:
            return _show(case, {**shown, "offer": offer})
        made = promises.request(offer.order, case.actor)
    except Refused as refused:
        return _show(case, {**shown, "refused": refused}, status=422)
    if made.state is AgreementState.REQUESTED:
        said = _("It waits for approval.")
    elif made.state is AgreementState.COMPLETED:
        said = _("It is granted and booked.")
    else:
        said = _("It is approved: the debtor can agree now.")
    context = {"agreement": made, "said": said, **AGREEMENT_NAMES}
    return changed(render(request, "workbench/agreements/forms/asked.html", context))


def _show(case: Case, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    context = {
        **frame(case.actor, case.page),
        **shown,
        "action": case.request.path,
        "attempt_id": case.attempt_id(),
    }
    return render(case.request, "workbench/agreements/forms/offer.html", context, status=status)
