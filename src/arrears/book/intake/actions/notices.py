"""Disputes, deaths, opt-outs and representations that files state, kept for the day's clockwork."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from arrears.book.intake.actions.receipt import Receipt
from arrears.book.intake.contracts import Notice, NoticeKind
from arrears.book.intake.models import IntakeFile, IntakeNotice
from arrears.book.intake.queries.stated import notice_of
from arrears.book.portfolio.api import accounts_by_number
from arrears.kernel import clock

Stated = tuple[str, str, str]  # account number, kind, detail


def foreseen(receipt: Receipt, stated: Iterable[Stated]) -> tuple[Notice, ...]:
    """What a dry run would tell; the book's ids are not known yet."""
    return tuple(
        Notice(
            kind=NoticeKind(kind),
            creditor_id=receipt.creditor.id,
            account_number=number,
            business_date=receipt.business_date,
            detail=detail,
        )
        for number, kind, detail in stated
    )


def keep_notices(
    receipt: Receipt, file: IntakeFile, before: IntakeFile | None, stated: Sequence[Stated]
) -> tuple[Notice, ...]:
    """Write down what is newly stated; a mark that the file before stated as well goes on, it is no news."""
    keys = accounts_by_number(receipt.creditor.id, {number for number, _, _ in stated})
    going_on = _going_on(receipt, before)
    fresh: dict[tuple[int, str], IntakeNotice] = {}
    lasting: list[int] = []
    for number, kind, detail in stated:
        key = keys.get(number)
        if key is None:
            continue
        known = going_on.get((key.account_id, kind))
        if known is not None:
            lasting.append(known)
        elif (key.account_id, kind) not in fresh:
            fresh[key.account_id, kind] = IntakeNotice(
                creditor_id=receipt.creditor.id,
                file=file,
                kind=kind,
                account_number=number,
                account_id=key.account_id,
                debtor_id=key.debtor_id,
                detail=detail[:500],
                business_date=receipt.business_date,
                stated_until=receipt.business_date,
            )
    IntakeNotice.objects.filter(pk__in=lasting).update(stated_until=receipt.business_date)
    return tuple(notice_of(row) for row in IntakeNotice.objects.bulk_create(fresh.values()))


def _going_on(receipt: Receipt, before: IntakeFile | None) -> dict[tuple[int, str], int]:
    """Marks that held up to the file before, or that this day's file stated already."""
    since = receipt.business_date if before is None else min(before.business_date, receipt.business_date)
    rows = IntakeNotice.objects.filter(creditor_id=receipt.creditor.id, stated_until__gte=since)
    return {(row.account_id, row.kind): row.pk for row in rows.only("pk", "account_id", "kind")}


def mark_passed(notice_ids: Iterable[int]) -> int:
    """Note that notices were passed on; returns how many were still waiting."""
    waiting = IntakeNotice.objects.filter(pk__in=list(notice_ids), passed_at=None)
    return waiting.update(passed_at=clock.now())
