"""One payment that comes last on its account: two calls of the database, planned once a session.

Everything else that `post` may meet is left to `booking.book`; both end at the same lines.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from arrears.book.payments.contracts import Component, EntryKind, PaymentOrder
from arrears.book.payments.queries.histories import Standing, TermsBook, standings_of
from arrears.book.payments.rules.facts import LineKey, Movement
from arrears.book.payments.rules.replay import replay
from arrears.book.portfolio.contracts import AccountKey
from arrears.kernel.clock import now

_OPEN = "SELECT entry_known, entry_new, reaches, owed, settled, agreed FROM payments_open(%s, %s, %s)"
_BOOK = "SELECT payments_book(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_DATES_OWED = (3, 4, 5)  # places of the dates in a row of what is owed
_DATE_SETTLED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The locked ledger of one account. `known`: the entry under the order's key; then nothing else is read."""

    known: int | None
    entry_id: int
    last_on: date
    standing: Standing
    terms: TermsBook


def open_ledger(order: PaymentOrder) -> Opened:
    """Lock the ledger of an order's account and read what a posting that comes last needs."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [order.creditor_id, order.account_id, order.key])
        known, new, reaches, owed, settled, agreed = cursor.fetchone()
    rows = [_dated(row, _DATES_OWED) for row in json.loads(owed or "[]")]
    lines = [_dated(row, (_DATE_SETTLED,)) for row in json.loads(settled or "[]")]
    policies = [(row[0], date.fromisoformat(row[1]), row[2]) for row in json.loads(agreed or "[]")]
    return Opened(
        known=known,
        entry_id=new or 0,
        last_on=reaches or date.max,
        standing=standings_of([order.account_id], rows, lines)[order.account_id],
        terms=TermsBook(order.creditor_id, policies),
    )


def _dated(row: list[object], places: tuple[int, ...]) -> list[object]:
    for place in places:
        row[place] = date.fromisoformat(str(row[place]))
    return row


def lines_at_end(opened: Opened, order: PaymentOrder, account: AccountKey) -> dict[LineKey, int] | None:
    """The lines of a payment that comes last; None where the account's history has to be replayed."""
    if order.effective_on <= opened.last_on or not opened.standing.plain_on(order.effective_on):
        return None
    movement = Movement(
        entry_id=opened.entry_id,
        kind=EntryKind.PAYMENT,
        effective_on=order.effective_on,
        amount_minor=order.amount.minor,
        key=order.key,
        designation=order.designation,
    )
    return replay(opened.standing.versions, [movement], opened.terms.of(account))


def write(opened: Opened, order: PaymentOrder, lines: Mapping[LineKey, int], by: str) -> bool:
    """Write the entry with its lines. False when its key was taken meanwhile: then nothing is written."""
    flat = [
        [day.isoformat(), item, _name(part), charge, sum_]
        for (_, day, item, part, charge), sum_ in lines.items()
    ]
    reaches = max((order.effective_on, *(day for _, day, *_rest in lines)))
    with connection.cursor() as cursor:
        cursor.execute(
            _BOOK,
            [
                order.creditor_id,
                order.account_id,
                opened.entry_id,
                order.effective_on,
                now(),
                order.amount.minor,
                order.amount.currency,
                order.way[:20],
                order.key,
                json.dumps(list(order.designation)),
                order.memo[:400],
                by[:80],
                json.dumps(flat),
                reaches,
            ],
        )
        return bool(cursor.fetchone()[0])


def _name(part: Component) -> str:
    return part.value
