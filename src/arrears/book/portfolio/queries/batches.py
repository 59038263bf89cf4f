"""Reads of placement batches."""

from __future__ import annotations

from django.db.models import Count, Q

from arrears.book.portfolio.contracts import AccountStatus, BatchFacts, BatchStatus
from arrears.book.portfolio.models import Account, Batch
from arrears.foundation.api import creditors
from arrears.foundation.contracts import Actor


def batches(actor: Actor, creditor_id: int | None = None) -> tuple[BatchFacts, ...]:
    """Batches in the actor's scope, newest first. An account counts for the batch it is in now."""
    ids = [one.id for one in creditors(actor) if creditor_id is None or one.id == creditor_id]
    counts = {
        row["batch_id"]: (row["all"], row["open"])
        for row in Account.objects.filter(creditor_id__in=ids, batch__isnull=False)
        .values("batch_id")
        .annotate(all=Count("pk"), open=Count("pk", filter=Q(status=AccountStatus.OPEN.value)))
    }
    return tuple(
        BatchFacts(
            batch_id=row.pk,
            creditor_id=row.creditor_id,
            code=row.code,
            placed_on=row.placed_on,
            status=BatchStatus(row.status),
            accounts=counts.get(row.pk, (0, 0))[0],
            open_accounts=counts.get(row.pk, (0, 0))[1],
            note=row.note,
        )
        for row in Batch.objects.filter(creditor_id__in=ids).order_by("-placed_on", "code")
    )
