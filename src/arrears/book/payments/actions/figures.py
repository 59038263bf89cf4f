"""After a file: the ledger is fitted to the creditor's figures, and where the two disagreed is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from arrears.book.payments.actions.booking import refit
from arrears.book.payments.contracts import FigureDifference, FiguresTaken
from arrears.book.portfolio.api import account_keys, accounts_stated_on, restate
from arrears.foundation.contracts import Actor, require_scope

LISTED_MAX = 1_000
_CHUNK = 2_000
_DIFFERENT = """
WITH stated AS (SELECT * FROM unnest(%(accounts)s::bigint[]) s (account_id)),
ledger AS (
    SELECT i.account_id, sum(i.owed_principal + i.owed_interest + i.owed_fee + i.owed_penalty + i.owed_cost
                             + i.owed_tax)::bigint AS owed
    FROM book_items(%(before)s) i JOIN stated s ON s.account_id = i.account_id
    WHERE i.creditor_id = %(creditor)s GROUP BY i.account_id
),
file AS (
    SELECT v.account_id, sum(v.principal_minor + v.interest_minor + v.fee_minor + v.penalty_minor
                             + v.cost_minor + v.tax_minor)::bigint AS owed
    FROM book_schedule(%(day)s) v JOIN stated s ON s.account_id = v.account_id
    WHERE v.creditor_id = %(creditor)s GROUP BY v.account_id
)
SELECT f.account_id, l.owed, f.owed, count(*) OVER ()
FROM file f JOIN ledger l ON l.account_id = f.account_id
WHERE f.owed <> l.owed ORDER BY abs(f.owed - l.owed) DESC, f.account_id LIMIT %(most)s
"""
_PAID_SINCE = """
SELECT DISTINCT a.account_id
FROM payments_allocation a
JOIN unnest(%(accounts)s::bigint[]) s (account_id) ON s.account_id = a.account_id
LEFT JOIN book_schedule(%(day)s) v
  ON v.creditor_id = a.creditor_id AND v.account_id = a.account_id AND v.item_id = a.item_id
WHERE a.creditor_id = %(creditor)s AND a.effective_on < %(day)s
  AND (a.effective_on >= v.counted_from OR a.component = 'credit')
"""


def take_over_figures(
    creditor_id: int, business_date: date, changed: Sequence[int], actor: Actor
) -> FiguresTaken:
    """Fit the ledger to what a load brought in. Call it after every load, in the same transaction.

    `changed`: accounts whose instalments the load changed (`LoadSummary.figures_changed`). Accounts with
    outstanding figures of that day start from these figures: what was paid before is contained in them.
    """
    require_scope(actor, creditor_id)
    with transaction.atomic():
        stated = accounts_stated_on(creditor_id, business_date)
        differences, count = _differences(creditor_id, business_date, stated)
        paid = _paid_since(creditor_id, business_date, stated)
        restated = restate(creditor_id, paid, business_date, actor) if paid else 0
        refitted = 0
        ids = sorted({*changed, *paid})
        for start in range(0, len(ids), _CHUNK):
            refitted += refit(creditor_id, account_keys(ids[start : start + _CHUNK]))
    return FiguresTaken(
        refitted=refitted, restated=restated, differences=differences, differences_count=count
    )


def _differences(
    creditor_id: int, day: date, stated: Sequence[int]
) -> tuple[tuple[FigureDifference, ...], int]:
    """Accounts whose figure is another than our ledger had at the close of the day before, largest first."""
    if not stated:
        return (), 0
    values: dict[str, Any] = {
        "creditor": creditor_id,
        "accounts": list(stated),
        "day": day,
        "before": day - timedelta(days=1),
        "most": LISTED_MAX,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENT, values)
        rows = cursor.fetchall()
    keys = account_keys(row[0] for row in rows)
    found = tuple(
        FigureDifference(
            account_id=account,
            number=keys[account].number,
            currency=keys[account].currency,
            ledger_minor=ledger,
            file_minor=file,
        )
        for account, ledger, file, _ in rows
    )
    return found, rows[0][3] if rows else 0


def _paid_since(creditor_id: int, day: date, stated: Sequence[int]) -> list[int]:
    """Accounts with lines since the figures before, or with credit: their figures start anew."""
    if not stated:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_PAID_SINCE, {"creditor": creditor_id, "accounts": list(stated), "day": day})
        return [row[0] for row in cursor.fetchall()]
