"""What a person wrote is put in force by a second one, from a date, and taken back: the same for cards and limits."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.db import transaction

from arrears.foundation.api import Actor, audit
from arrears.kernel.clock import today
from arrears.kernel.words import Words
from arrears.night.engine.models import NightAllocation, NightCard
from arrears.night.engine.strategy_contracts import NotNow

Version = TypeVar("Version", NightAllocation, NightCard)


def put_in_force(kind: type[Version], pk: int, actor: Actor, *, subject: str, in_force_from: date) -> Version:
    """Put a draft in force from a date; `subject` names its kind in the audit. Raises NotNow: no draft, the writer's
    own, nobody, or a date that has passed."""
    with transaction.atomic():
        kept = kind.objects.select_for_update().filter(pk=pk).first()
        if kept is None or kept.in_force_from is not None:
            raise NotNow(Words("该版本不在待批准状态", "this version does not wait for approval"))
        if actor.user_id is None or actor.user_id == kept.written_by_id:
            raise NotNow(
                Words(
                    "须由制作人以外的第二人使其生效",
                    "a second person puts a version in force, never the one who made it",
                )
            )
        if in_force_from < today():
            raise NotNow(
                Words("生效日不能早于今天", "a version cannot be put in force for a day that has passed")
            )
        kept.approved_by_id, kept.in_force_from = actor.user_id, in_force_from
        kept.save(update_fields=["approved_by", "in_force_from"])
        audit(actor, f"{subject}.approved", f"{subject}:{kept.pk}", {"from": in_force_from.isoformat()})
    return kept


def take_back(kind: type[Version], pk: int, actor: Actor, *, subject: str) -> Version:
    """Take a version back from today on: what was in force before it is in force again. Raises NotNow."""
    with transaction.atomic():
        kept = kind.objects.select_for_update().filter(pk=pk).first()
        if kept is None or kept.in_force_from is None or kept.withdrawn_on is not None:
            raise NotNow(
                Words("只有已生效的版本才能收回", "only a version that was put in force can be taken back")
            )
        kept.withdrawn_on = today()
        kept.save(update_fields=["withdrawn_on"])
        audit(actor, f"{subject}.withdrawn", f"{subject}:{kept.pk}", {"version": kept.version})
    return kept
