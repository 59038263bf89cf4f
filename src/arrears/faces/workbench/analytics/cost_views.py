"""What a contact costs: prices by channel and for an hour of talk, so that a unit recovered has its cost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from arrears.faces.workbench.analytics import asked
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import CreditorFacts, Role, creditors
from arrears.reports import api as reports

PRICERS = (Role.LEADER, Role.STRATEGIST, Role.ADMINISTRATOR)
LABELS = {
    "call": gettext_lazy("A call"),
    "sms": gettext_lazy("A text message"),
    "email": gettext_lazy("An e-mail"),
    "letter": gettext_lazy("A letter"),
    "visit": gettext_lazy("A visit"),
    "hour": gettext_lazy("An hour of talk"),
}


class CostForm(forms.Form):
    """A price for each; an empty one is not known, and then there is no cost."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in reports.COSTED:
            self.fields[name] = forms.DecimalField(
                label=LABELS[name],
                required=False,
                min_value=0,
                max_value=100_000,
                max_digits=10,
                decimal_places=4,
            )

    def prices(self) -> dict[str, Decimal]:
        return {name: value for name, value in self.cleaned_data.items() if value is not None}


def _chosen(request: HttpRequest, seen: tuple[CreditorFacts, ...]) -> CreditorFacts:
    wanted = asked.ids(request.GET.get("creditor", ""))
    found = next((one for one in seen if not wanted or one.id == wanted[0]), None)
    if found is None:
        raise Http404
    return found


@may(*PRICERS)
@require_http_methods(["GET", "POST"])
def costs(request: HttpRequest) -> HttpResponse:
    """The prices of one creditor's work, and the form that changes them."""
    actor = actor_of(request)
    seen = creditors(actor)
    creditor = _chosen(request, seen)
    known = {name: f"{price.normalize():f}" for name, price in reports.unit_costs(creditor).items()}
    form = CostForm(request.POST) if request.method == "POST" else CostForm(initial=known)
    if request.method == "POST" and form.is_valid():
        reports.set_unit_costs(creditor.id, form.prices(), actor)
        messages.success(request, _("The prices are kept."))
        return redirect(f"{reverse('unit_costs')}?creditor={creditor.id}")
    context = {"form": form, "creditor": creditor, "creditors": seen}
    status = 422 if request.method == "POST" else 200
    return render(request, "workbench/analytics/costs.html", context, status=status)
