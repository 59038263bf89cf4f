"""The listening list: talks that somebody should hear for their quality."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from arrears.book.portfolio import api as portfolio
from arrears.desk.contact import api as contact
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.leader.views import asked_day
from arrears.faces.workbench.names import NAMES
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Role
from arrears.people.team import api as team


@may(Role.LEADER, Role.COMPLIANCE)
@require_GET
def listening(request: HttpRequest) -> HttpResponse:
    """The talks of a day that should be heard, those not heard yet first, and why each is here."""
    actor, day = actor_of(request), asked_day(request)
    found = contact.to_listen(actor, day, team.newcomers())
    context = {
        **NAMES,
        "day": day,
        "talks": found,
        "waiting": sum(not one.heard_by for one in found),
        "names": portfolio.masked_names(actor, [one.attempt.debtor_id for one in found]),
    }
    return render(request, "workbench/leader/listening.html", context)


@may(Role.LEADER, Role.COMPLIANCE)
@require_POST
@in_scope
def listening_heard(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Say that the talk was heard."""
    actor = actor_of(request)
    contact.heard(attempt_id, actor)
    day = contact.attempt(attempt_id, actor).business_date
    return redirect(f"{reverse('listening')}?day={day.isoformat()}")
