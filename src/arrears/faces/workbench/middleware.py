"""A person's own language and zone for every page."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation

from arrears.foundation.access import actor_of


class PersonMiddleware:
    """Stands after authentication: what is stored with the user wins over cookie and browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            me = actor_of(request)
            translation.activate(me.language)
            request.LANGUAGE_CODE = translation.get_language()
            timezone.activate(zoneinfo.ZoneInfo(me.zone))
        else:
            timezone.deactivate()
        return self.get_response(request)
