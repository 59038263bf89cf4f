"""Filters that a person keeps under a name."""

from __future__ import annotations

from dataclasses import asdict

from arrears.foundation.api import Actor
from arrears.kernel.words import Words
from arrears.people.team.contracts import Filters, NotYours
from arrears.people.team.models import SavedFilter

FILTERS_MAX = 30


def save_filter(name: str, filters: Filters, actor: Actor) -> None:
    """Keep a filter under a name; the same name is replaced."""
    if actor.user_id is None or not name.strip():
        raise NotYours(Words("请填写名称", "Give it a name"))
    own = SavedFilter.objects.filter(user_id=actor.user_id)
    if own.count() >= FILTERS_MAX and not own.filter(name=name.strip()).exists():
        raise NotYours(Words(f"最多保存{FILTERS_MAX}个筛选", f"At most {FILTERS_MAX} filters are kept"))
    SavedFilter.objects.update_or_create(
        user_id=actor.user_id, name=name.strip()[:60], defaults={"filters": asdict(filters)}
    )


def drop_filter(name: str, actor: Actor) -> None:
    """Forget a filter of the actor's own."""
    if actor.user_id is not None:
        SavedFilter.objects.filter(user_id=actor.user_id, name=name).delete()
