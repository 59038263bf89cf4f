"""Accounts are made by administrators; nobody signs up."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from arrears.foundation.api import set_language


class StaffOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        """A language chosen on the login page goes with the person from then on."""
        chosen = request.session.get("language_chosen")
        super().login(request, user)
        if chosen:
            set_language(user.pk, chosen)
            request.session.pop("language_chosen", None)
