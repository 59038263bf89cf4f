"""Users and the audit trail."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from arrears.faces.workbench.collector.forms import choices
from arrears.faces.workbench.fields import DayInput
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import ROLE_WORDS, Role, audit_lines, users
from arrears.kernel.clock import day_bounds, today
from arrears.people.team import api as team

PAGE_LINES = 100


class AuditForm(forms.Form):
    first = forms.DateField(label=_("From"), required=False, widget=DayInput())
    last = forms.DateField(label=_("To"), required=False, widget=DayInput())
    who = forms.CharField(label=_("Who"), required=False, max_length=80)
    action = forms.CharField(label=_("Action"), required=False, max_length=60)
    subject = forms.CharField(label=_("Subject"), required=False, max_length=120)
    before = forms.IntegerField(required=False, widget=forms.HiddenInput)


class MemberForm(forms.Form):
    """Who answers for which department."""

    user = forms.TypedChoiceField(label=_("Person"), coerce=int)
    department = forms.ChoiceField(label=_("Department"))

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user, department = self.fields["user"], self.fields["department"]
        assert isinstance(user, forms.ChoiceField)
        assert isinstance(department, forms.ChoiceField)
        user.choices = [(str(user_id), name) for user_id, name in people]
        department.choices = choices(team.DEPARTMENT_WORDS)


@may(Role.ADMINISTRATOR)
@require_GET
def user_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    found = users(actor)
    people = [(one.id, one.name) for one in found if one.role is Role.DEPARTMENT and one.active]
    context = {
        "users": found,
        "SEATS": ROLE_WORDS,
        "DEPARTMENTS": team.DEPARTMENT_WORDS,
        "members": team.department_members(actor),
        "form": MemberForm(people=people) if people else None,
    }
    return render(request, "workbench/administrator/users.html", context)


@may(Role.ADMINISTRATOR)
@require_POST
def department_member(request: HttpRequest) -> HttpResponse:
    """Let a person answer for a department, or end it."""
    actor = actor_of(request)
    people = [(one.id, one.name) for one in users(actor, Role.DEPARTMENT)]
    form = MemberForm(request.POST, people=people)
    if not form.is_valid():
        messages.error(request, _("Choose a person and a department."))
        return redirect("users")
    change = team.leave_department if request.POST.get("end") else team.join_department
    try:
        change(form.cleaned_data["user"], team.Department(form.cleaned_data["department"]), actor)
    except team.NotYours as refused:
        messages.error(request, in_language(refused.args[0]))
    return redirect("users")


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
