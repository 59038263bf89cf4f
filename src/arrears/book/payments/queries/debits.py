"""Reads of direct debit: mandates and the batches that went to the bank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, Sum

from arrears.book.payments.models import DebitBatch, DebitOrder, Mandate
from arrears.foundation.contracts import Actor, require_scope

LISTED_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateFacts:
    """A debtor's consent to be debited; the bank account's number is masked."""

    mandate_id: int
    creditor_id: int
    account_id: int
    reference: str
    bank_code: str
    number_masked: str
    since: date
    ended_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DebitBatchFacts:
    """A file that went to the bank, and what came back of it so far."""

    batch_id: int
    creditor_id: int
    code: str
    layout: str
    currency: str
    due_on: date
    made_at: datetime
    by: str
    debits: int
    total_minor: int
    collected: int
    failed: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DebitFacts:
    """One debit of a batch."""

    line: int
    account_id: int
    number: str
    amount_minor: int
    state: str  # sent | collected | failed
    result_code: str
    entry_id: int | None


def mandates_of(actor: Actor, account_id: int, creditor_id: int) -> tuple[MandateFacts, ...]:
    """Mandates of an account, newest first."""
    require_scope(actor, creditor_id)
    rows = Mandate.objects.filter(creditor_id=creditor_id, account_id=account_id).order_by("-since", "-pk")
    return tuple(
        MandateFacts(
            mandate_id=row.pk,
            creditor_id=row.creditor_id,
            account_id=row.account_id,
            reference=row.reference,
            bank_code=row.bank_code,
            number_masked=row.number_masked,
            since=row.since,
            ended_on=row.ended_on,
        )
        for row in rows
    )


def debit_batches(actor: Actor) -> tuple[DebitBatchFacts, ...]:
    """Direct-debit files in the actor's scope, newest first, at most 500."""
    rows = DebitBatch.objects.order_by("-pk")
    if not actor.sees_all:
        rows = rows.filter(creditor_id__in=actor.creditor_ids)
    found = list(rows[:LISTED_MAX])
    counts = {
        row["batch_id"]: row
        for row in DebitOrder.objects.filter(batch__in=found)
        .values("batch_id")
        .annotate(
            debits=Count("pk"),
            total=Sum("amount_minor"),
            collected=Count("pk", filter=Q(state="collected")),
            failed=Count("pk", filter=Q(state="failed")),
        )
    }
    return tuple(_facts(row, counts.get(row.pk, {})) for row in found)


def _facts(row: DebitBatch, counts: dict[str, int]) -> DebitBatchFacts:
    debits, collected, failed = (counts.get(name, 0) for name in ("debits", "collected", "failed"))
    return DebitBatchFacts(
        batch_id=row.pk,
        creditor_id=row.creditor_id,
        code=row.code,
        layout=row.layout,
        currency=row.currency,
        due_on=row.due_on,
        made_at=row.made_at,
        by=row.by,
        debits=debits,
        total_minor=counts.get("total") or 0,
        collected=collected,
        failed=failed,
        waiting=debits - collected - failed,
    )


def debits_of(actor: Actor, batch_id: int) -> tuple[DebitFacts, ...]:
    """The debits of a batch by line. LookupError, OutOfScope."""
    batch = DebitBatch.objects.filter(pk=batch_id).first()
    if batch is None:
        raise LookupError(f"no debit batch {batch_id}")
    require_scope(actor, batch.creditor_id)
    rows = DebitOrder.objects.filter(batch=batch).select_related("account").order_by("line")
    return tuple(
        DebitFacts(
            line=row.line,
            account_id=row.account_id,
            number=row.account.number,
            amount_minor=row.amount_minor,
            state=row.state,
            result_code=row.result_code,
            entry_id=row.entry_id,
        )
        for row in rows
    )
