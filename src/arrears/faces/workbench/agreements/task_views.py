"""Questions and tasks to other departments: the inbox, and the answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.agreements.forms import AnswerForm
from arrears.faces.workbench.agreements.names import AGREEMENT_NAMES
from arrears.faces.workbench.names import NAMES
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Role
from arrears.kernel import clock
from arrears.people.team import api as team
from arrears.people.team.contracts import Department, NotYours

# No department has logins of its own yet: whoever leads, checks or administers writes its answer down.
ANSWER = (Role.LEADER, Role.COMPLIANCE, Role.ADMINISTRATOR)


@may(*ANSWER)
@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """Open tasks, the next due first; one department's when it is chosen."""
    return _inbox(request)


def _inbox(request: HttpRequest, status: int = 200, **more: object) -> HttpResponse:
    asked = request.GET.get("department", "")
    chosen = Department(asked) if asked in set(Department) else None
    found = team.open_tasks(actor_of(request), chosen, reveal=True)
    now = clock.now()
    context = {
        **NAMES,
        **AGREEMENT_NAMES,
        "tasks": found,
        "late": sum(one.due_at < now for one in found),
        "now": now,
        "chosen": asked if chosen else "",
        "departments": list(Department),
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
