"""The bulk form of posting: rows of a payment file as Arrow columns, accounts named by number."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pyarrow as pa
from django.db import connection, transaction

from arrears.book.payments.actions.plain import post_plain
from arrears.book.payments.actions.posting import LISTED_MAX, post_many
from arrears.book.payments.actions.returns import reverse_rows
from arrears.book.payments.contracts import (
    EntryKind,
    PaymentOrder,
    PostSummary,
)
from arrears.book.portfolio.api import accounts_by_number
from arrears.foundation.contracts import Actor, Progress, require_scope
from arrears.kernel.money import Money

CHUNK_ROWS = 25_000
MANY = 5_000
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
        plain, analysed, amounts = 0, MANY // 2, Counter[str]()
        others: list[tuple[int, dict[str, Any]]] = []
        keys = Counter(row["key"] for _, row in payments)
        twice = frozenset(key for key, count in keys.items() if count > 1)
        for chunk in _chunks(payments):
            made = post_plain(creditor_id, [row for _, row in chunk], accounts, twice, actor.name)
            others += [one for place, one in enumerate(chunk) if place not in made.rows]
            plain += len(made.rows)
            amounts.update(made.amounts)
            if plain >= 2 * analysed:
                analysed = plain
                _analyse()
            if progress:
                progress(plain, len(payments))
        others.sort(key=lambda one: one[0])
        ids = {number: key.account_id for number, key in accounts.items()}
        places = [place for place, _ in others]
        done = post_many(
            _orders(creditor_id, others, ids),
            actor,
            (lambda count, _: progress(plain + count, len(payments))) if progress else None,
        )
        amounts.update(done.amounts_minor)
        refused = [replace(one, place=places[one.place]) for one in done.refused]
        turned = reverse_rows(creditor_id, reversals, actor)
        refused += turned.refused
    return replace(
        done,
        posted=done.posted + plain + turned.posted,
        repeated=done.repeated + turned.repeated,
        refused=tuple(sorted(refused, key=lambda one: one.place)[:LISTED_MAX]),
        refused_count=done.refused_count + len(turned.refused),
        amounts_minor=dict(amounts),
    )


def _analyse() -> None:
    """Let the planner know of what was just written. A creditor of whom its statistics say nothing has no rows, so
    that it takes any index that begins with the creditor and reads all of them, for every account again."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE payments_entry, payments_allocation, payments_head")


def _chunks(payments: list[tuple[int, dict[str, Any]]]) -> Iterator[list[tuple[int, dict[str, Any]]]]:
    """Payments in chunks that keep the rows of an account together: a later chunk would find the account's ledger
    moved on already, and what comes before its last line has to be replayed."""
    by_account: dict[str, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for one in payments:
        by_account[one[1]["number"] or ""].append(one)
    chunk: list[tuple[int, dict[str, Any]]] = []
    for own in by_account.values():
        if chunk and len(chunk) + len(own) > CHUNK_ROWS:
            yield chunk
            chunk = []
        chunk += own
    if chunk:
        yield chunk


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
