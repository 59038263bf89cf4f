"""Reads of waiver requests."""

from __future__ import annotations

from arrears.book.payments.contracts import Component, WaiverRequestFacts
from arrears.book.payments.models import WaiverRequest
from arrears.foundation.contracts import Actor

REQUESTS_MAX = 500


def waiver_requests(actor: Actor, state: str | None = "waiting") -> tuple[WaiverRequestFacts, ...]:
    """Requests in the actor's scope, oldest first, at most 500."""
    rows = WaiverRequest.objects.order_by("pk")
    if state is not None:
        rows = rows.filter(state=state)
    if not actor.sees_all:
        rows = rows.filter(creditor_id__in=actor.creditor_ids)
    return tuple(
        WaiverRequestFacts(
            request_id=row.pk,
            creditor_id=row.creditor_id,
            account_id=row.account_id,
            currency=row.currency,
            amounts={Component(part): amount for part, amount in row.amounts.items()},
            effective_on=row.effective_on,
            why=row.why,
            asked_by=row.asked_by,
            asked_at=row.asked_at,
            state=row.state,
            decided_by=row.decided_by,
            entry_id=row.entry_id,
        )
        for row in rows[:REQUESTS_MAX]
    )
