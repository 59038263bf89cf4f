"""The team's day: figures, overdue follow-ups, cases handed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from arrears.book.portfolio import api as portfolio
from arrears.faces.workbench.collector import day as days
from arrears.faces.workbench.names import NAMES
from arrears.faces.workbench.templatetags.workbench import in_language, money
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, Role, users
from arrears.people.team import api as team
from arrears.people.team.contracts import FollowUpFacts, NotYours, TeamDay


@dataclass(frozen=True, slots=True)
class Late:
    facts: FollowUpFacts
    name_masked: str
    person: str


class ReassignForm(forms.Form):
    """All open cases of one person to another, with the reason."""

    from_user = forms.TypedChoiceField(label=gettext_lazy("From"), coerce=int)
    to_user = forms.TypedChoiceField(label=gettext_lazy("To"), coerce=int)
    why = forms.CharField(label=gettext_lazy("Reason"), min_length=2, max_length=200)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("from_user", "to_user"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "—"), *((str(user_id), label) for user_id, label in people)]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("from_user") and found.get("from_user") == found.get("to_user"):
            self.add_error("to_user", _("Choose somebody else."))
        return found


def _collectors(actor: Actor) -> list[tuple[int, str]]:
    return [(one.id, one.name) for one in users(actor, Role.COLLECTOR) if one.active]


def _figures(board: TeamDay) -> list[dict[str, Any]]:
    counts = (
        (_("Attempts"), board.attempts),
        (_("Reached"), board.reached),
        (_("Promises"), board.promises),
        (_("Kept"), board.kept),
        (_("Broken"), board.broken),
        (_("Complaints"), board.complaints),
        (_("Unassigned cases"), board.unassigned),
        (_("Overdue follow-ups"), board.follow_ups_overdue),
        (_("Late tasks"), board.tasks_late),
    )
    sums = [(_("Received"), money(minor, code)) for code, minor in board.received]
    sums += [(_("Promised"), money(minor, code)) for code, minor in board.promised]
    return [{"label": label, "value": value} for label, value in (*sums, *counts)]


def _asked_day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return days.worked_day()


@may(Role.LEADER)
@require_GET
def team_day(request: HttpRequest) -> HttpResponse:
    actor, day = actor_of(request), _asked_day(request)
    board = team.team_day(actor, day)
    context = {
        **NAMES,
        "board": board,
        "figures": _figures(board),
        "today": days.as_of(),
        "late": _late(actor, day),
        "reassign": ReassignForm(people=_collectors(actor)),
    }
    return render(request, "workbench/leader/day.html", context)


def _late(actor: Actor, day: date) -> list[Late]:
    found = team.overdue_follow_ups(actor, day)
    names = portfolio.masked_names(actor, [facts.debtor_id for facts in found])
    people = {one.id: one.name for one in users(actor)}
    return [
        Late(facts, names.get(facts.debtor_id, "–"), people.get(facts.user_id or 0, "")) for facts in found
    ]


@may(Role.LEADER)
@require_POST
def team_reassign(request: HttpRequest) -> HttpResponse:
    """Hand all open cases of one person over to another."""
    actor = actor_of(request)
    form = ReassignForm(request.POST, people=_collectors(actor))
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(str(error) for error in errors))
        return redirect("team_day")
    said = form.cleaned_data
    try:
        moved = team.hand_over(said["from_user"], said["to_user"], said["why"], actor)
    except NotYours as refused:
        messages.error(request, in_language(refused.args[0]))
        return redirect("team_day")
    messages.success(
        request,
        ngettext("{count} case was handed over.", "{count} cases were handed over.", moved).format(
            count=moved
        ),
    )
    return redirect("team_day")
