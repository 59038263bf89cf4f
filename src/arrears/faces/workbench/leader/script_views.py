"""Which scripts are used, and what comes of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import ScriptUse
from arrears.desk.promises import api as promises
from arrears.desk.scripts import api as scripts
from arrears.faces.workbench.leader.views import asked_day
from arrears.faces.workbench.names import NAMES
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Role
from arrears.kernel.words import Words

DAYS = 30


@dataclass(frozen=True, slots=True)
class Line:
    use: ScriptUse
    title: Words | None
    kept: int
    judged: int

    @property
    def promised_percent(self) -> int | None:
        return round(100 * self.use.promised / self.use.reached) if self.use.reached else None

    @property
    def kept_percent(self) -> int | None:
        return round(100 * self.kept / self.judged) if self.judged else None


@may(Role.LEADER, Role.TRAINER, Role.COMPLIANCE)
@require_GET
def script_use(request: HttpRequest) -> HttpResponse:
    """Thirty days back from a day: how often each script was used, who was reached, what was promised and kept."""
    actor, last = actor_of(request), asked_day(request)
    first = last - timedelta(days=DAYS - 1)
    kept = promises.kept_by_script(actor, first, last)
    titles = {one.code: one.title for one in scripts.library(language="zh")}
    lines = [
        Line(use, titles.get(use.script), *kept.get(use.script, (0, 0)))
        for use in contact.script_use(actor, first, last)
    ]
    context = {**NAMES, "lines": lines, "first": first, "last": last}
    return render(request, "workbench/leader/scripts.html", context)
