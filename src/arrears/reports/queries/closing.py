"""What a closing keeps of a day: the night's decisions with the book's attributes and the owner."""

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
SELECT n.creditor_id, n.account_id, n.debtor_id, w.user_id, a.kind, a.product, n.currency, a.region, a.batch_id,
       a.opened_on, a.placed_on, n.bucket, n.days_past_due, n.overdue_minor, n.balance_minor, a.lost_contact,
       coalesce(r.received, 0)::bigint
FROM night_proposals(%(day)s) n
JOIN book_accounts(%(day)s) a USING (creditor_id, account_id)
LEFT JOIN team_owners(%(day)s) w ON w.creditor_id = n.creditor_id AND w.debtor_id = n.debtor_id
LEFT JOIN (
    SELECT creditor_id, account_id, sum(amount_minor) AS received FROM book_receipts(%(day)s)
    WHERE effective_on >= date_trunc('month', %(day)s::date) GROUP BY 1, 2
) r ON r.creditor_id = n.creditor_id AND r.account_id = n.account_id
ORDER BY n.account_id
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
