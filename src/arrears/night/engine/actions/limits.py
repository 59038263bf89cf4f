"""The life of the house's limits: written, approved by a second person from a date, taken back.

Nothing is overwritten: a past night is decided by the limits that were in force on its date.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max

from arrears.foundation.api import Actor, audit
from arrears.night.allocation.contracts import AllocationError
from arrears.night.allocation.rules import parse_treatments
from arrears.night.allocation.rules.policy import parse_allocation
from arrears.night.engine.actions.second_person import put_in_force, take_back
from arrears.night.engine.contracts import AllocationFacts
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
    return allocation_facts(
        put_in_force(NightAllocation, allocation_id, actor, subject="allocation", in_force_from=in_force_from)
    )


def withdraw_allocation(allocation_id: int, actor: Actor) -> AllocationFacts:
    """Take limits back from today on: those before them are in force again, or none. Raises NotNow."""
    return allocation_facts(take_back(NightAllocation, allocation_id, actor, subject="allocation"))
