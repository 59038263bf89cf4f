"""A case outside the reader's creditors is not there at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from arrears.foundation.api import OutOfScope

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def in_scope(view: View[P]) -> View[P]:
    """Answer 404, not 403, for what lies outside the scope: its existence is not told either."""

    @wraps(view)
    def scoped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except (OutOfScope, LookupError) as missing:
            raise Http404 from missing

    return scoped
