"""Charts of pages: a page names its chart's address and is not held up by the drawing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from arrears.reports import api as reports
from arrears.reports.api import Chart

Draw = Callable[[], Chart | None]


def page(request: HttpRequest, template: str, context: dict[str, Any], draw: Draw | None) -> HttpResponse:
    """The page with the address of its chart as `chart`, or with `?picture=svg` the chart alone.

    `draw` is None where there is nothing to draw. The chart has the address of its page, so that it is scoped,
    filtered and permitted as the page is.
    """
    if request.GET.get("picture") == "svg":
        drawn = draw() if draw else None
        if drawn is None:
            raise Http404
        return HttpResponse(reports.svg(drawn), content_type="image/svg+xml")
    query = request.GET.copy()
    query["picture"] = "svg"
    context["chart"] = f"?{query.urlencode()}" if draw else ""
    return render(request, template, context)
