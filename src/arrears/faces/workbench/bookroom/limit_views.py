"""Limits: how much a role may give up alone. Who sets them does not decide waivers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from arrears.book.payments import api as payments
from arrears.book.payments.contracts import OWED_COMPONENTS, Component
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.bookroom.file_forms import creditor_options, offer
from arrears.faces.workbench.bookroom.mapping_fields import CURRENCIES
from arrears.faces.workbench.bookroom.names import NAMES
from arrears.faces.workbench.bookroom.rights import ASK_WAIVERS, DECIDE_WAIVERS, SET_LIMITS
from arrears.faces.workbench.fields import MoneyField
from arrears.faces.workbench.names import COMPONENT_WORDS
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import ROLE_WORDS, Actor, Role, creditors
from arrears.kernel.money import Money

ROLES = tuple(dict.fromkeys((*ASK_WAIVERS, *DECIDE_WAIVERS)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One limit in force; component None: all components together."""

    creditor_name: str
    role: Role
    component: Component | None
    most_minor: int
    currency: str


class LimitForm(forms.Form):
    creditor = forms.TypedChoiceField(label=gettext_lazy("Creditor"), coerce=int)
    role = forms.ChoiceField(label=gettext_lazy("Who may"))
    component = forms.ChoiceField(label=gettext_lazy("Of which component"), required=False)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=[(one, one) for one in CURRENCIES])
    most = MoneyField(label=gettext_lazy("At most, alone"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "creditor", creditor_options(actor))
        offer(self, "role", [(str(role), in_language(ROLE_WORDS[role])) for role in ROLES])
        parts = [(str(part), in_language(COMPONENT_WORDS[part])) for part in OWED_COMPONENTS]
        offer(self, "component", [("", _("All together")), *parts])
        most, asked = self.fields["most"], self.data.get("currency", "")
        assert isinstance(most, MoneyField)
        most.currency = asked if asked in CURRENCIES else CURRENCIES[0]


@may(*SET_LIMITS)
@require_http_methods(["GET", "POST"])
@in_scope
def book_limits(request: HttpRequest) -> HttpResponse:
    """The limits of each role at each creditor; above them a second person decides."""
    actor = actor_of(request)
    form = LimitForm(request.POST or None, actor=actor)
    if form.is_valid():
        said = form.cleaned_data
        part = Component(said["component"]) if said["component"] else None
        most: Money = said["most"]
        payments.set_waiver_limit(said["creditor"], Role(said["role"]), part, most, actor)
        messages.success(request, _("The limit holds from now on."))
        return redirect("book_limits")
    context = {**NAMES, "limits": _limits(actor), "form": form, "SEATS": ROLE_WORDS}
    status = 422 if form.is_bound else 200
    return render(request, "workbench/bookroom/limits.html", context, status=status)


def _limits(actor: Actor) -> list[Limit]:
    return [
        Limit(creditor_name=house.name, role=role, component=part, most_minor=most, currency=currency)
        for house in creditors(actor)
        for currency in CURRENCIES
        for role in ROLES
        for part, most in payments.limits_of(house.id, role, currency).items()
    ]
