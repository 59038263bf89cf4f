"""Who works on what: cases handed over, one or many, and people who are away."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.collector import case as cases
from arrears.faces.workbench.collector import day as days
from arrears.faces.workbench.collector.case_views import frame
from arrears.faces.workbench.collector.list_views import PAGE_SIZE
from arrears.faces.workbench.collector.reach_views import changed
from arrears.faces.workbench.leader.forms import AbsenceForm, AssignForm, ReassignForm, collectors
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Role
from arrears.people.team import api as team
from arrears.people.team.contracts import NotYours

QUERY_MAX = 1_000


def _acted(request: HttpRequest, form: forms.Form, act: Callable[[], str], back: str) -> HttpResponse:
    """Do it and go back; what was wrong, or what came of it, is said on the page."""
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(str(error) for error in errors))
        return redirect(back)
    try:
        messages.success(request, act())
    except NotYours as refused:
        messages.error(request, in_language(refused.args[0]))
    return redirect(back)


def _moved(count: int) -> str:
    return ngettext("{count} case was handed over.", "{count} cases were handed over.", count).format(
        count=count
    )


@may(Role.LEADER)
@require_POST
def team_reassign(request: HttpRequest) -> HttpResponse:
    """Hand all open cases of one person over to another."""
    actor = actor_of(request)
    form = ReassignForm(request.POST, people=collectors(actor))

    def act() -> str:
        said = form.cleaned_data
        return _moved(team.hand_over(said["from_user"], said["to_user"], said["why"], actor))

    return _acted(request, form, act, reverse("team_day"))


@may(Role.LEADER)
@require_POST
def team_assign(request: HttpRequest) -> HttpResponse:
    """Give the cases that are ticked on the worklist to a person, with the reason."""
    actor = actor_of(request)
    form = AssignForm(request.POST, people=collectors(actor))
    asked = [int(one) for one in request.POST.getlist("case")[:PAGE_SIZE] if one.isdigit()]
    page = team.worklist(
        actor, days.worked_day(), team.Filters(debtor_ids=tuple(asked), states=()), size=PAGE_SIZE
    )
    chosen = [(one.creditor_id, one.debtor_id) for one in page.items] if asked else []
    back = f"{reverse('worklist')}?{QueryDict(request.POST.get('query', '')[:QUERY_MAX]).urlencode()}"

    def act() -> str:
        if not chosen:
            raise NotYours(team.NOTHING_CHOSEN)
        return _moved(team.assign(chosen, form.cleaned_data["to_user"], form.cleaned_data["why"], actor))

    return _acted(request, form, act, back)


@may(Role.LEADER)
@require_http_methods(["GET", "POST"])
@in_scope
def case_assign(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """Give this case to a person, with the reason."""
    actor = actor_of(request)
    page = cases.debtor_page(actor, debtor_id, days.as_of())
    form = AssignForm(request.POST or None, people=collectors(actor))
    refused = None
    if form.is_valid():
        said = form.cleaned_data
        try:
            team.assign([(page.party.creditor_id, debtor_id)], said["to_user"], said["why"], actor)
        except NotYours as problem:
            refused = {"words": problem.args[0]}
        else:
            done = {"title": _("The case is handed over."), "lines": ()}
            return changed(render(request, "workbench/collector/forms/done.html", done))
    context = {
        **frame(actor, page),
        "form": form,
        "title": _("Hand the case over"),
        "button": _("Hand over"),
        "action": request.path,
        "refused": refused,
    }
    status = 422 if form.is_bound else 200
    return render(request, "workbench/collector/forms/simple.html", context, status=status)


@may(Role.LEADER)
@require_POST
def team_absence(request: HttpRequest) -> HttpResponse:
    """Somebody is away: the worklists of these days go to the deputy or to whoever takes the next case."""
    actor = actor_of(request)
    form = AbsenceForm(request.POST, people=collectors(actor), today=days.as_of())

    def act() -> str:
        said = form.cleaned_data
        team.enter_absence(
            said["user"], said["first"], said["last"], actor, deputy_id=said["deputy"], why=said["why"]
        )
        return _("The absence is entered.")

    return _acted(request, form, act, reverse("team_day"))


@may(Role.LEADER)
@require_POST
@in_scope
def team_absence_end(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Somebody is back earlier."""
    actor = actor_of(request)

    def act() -> str:
        team.end_absence(absence_id, actor)
        return _("The absence is ended.")

    return _acted(request, forms.Form(request.POST), act, reverse("team_day"))
