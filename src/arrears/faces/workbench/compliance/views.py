"""What the gate refused: by rule, with citation."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from arrears.faces.workbench.fields import DayInput
from arrears.faces.workbench.names import NAMES
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Role
from arrears.gate import api as gate
from arrears.kernel.clock import day_bounds, today

SHOWN_MAX = 200


class TimeForm(forms.Form):
    first = forms.DateField(label=_("From"), required=False, widget=DayInput())
    last = forms.DateField(label=_("To"), required=False, widget=DayInput())
    rule = forms.CharField(label=_("Rule"), required=False, max_length=20)


@may(Role.COMPLIANCE, Role.LEADER)
@require_GET
def refusals(request: HttpRequest) -> HttpResponse:
    """Refusals of a time, a week back unless one is named, with the rules that caused them."""
    actor, here = actor_of(request), today(actor_of(request).zone)
    form = TimeForm(request.GET or None, initial={"first": here - timedelta(days=6), "last": here})
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    first: date = asked.get("first") or here - timedelta(days=6)
    last: date = asked.get("last") or here
    chosen = asked.get("rule", "").strip().upper()
    since, until = day_bounds(first, actor.zone)[0], day_bounds(last, actor.zone)[1]
    found = gate.refusals(actor, since=since, until=until, rule=chosen or None, limit=SHOWN_MAX)
    counts = Counter(str(rule["id"]) for refusal in found for rule in refusal.rules)
    context = {
        **NAMES,
        "form": form,
        "refusals": found,
        "by_rule": counts.most_common(),
        "chosen": chosen,
        "query": urlencode({"first": first, "last": last}),
        "most": SHOWN_MAX,
    }
    return render(request, "workbench/compliance/refusals.html", context)
