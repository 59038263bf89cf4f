"""The team's day: figures, overdue follow-ups, who is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from arrears.book.portfolio import api as portfolio
from arrears.faces.workbench.collector import day as days
from arrears.faces.workbench.leader.forms import AbsenceForm, ReassignForm, collectors
from arrears.faces.workbench.names import NAMES
from arrears.faces.workbench.templatetags.workbench import money
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, Role, users
from arrears.people.team import api as team
from arrears.people.team.contracts import FollowUpFacts, TeamDay


@dataclass(frozen=True, slots=True)
class Late:
    facts: FollowUpFacts
    name_masked: str
    person: str


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


def asked_day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return days.worked_day()


@may(Role.LEADER)
@require_GET
def team_day(request: HttpRequest) -> HttpResponse:
    actor, day = actor_of(request), asked_day(request)
    board = team.team_day(actor, day)
    context = {
        **NAMES,
        "board": board,
        "figures": _figures(board),
        "today": days.as_of(),
        "late": _late(actor, day),
        "reassign": ReassignForm(people=collectors(actor)),
        "absence": AbsenceForm(people=collectors(actor), today=days.as_of()),
        "absences": team.absences(actor, days.as_of()),
    }
    return render(request, "workbench/leader/day.html", context)


def _late(actor: Actor, day: date) -> list[Late]:
    found = team.overdue_follow_ups(actor, day)
    names = portfolio.masked_names(actor, [facts.debtor_id for facts in found])
    people = {one.id: one.name for one in users(actor)}
    return [
        Late(facts, names.get(facts.debtor_id, "–"), people.get(facts.user_id or 0, "")) for facts in found
    ]
