"""Reads of the lost-contact queue and of contact points that want to be verified again."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Max, Q

from arrears.book.portfolio.contracts import ContactState, LostContactFacts
from arrears.book.portfolio.models import ContactPoint, LostContact, LostContactAttempt
from arrears.book.portfolio.queries.pages import masked_name
from arrears.foundation.contracts import Actor

QUEUE_MAX = 500
VERIFY_AFTER_DAYS = 180


def lost_contacts(actor: Actor, state: str = "open") -> tuple[LostContactFacts, ...]:
    """Lost debtors in the actor's scope, longest lost first, at most 500."""
    rows = LostContact.objects.filter(state=state).select_related("debtor").order_by("since", "pk")
    if not actor.sees_all:
        rows = rows.filter(creditor_id__in=actor.creditor_ids)
    cases = list(rows[:QUEUE_MAX])
    tries = {
        row["case_id"]: (row["tries"], row["last"])
        for row in LostContactAttempt.objects.filter(case__in=cases)
        .values("case_id")
        .annotate(tries=Count("pk"), last=Max("on"))
    }
    return tuple(
        LostContactFacts(
            case_id=row.pk,
            creditor_id=row.creditor_id,
            debtor_id=row.debtor_id,
            name_masked=masked_name(row.debtor),
            since=row.since,
            attempts=tries.get(row.pk, (0, None))[0],
            last_attempt_on=tries.get(row.pk, (0, None))[1],
            state=row.state,
        )
        for row in cases
    )


def due_for_verification(
    actor: Actor, day: date, after_days: int = VERIFY_AFTER_DAYS, limit: int = QUEUE_MAX
) -> tuple[int, ...]:
    """Contact points that were verified too long ago, or never since they came: ids, oldest first."""
    before = day - timedelta(days=after_days)
    rows = ContactPoint.objects.filter(
        Q(state=ContactState.VALID.value, verified_on__lt=before)
        | Q(state=ContactState.UNVERIFIED.value, added_on__lt=before)
    )
    if not actor.sees_all:
        rows = rows.filter(creditor_id__in=actor.creditor_ids)
    return tuple(rows.order_by("verified_on", "added_on", "pk").values_list("pk", flat=True)[:limit])
