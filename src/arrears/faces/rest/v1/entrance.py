"""How the API stands among the pages: tokens instead of sessions, JSON also where no operation answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver
from django.views.decorators.csrf import csrf_exempt

from arrears.faces.rest.v1.problems import NO_ADDRESS, NOT_ALLOWED, problem

View = Callable[..., HttpResponseBase]


def entrance(view: View) -> View:
    """No login page and no cookie's protection: the token that each operation asks for is all that counts.

    Answers are kept by nobody on the way; what Django would tell as a page is told as JSON.
    """

    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            answer = view(request, *args, **kwargs)
        except Http404:
            answer = problem(404, [("address", NO_ADDRESS)])
        if isinstance(answer, HttpResponseNotAllowed):
            allowed = answer["Allow"]
            answer = problem(405, [("method", NOT_ALLOWED)])
            answer["Allow"] = allowed
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    return csrf_exempt(login_not_required(entered))


def opened(patterns: Sequence[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The same addresses, each behind the entrance."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = entrance(pattern.callback)
        else:
            opened(pattern.url_patterns)
    return list(patterns)


@entrance
def nowhere(request: HttpRequest, **_rest: str) -> HttpResponseBase:
    raise Http404
