"""The columns that the ledger publishes are exactly those that the night and the screens read."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

COLUMNS = {
    "book_items": (
        "creditor_id",
        "account_id",
        "item_id",
        "sequence",
        "due_on",
        "billed_minor",
        "paid_minor",
        "owed_principal",
        "owed_interest",
        "owed_fee",
        "owed_penalty",
        "owed_cost",
        "owed_tax",
    ),
    "book_receipts": ("creditor_id", "account_id", "entry_id", "effective_on", "amount_minor"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", COLUMNS)
def test_the_columns_are_exactly_these(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {name}(%s)", [date(2026, 6, 1)])
        assert tuple(column.name for column in cursor.description) == COLUMNS[name]
