"""Filters that a person keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from arrears.foundation.api import Actor
from arrears.people.team.contracts import Filters
from arrears.people.team.models import SavedFilter


def saved_filters(actor: Actor) -> Mapping[str, Filters]:
    """The actor's filters by name. What an older release saved and this one does not know is left out."""
    if actor.user_id is None:
        return {}
    known = {field.name for field in fields(Filters)}
    found = {}
    for row in SavedFilter.objects.filter(user_id=actor.user_id).order_by("name"):
        kept = {name: value for name, value in row.filters.items() if name in known}
        for name in ("states", "debtor_ids"):
            if name in kept:
                kept[name] = tuple(kept[name])
        found[row.name] = Filters(**kept)
    return found
