"""Reads of entries and their lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import connection
from django.db.models import Sum

from arrears.book.payments.contracts import Component, EntryFacts, EntryKind, Line, Receipt
from arrears.book.payments.models import Allocation, Entry
from arrears.book.portfolio.api import account_key

_RECEIVED = """
SELECT e.id, e.account_id, e.effective_on, e.amount_minor, e.kind
FROM payments_entry e
WHERE e.account_id = ANY(%(accounts)s) AND e.creditor_id = ANY(%(creditors)s)
  AND e.effective_on BETWEEN %(first)s AND %(last)s
  AND e.kind IN ('payment', 'points', 'transfer_in', 'transfer_out', 'refund')
  AND NOT EXISTS (
      SELECT FROM payments_entry r
      WHERE r.kind = 'reversal' AND r.reverses_id = e.id AND r.effective_on <= %(last)s
  )
ORDER BY e.effective_on, e.id
"""
_CREDITORS = "SELECT DISTINCT creditor_id FROM payments_head WHERE account_id = ANY(%s)"


def lines_of_entry(entry: Entry) -> tuple[Line, ...]:
    """What an entry's lines sum to, by date and slot, zero sums left out."""
    rows = (
        Allocation.objects.filter(creditor_id=entry.creditor_id, account_id=entry.account_id, entry=entry)
        .values_list("item_id", "component", "effective_on")
        .annotate(total=Sum("amount_minor"))
        .order_by("effective_on", "item_id", "component")
    )
    return tuple(
        Line(entry_id=entry.pk, item_id=item, component=Component(part), amount_minor=total, effective_on=day)
        for item, part, day, total in rows
        if total
    )


def lines_of(entry_id: int) -> tuple[Line, ...]:
    """The lines of an entry by its id. LookupError when there is none."""
    entry = Entry.objects.filter(pk=entry_id).first()
    if entry is None:
        raise LookupError(f"no entry with the id {entry_id}")
    return lines_of_entry(entry)


def received(account_ids: Sequence[int], first: date, last: date) -> tuple[Receipt, ...]:
    """Money received on these accounts from first to last (both included), by date; what was reversed by
    `last` is left out, refunds and transfers out are negative."""
    if not account_ids:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(_CREDITORS, [list(account_ids)])
        creditors = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            _RECEIVED, {"accounts": list(account_ids), "creditors": creditors, "first": first, "last": last}
        )
        return tuple(
            Receipt(
                entry_id=entry,
                account_id=account,
                effective_on=day,
                amount_minor=amount,
                kind=EntryKind(kind),
            )
            for entry, account, day, amount, kind in cursor.fetchall()
        )


def entries_of(account_id: int) -> tuple[EntryFacts, ...]:
    """The entries of an account, newest effective date first. NoSuchAccount when there is none."""
    return entries_of_accounts(account_key(account_id).creditor_id, [account_id])


def entries_of_accounts(creditor_id: int, account_ids: Iterable[int]) -> tuple[EntryFacts, ...]:
    """The entries of several accounts of a creditor together, newest effective date first."""
    rows = list(
        Entry.objects.filter(creditor_id=creditor_id, account_id__in=list(account_ids)).order_by(
            "-effective_on", "-id"
        )
    )
    reversed_by = {row.reverses_id: row.pk for row in rows if row.reverses_id is not None}
    return tuple(
        EntryFacts(
            entry_id=row.pk,
            account_id=row.account_id,
            kind=EntryKind(row.kind),
            effective_on=row.effective_on,
            booked_at=row.booked_at,
            amount_minor=row.amount_minor,
            currency=row.currency,
            way=row.way,
            key=row.key,
            memo=row.memo,
            by=row.by,
            reverses_id=row.reverses_id,
            reversed_by_id=reversed_by.get(row.pk),
        )
        for row in rows
    )
