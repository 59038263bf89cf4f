"""The bulk form of posting: rows of a payment file as Arrow columns, accounts named by number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pyarrow as pa
from django.db import transaction

from arrears.book.payments.actions.corrections import reverse
from arrears.book.payments.actions.plain import post_plain
from arrears.book.payments.actions.posting import LISTED_MAX, post_many
from arrears.book.payments.contracts import (
    EntryKind,
    PaymentOrder,
    PostingRefused,
    PostSummary,
    RefusedOrder,
)
from arrears.book.payments.queries.histories import entries_by_key
from arrears.book.payments.rules import refusals
from arrears.book.portfolio.api import accounts_by_number
from arrears.foundation.contracts import Actor, Progress, require_scope
from arrears.kernel.money import Money
from arrears.kernel.words import Words

CHUNK_ROWS = 25_000
PAYMENT_COLUMNS = pa.schema(
    [
        ("number", pa.string()),
        ("effective_on", pa.date32()),
        ("amount_minor", pa.int64()),
        ("currency", pa.string()),
        ("way", pa.string()),
        ("key", pa.string()),
        ("kind", pa.string()),  # payment or reversal
        ("reverses_key", pa.string()),  # of a reversal: the key of the payment that came back
        ("memo", pa.string()),
    ]
)


def post_columns(
    creditor_id: int, rows: pa.Table, actor: Actor, progress: Progress | None = None
) -> PostSummary:
    """Post the rows of a payment file. Payments first, then reversals (chargebacks) by the key of what they
    reverse; refused rows are named by their 0-based place in the table."""
    require_scope(actor, creditor_id)
    payments: list[tuple[int, dict[str, Any]]] = []
    reversals: list[tuple[int, dict[str, Any]]] = []
    for place, row in enumerate(rows.to_pylist()):
        (reversals if row["kind"] == EntryKind.REVERSAL.value else payments).append((place, row))
    with transaction.atomic():
        numbers = {row["number"] or "" for _, row in payments}
        accounts = accounts_by_number(creditor_id, numbers)
        plain, amounts = 0, Counter[str]()
        others: list[tuple[int, dict[str, Any]]] = []
        for start in range(0, len(payments), CHUNK_ROWS):
            chunk = payments[start : start + CHUNK_ROWS]
            made = post_plain(creditor_id, [row for _, row in chunk], accounts, actor.name)
            others += [one for place, one in enumerate(chunk) if place not in made.rows]
            plain += len(made.rows)
            amounts.update(made.amounts)
            if progress:
                progress(plain, len(payments))
        ids = {number: key.account_id for number, key in accounts.items()}
        places = [place for place, _ in others]
        done = post_many(
            _orders(creditor_id, others, ids),
            actor,
            (lambda count, _: progress(plain + count, len(payments))) if progress else None,
        )
        amounts.update(done.amounts_minor)
        refused = [replace(one, place=places[one.place]) for one in done.refused]
        posted, repeated, turned = plain, 0, 0
        for place, row in reversals:
            reason, again = _reverse(creditor_id, row, actor)
            if reason is not None:
                turned += 1
                refused.append(RefusedOrder(place=place, key=row["key"] or "", reason=reason))
            posted += reason is None and not again
            repeated += again
    return replace(
        done,
        posted=done.posted + posted,
        repeated=done.repeated + repeated,
        refused=tuple(sorted(refused, key=lambda one: one.place)[:LISTED_MAX]),
        refused_count=done.refused_count + turned,
        amounts_minor=dict(amounts),
    )


def _orders(
    creditor_id: int, rows: list[tuple[int, dict[str, Any]]], ids: dict[str, int]
) -> Iterator[PaymentOrder]:
    for _, row in rows:
        yield PaymentOrder(
            creditor_id=creditor_id,
            account_id=ids.get(row["number"] or "", 0),
            amount=Money(row["amount_minor"] or 0, row["currency"]),
            effective_on=row["effective_on"],
            key=row["key"] or "",
            way=row["way"] or "",
            memo=row["memo"] or "",
        )


def _reverse(creditor_id: int, row: dict[str, Any], actor: Actor) -> tuple[Words | None, bool]:
    """(why it was refused, whether it was known already)."""
    wanted = row["reverses_key"] or ""
    entry = entries_by_key(creditor_id, [wanted]).get(wanted)
    if entry is None:
        return refusals.NO_ENTRY, False
    try:
        with transaction.atomic():
            done = reverse(entry.pk, row["effective_on"], row["key"] or "", row["memo"] or "file", actor)
    except PostingRefused as refused:
        return refused.words, False
    return None, done.repeated
