"""Placement batches and the end of an account: recalled, returned, closed; the past placement is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from arrears.book.portfolio.contracts import AccountStatus, BatchStatus, PortfolioError
from arrears.book.portfolio.models import Account, AccountPast, Batch, PlacementPast
from arrears.foundation.api import audit
from arrears.foundation.contracts import Actor, require_scope
from arrears.kernel.words import Words

REASON_LENGTH_MAX = 400
_CHUNK = 5_000


def close_account(account_id: int, *, on: date, reason: str, actor: Actor) -> None:
    """End the work on an account (paid, sold, withdrawn). Closing a closed account changes nothing."""
    row = Account.objects.filter(pk=account_id).first()
    if row is None:
        raise PortfolioError(Words("没有这个账户", "There is no such account"))
    require_scope(actor, row.creditor_id)
    with transaction.atomic():
        _end(row.creditor_id, [account_id], AccountStatus.CLOSED, on, _reason(reason), actor)
        audit(actor, "account.closed", f"account:{account_id}", {"on": on.isoformat(), "reason": reason})


def recall_batch(
    creditor_id: int, code: str, *, on: date, reason: str, actor: Actor, numbers: Sequence[str] | None = None
) -> int:
    """The creditor takes accounts back (退案): a whole batch, or some numbers of it. Returns how many."""
    return _give_back(creditor_id, code, BatchStatus.RECALLED, on, reason, actor, numbers)


def return_batch(
    creditor_id: int, code: str, *, on: date, reason: str, actor: Actor, numbers: Sequence[str] | None = None
) -> int:
    """We give accounts back to the creditor, with a reason. Returns how many."""
    return _give_back(creditor_id, code, BatchStatus.RETURNED, on, reason, actor, numbers)


def _give_back(
    creditor_id: int,
    code: str,
    how: BatchStatus,
    on: date,
    reason: str,
    actor: Actor,
    numbers: Sequence[str] | None,
) -> int:
    require_scope(actor, creditor_id)
    why = _reason(reason)
    with transaction.atomic():
        batch = Batch.objects.select_for_update().filter(creditor_id=creditor_id, code=code).first()
        if batch is None:
            raise PortfolioError(Words("没有这个委案批次", "There is no such batch"))
        rows = Account.objects.filter(creditor_id=creditor_id, batch=batch, status=AccountStatus.OPEN.value)
        if numbers is not None:
            rows = rows.filter(number__in=list(numbers))
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            _remember_placements(batch, chunk, how, on, why, actor)
            _end(creditor_id, chunk, AccountStatus.RECALLED, on, why, actor)
        if numbers is None:
            batch.status, batch.ended_on, batch.end_reason = how.value, on, why
            batch.save(update_fields=["status", "ended_on", "end_reason"])
        audit(actor, f"batch.{how}", f"batch:{creditor_id}:{code}", {"accounts": len(ids), "reason": why})
    return len(ids)


def _reason(text: str) -> str:
    if not text.strip():
        raise PortfolioError(Words("请说明原因", "A reason is needed"))
    return text.strip()[:REASON_LENGTH_MAX]


def _remember_placements(
    batch: Batch, ids: list[int], how: BatchStatus, on: date, why: str, actor: Actor
) -> None:
    PlacementPast.objects.bulk_create(
        PlacementPast(
            creditor_id=batch.creditor_id,
            account_id=row.pk,
            batch_id=batch.pk,
            placed_on=row.placed_on,
            ended_on=on,
            how=how.value,
            reason=why,
            by=actor.name[:80],
        )
        for row in Account.objects.filter(pk__in=ids)
    )


def _end(creditor_id: int, ids: list[int], status: AccountStatus, on: date, why: str, actor: Actor) -> None:
    rows = Account.objects.select_for_update().filter(pk__in=ids).exclude(status=status.value)
    AccountPast.objects.bulk_create(
        AccountPast(
            creditor_id=creditor_id,
            account_id=row.pk,
            before={"status": row.status},
            replaced_on=on,
            by=actor.name[:80],
        )
        for row in rows
    )
    rows.update(status=status.value, status_reason=why, ended_on=on)
