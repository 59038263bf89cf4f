"""Charts of pages: a page names its chart's address and is not held up by the drawing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from arrears.faces.workbench.analytics import asked
from arrears.foundation.access import may
from arrears.reports import api as reports
from arrears.reports.api import Chart

Draw = Callable[[], Chart | None]
FORMS = ("svg", "spec")
A_DAY = 86_400
A_YEAR = 365 * A_DAY


@may(*asked.READERS)
@require_GET
def drawing_library(request: HttpRequest) -> FileResponse:
    """The library that draws charts in the page; kept by the browser for a year when its address names the
    version that lies there, else for a day."""
    found = FileResponse(reports.library().open("rb"), content_type="text/javascript; charset=utf-8")
    named = request.GET.get("v") == reports.library_version()
    found["Cache-Control"] = f"private, max-age={A_YEAR}, immutable" if named else f"private, max-age={A_DAY}"
    return found


def page(request: HttpRequest, template: str, context: dict[str, Any], draw: Draw | None) -> HttpResponse:
    """The page with the address of its chart as `chart`, or with `?picture=svg` the chart alone, with
    `?picture=spec` what it is drawn from.

    `draw` is None where there is nothing to draw. The chart has the address of its page, so that it is scoped,
    filtered and permitted as the page is.
    """
    if request.GET.get("picture") in FORMS:
        drawn = draw() if draw else None
        if drawn is None:
            raise Http404
        if request.GET["picture"] == "spec":
            return JsonResponse(reports.spec_of(drawn))
        return HttpResponse(reports.svg(drawn), content_type="image/svg+xml")
    query = request.GET.copy()
    query["picture"] = "svg"
    context["chart"] = f"?{query.urlencode()}" if draw else ""
    return render(request, template, context)
