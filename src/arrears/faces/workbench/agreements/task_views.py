"""Questions and tasks to other departments: the inbox, and the answer."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from arrears.book.portfolio import api as portfolio
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.agreements.forms import AnswerForm
from arrears.faces.workbench.agreements.names import AGREEMENT_NAMES
from arrears.faces.workbench.names import NAMES
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Role
from arrears.kernel import clock
from arrears.people.team import api as team
from arrears.people.team.contracts import Department, NotYours

# Its members answer for a department; while it has none, whoever leads, checks or administers writes it down.
ANSWER = (Role.DEPARTMENT, Role.LEADER, Role.COMPLIANCE, Role.ADMINISTRATOR)
FIGURE_DAYS = 30


@may(*ANSWER)
@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """Open tasks, the next due first; one department's when it is chosen."""
    return _inbox(request)


def _inbox(request: HttpRequest, status: int = 200, **more: object) -> HttpResponse:
    asked = request.GET.get("department", "")
    chosen = Department(asked) if asked in set(Department) else None
    actor, now = actor_of(request), clock.now()
    own = team.departments_of(actor)
    found = team.open_tasks(actor, own & {chosen} if chosen else own, reveal=True)
    today = clock.today(actor.zone)
    context = {
        **NAMES,
        **AGREEMENT_NAMES,
        "tasks": found,
        "late": sum(one.due_at < now for one in found),
        "now": now,
        "chosen": asked if chosen else "",
        "departments": [one for one in Department if one in own],
        "names": portfolio.masked_names(actor, [one.debtor_id for one in found]),
        "answers": {one for one in own if team.may_answer(actor, one)},
        "figures": [
            one
            for one in team.department_figures(actor, today - timedelta(days=FIGURE_DAYS - 1), today)
            if one.department in own
        ],
        "figure_days": FIGURE_DAYS,
        "form": AnswerForm(),
        **more,
    }
    return render(request, "workbench/agreements/tasks.html", context, status=status)


@may(*ANSWER)
@require_POST
@in_scope
def task_answer(request: HttpRequest, task_id: int) -> HttpResponse:
    """Write the answer down; whoever asked does not answer."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _inbox(request, 422, answering=task_id, form=form)
    try:
        team.answer_task(task_id, form.cleaned_data["answer"], actor_of(request))
    except NotYours as refused:
        return _inbox(request, 422, answering=task_id, form=form, refused=refused.args[0])
    return redirect(reverse("tasks"))
