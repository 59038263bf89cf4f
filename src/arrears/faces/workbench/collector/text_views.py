"""What may not be said in a message, told while it is written; the gate reads it again when it is sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.collector.case_views import MAY_ACT
from arrears.foundation.access import may
from arrears.language.api import TextTooLong, screen

SHOWN_MAX = 10


@may(*MAY_ACT)
@require_POST
@in_scope
def case_text_check(request: HttpRequest, debtor_id: int) -> HttpResponse:
    """The findings of a text, the gravest first. Nothing is kept."""
    text = f"{request.POST.get('subject', '')}\n{request.POST.get('text', '')}".strip()
    try:
        found = sorted(screen(text), key=lambda one: (one.severity.value != "fatal", one.start))
    except TextTooLong:
        return render(request, "workbench/collector/parts/text_found.html", {"too_long": True})
    context = {"found": found[:SHOWN_MAX], "more": max(len(found) - SHOWN_MAX, 0), "empty": not text}
    return render(request, "workbench/collector/parts/text_found.html", context)
