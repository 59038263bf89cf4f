"""Users and the audit trail."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from arrears.faces.workbench.fields import DayInput
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import ROLE_WORDS, Role, audit_lines, users
from arrears.kernel.clock import day_bounds, today

PAGE_LINES = 100


class AuditForm(forms.Form):
    first = forms.DateField(label=_("From"), required=False, widget=DayInput())
    last = forms.DateField(label=_("To"), required=False, widget=DayInput())
    who = forms.CharField(label=_("Who"), required=False, max_length=80)
    action = forms.CharField(label=_("Action"), required=False, max_length=60)
    subject = forms.CharField(label=_("Subject"), required=False, max_length=120)
    before = forms.IntegerField(required=False, widget=forms.HiddenInput)


@may(Role.ADMINISTRATOR)
@require_GET
def user_list(request: HttpRequest) -> HttpResponse:
    found = users(actor_of(request))
    return render(request, "workbench/administrator/users.html", {"users": found, "SEATS": ROLE_WORDS})


@may(Role.ADMINISTRATOR)
@require_GET
def audit_search(request: HttpRequest) -> HttpResponse:
    """A week back unless a time is named; the form's day counts whole, in the reader's zone."""
    actor, here = actor_of(request), today(actor_of(request).zone)
    form = AuditForm(request.GET or None, initial={"first": here - timedelta(days=7), "last": here})
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    first: date = asked.get("first") or here - timedelta(days=7)
    last: date = asked.get("last") or here
    named = {name: asked.get(name, "").strip() for name in ("who", "action", "subject")}
    lines = audit_lines(
        actor,
        since=day_bounds(first, actor.zone)[0],
        until=day_bounds(last, actor.zone)[1],
        before=asked.get("before"),
        limit=PAGE_LINES,
        **named,
    )
    older = ""
    if len(lines) == PAGE_LINES:
        query = {"first": first, "last": last, **named, "before": lines[-1].id}
        older = f"?{urlencode(query)}"
    context = {"form": form, "lines": lines, "older": older}
    return render(request, "workbench/administrator/audit.html", context)
