"""Whose data a call is about: the creditor named in the address, if it is in the caller's scope."""

from __future__ import annotations

from django.http import HttpRequest

from arrears.foundation.access import actor_of
from arrears.foundation.api import Actor, CreditorFacts, Role, creditor, require_scope

OF_CREDITORS = (Role.CREDITOR, Role.ADMINISTRATOR)
"""Who may place, post and read for a creditor: its own system, and an administrator who helps it."""


def creditor_in_scope(request: HttpRequest, code: str) -> tuple[Actor, CreditorFacts]:
    """Raises NoSuchCreditor or OutOfScope; both are told as the same 404."""
    actor = actor_of(request)
    facts = creditor(code)
    require_scope(actor, facts.id)
    return actor, facts
