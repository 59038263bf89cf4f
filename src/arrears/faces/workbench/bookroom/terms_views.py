"""What a creditor agreed about money: orders of allocation, rates that we compute, where files say otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from arrears.book.calculators.api import POLICIES
from arrears.book.payments import api as payments
from arrears.book.payments.contracts import Ahead, Component, PostingRefused
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.bookroom.file_forms import creditor_options, offer
from arrears.faces.workbench.bookroom.lists import as_file, paged, wants_file
from arrears.faces.workbench.bookroom.names import AHEAD_WORDS, NAMES, ORDER_WORDS
from arrears.faces.workbench.bookroom.rights import SEE_ACCOUNTS, SEE_TERMS, SET_TERMS
from arrears.faces.workbench.collector.day import as_of
from arrears.faces.workbench.fields import DayInput
from arrears.faces.workbench.names import COMPONENT_WORDS
from arrears.faces.workbench.templatetags.workbench import in_language, plain_amount
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, creditors

GAPS_PAGE = 50
CHARGED = (Component.INTEREST, Component.PENALTY)


class TermsForm(forms.Form):
    """Whose, for which product, from which day on."""

    creditor = forms.TypedChoiceField(label=gettext_lazy("Creditor"), coerce=int)
    product = forms.CharField(
        label=gettext_lazy("Product"), required=False, max_length=60,
        help_text=gettext_lazy("As the creditor's files name it; empty: all others."),
    )  # fmt: skip
    valid_from = forms.DateField(label=gettext_lazy("In force from"), widget=DayInput())

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "creditor", creditor_options(actor))

    def clean_valid_from(self) -> date:
        day: date = self.cleaned_data["valid_from"]
        if day < as_of():
            raise forms.ValidationError(_("It may hold from today or later."))
        return day


class AllocationForm(TermsForm):
    order = forms.ChoiceField(label=gettext_lazy("Order of payment"))
    late_order = forms.ChoiceField(label=gettext_lazy("Order once overdue"), required=False)
    late_days = forms.IntegerField(
        label=gettext_lazy("from so many days overdue"), required=False, min_value=1, max_value=3650
    )
    ahead = forms.ChoiceField(label=gettext_lazy("Money beyond what is due"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        orders = [(name, in_language(ORDER_WORDS[name])) for name in POLICIES]
        offer(self, "order", orders)
        offer(self, "late_order", [("", _("The order stays")), *orders])
        offer(self, "ahead", [(str(one), in_language(AHEAD_WORDS[one])) for one in Ahead])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if bool(found.get("late_order")) != bool(found.get("late_days")):
            raise forms.ValidationError(
                _("Another order needs the day from which it rules, and a day an order.")
            )
        return found


class AccrualForm(TermsForm):
    component = forms.ChoiceField(label=gettext_lazy("Component"))
    daily_percent = forms.DecimalField(
        label=gettext_lazy("Per cent a day"), min_value=Decimal("0.00000001"), max_value=Decimal(1),
        max_digits=12, decimal_places=8,
        help_text=gettext_lazy("Of the principal open at the close of the day before; the due day is not counted."),
    )  # fmt: skip
    grace_days = forms.IntegerField(
        label=gettext_lazy("Days of grace"), required=False, min_value=0, max_value=365
    )
    cap_yearly_percent = forms.DecimalField(
        label=gettext_lazy("At most, per cent a year"), required=False, min_value=Decimal("0.0001"),
        max_value=Decimal(100), max_digits=8, decimal_places=4,
        help_text=gettext_lazy("Divided by 365 for a day."),
    )  # fmt: skip
    cap_rule = forms.CharField(
        label=gettext_lazy("Rule of this limit"), required=False, max_length=40,
        help_text=gettext_lazy("Such as CN-I1."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "component", [(str(one), in_language(COMPONENT_WORDS[one])) for one in CHARGED])


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Terms beside the name of the creditor who agreed them."""

    creditor_name: str
    terms: Any


@may(*SEE_TERMS)
@require_http_methods(["GET", "POST"])
@in_scope
def book_terms(request: HttpRequest) -> HttpResponse:
    """Orders, rates and differences of the creditors in scope; who may, sets them from a day on."""
    actor = actor_of(request)
    count, gaps = payments.accrual_gaps(actor)
    if wants_file(request):
        return _exported(request, gaps)
    act = request.POST.get("act", "") if actor.role in SET_TERMS else ""
    initial = {"valid_from": as_of()}
    order = AllocationForm(
        request.POST if act == "order" else None, actor=actor, initial=initial, auto_id="order-%s"
    )
    rate = AccrualForm(
        request.POST if act == "rate" else None, actor=actor, initial=initial, auto_id="rate-%s"
    )
    if (
        (act == "order" and order.is_valid() and _ordered(order, actor))
        or (act == "rate" and rate.is_valid() and _rated(rate, actor))
        or (act == "end" and _ended(request, actor))
    ):
        messages.success(request, _("It is on record."))
        return redirect("book_terms")
    names = {one.id: one.name for one in creditors(actor)}
    context = {
        **NAMES,
        "orders": [
            Named(creditor_name=names.get(one.creditor_id, ""), terms=one)
            for one in payments.allocation_terms(actor)
        ],
        "rates": [
            Named(creditor_name=names.get(one.creditor_id, ""), terms=one)
            for one in payments.accrual_terms(actor)
        ],
        "page": paged(request, gaps, GAPS_PAGE),
        "gaps": count,
        "order_form": order,
        "rate_form": rate,
        "may_open": actor.role in SEE_ACCOUNTS,
        "may_set": actor.role in SET_TERMS,
        "today": as_of(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workbench/bookroom/terms.html", context, status=status)


def _ordered(form: AllocationForm, actor: Actor) -> bool:
    said = form.cleaned_data
    terms: dict[str, Any] = {"order": said["order"], "ahead": said["ahead"]}
    if said["late_order"]:
        terms |= {"late_order": said["late_order"], "late_days": said["late_days"]}
    try:
        payments.set_allocation_policy(
            said["creditor"], terms, valid_from=said["valid_from"], product=said["product"], actor=actor
        )
    except PostingRefused as refused:
        form.add_error(None, in_language(refused.words))
        return False
    return True


def _rated(form: AccrualForm, actor: Actor) -> bool:
    said = form.cleaned_data
    rate = payments.Rate(
        component=Component(said["component"]),
        daily_percent=said["daily_percent"],
        cap_yearly_percent=said["cap_yearly_percent"],
        grace_days=said["grace_days"] or 0,
    )
    try:
        payments.set_accrual_terms(
            said["creditor"],
            rate,
            valid_from=said["valid_from"],
            product=said["product"],
            cap_rule=said["cap_rule"],
            actor=actor,
        )
    except PostingRefused as refused:
        form.add_error(None, in_language(refused.words))
        return False
    return True


def _ended(request: HttpRequest, actor: Actor) -> bool:
    asked = request.POST.get("terms", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        return False
    try:
        payments.end_accrual_terms(int(asked), on=as_of(), actor=actor)
    except PostingRefused as refused:
        messages.error(request, in_language(refused.words))
        return False
    return True


def _exported(request: HttpRequest, gaps: tuple[payments.GapFacts, ...]) -> HttpResponse:
    headings = [
        _("Account"), _("Component"), _("As of"), _("We compute"), _("The file says"), _("Difference"), _("Currency"),
    ]  # fmt: skip
    rows: list[list[Any]] = [
        [
            one.number,
            in_language(COMPONENT_WORDS[one.component]),
            one.day,
            plain_amount(one.computed_minor, one.currency),
            plain_amount(one.file_minor, one.currency),
            plain_amount(one.difference_minor, one.currency),
            one.currency,
        ]
        for one in gaps
    ]
    return as_file(request, "accrual-differences", headings, rows)
