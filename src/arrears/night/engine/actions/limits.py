"""The life of the house's limits: written, approved by a second person from a date, taken back.

Nothing is overwritten: a past night is decided by the limits that were in force on its date.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max

from arrears.foundation.api import Actor, audit
from arrears.kernel.clock import today
from arrears.night.allocation.contracts import AllocationError
from arrears.night.allocation.rules import parse_treatments
from arrears.night.allocation.rules.policy import parse_allocation
from arrears.night.engine.contracts import AllocationFacts, NotNow
from arrears.night.engine.models import NightAllocation
from arrears.night.engine.queries import allocation_facts
from arrears.night.engine.shipped import shipped_texts
from arrears.night.scoring.rules import parse_features
from arrears.night.strategy.contracts import StrategyError
from arrears.night.strategy.rules import parse_condition


def draft_allocation(text: str, actor: Actor) -> AllocationFacts:
    """Keep a new version of the limits as a draft. Raises AllocationError, which names the place."""
    shipped = shipped_texts()
    policy = parse_allocation(text, parse_treatments(shipped["treatments"]))
    features = parse_features(shipped["features"])
    for split in policy.splits:
        for part in split.parts:
            try:
                if part.when:
                    parse_condition(part.when, features)
            except StrategyError as error:
                raise AllocationError(f"split {split.id}, part {part.id}: {error}") from error
    with transaction.atomic():
        last = NightAllocation.objects.aggregate(newest=Max("version"))["newest"]
        kept = NightAllocation.objects.create(version=(last or 0) + 1, text=text, written_by_id=actor.user_id)
        audit(actor, "allocation.drafted", f"allocation:{kept.pk}", {"version": kept.version})
    return allocation_facts(kept)


def approve_allocation(allocation_id: int, actor: Actor, *, in_force_from: date) -> AllocationFacts:
    """Put limits in force from a date. A second person approves, never the writer. Raises NotNow."""
    with transaction.atomic():
        kept = NightAllocation.objects.select_for_update().filter(pk=allocation_id).first()
        if kept is None or kept.in_force_from is not None:
            raise NotNow("this version of the limits is not a draft any more")
        if actor.user_id is None or actor.user_id == kept.written_by_id:
            raise NotNow("a second person approves the limits, not the one who wrote them")
        if in_force_from < today():
            raise NotNow("limits cannot be put in force for a day that has passed")
        kept.approved_by_id, kept.in_force_from = actor.user_id, in_force_from
        kept.save(update_fields=["approved_by", "in_force_from"])
        audit(actor, "allocation.approved", f"allocation:{kept.pk}", {"from": in_force_from.isoformat()})
    return allocation_facts(kept)


def withdraw_allocation(allocation_id: int, actor: Actor) -> AllocationFacts:
    """Take limits back from today on: those before them are in force again, or none. Raises NotNow."""
    with transaction.atomic():
        kept = NightAllocation.objects.select_for_update().filter(pk=allocation_id).first()
        if kept is None or kept.in_force_from is None or kept.withdrawn_on is not None:
            raise NotNow("only limits that were approved can be taken back")
        kept.withdrawn_on = today()
        kept.save(update_fields=["withdrawn_on"])
        audit(actor, "allocation.withdrawn", f"allocation:{kept.pk}", {"version": kept.version})
    return allocation_facts(kept)
