"""What a closing keeps of a day: the night's decisions with the book's attributes, the owner, the money."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
from django.conf import settings
from django.db import connection

from arrears.reports.analytics.closings import SCHEMA

CHUNK = 50_000
_ROWS = """
SELECT a.creditor_id, a.account_id, a.debtor_id, w.user_id, a.kind, a.product, a.currency, a.region, a.batch_id,
       a.opened_on, a.placed_on, coalesce(n.bucket, ''), coalesce(n.days_past_due, 0),
       coalesce(n.overdue_minor, 0), coalesce(n.balance_minor, 0), a.lost_contact,
       coalesce(r.month, 0)::bigint, n.account_id IS NOT NULL,
       CASE WHEN n.days_past_due > 0 THEN %(day)s::date - n.days_past_due + 1 END,
       coalesce(n.balance_minor, 0) + coalesce(r.since, 0)::bigint, coalesce(r.since, 0)::bigint
FROM book_accounts(%(day)s) a
LEFT JOIN night_proposals(%(day)s) n ON n.creditor_id = a.creditor_id AND n.account_id = a.account_id
LEFT JOIN team_owners(%(day)s) w ON w.creditor_id = a.creditor_id AND w.debtor_id = a.debtor_id
LEFT JOIN (
    SELECT m.creditor_id, m.account_id, sum(m.amount_minor) FILTER (WHERE m.effective_on >= b.placed_on) AS since,
           sum(m.amount_minor) FILTER (WHERE m.effective_on >= date_trunc('month', %(day)s::date)) AS month
    FROM book_receipts(%(day)s) m JOIN book_accounts(%(day)s) b USING (creditor_id, account_id) GROUP BY 1, 2
) r ON r.creditor_id = a.creditor_id AND r.account_id = a.account_id
ORDER BY a.account_id
"""


def folder() -> Path:
    """Where the closings lie."""
    return Path(settings.SNAPSHOTS) / "reports"


def rows_of_day(day: date) -> Iterator[pa.RecordBatch]:
    """The rows of a day's closing in batches; none when the night of the day was not run."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_ROWS, {"day": day})
        while rows := cursor.fetchmany(CHUNK):
            columns = zip(*rows, strict=True)
            arrays = [pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)]
            yield pa.record_batch(arrays, schema=SCHEMA)
