"""The columns that the portfolio publishes are exactly those that the night and the screens read."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

COLUMNS = {
    "book_audit": ("creditor_id", "debtor_id", "age", "sex"),
    "book_accounts": (
        "creditor_id",
        "account_id",
        "debtor_id",
        "number",
        "kind",
        "product",
        "currency",
        "opened_on",
        "placed_on",
        "batch_id",
        "status",
        "region",
        "guarantors",
        "debtor_kind",
        "lost_contact",
        "phones_valid",
        "emails_valid",
        "addresses_valid",
    ),
    "book_schedule": (
        "creditor_id",
        "account_id",
        "item_id",
        "sequence",
        "due_on",
        "principal_minor",
        "interest_minor",
        "fee_minor",
        "penalty_minor",
        "cost_minor",
        "tax_minor",
        "valid_from",
        "counted_from",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", COLUMNS)
def test_the_columns_are_exactly_these(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {name}(%s)", [date(2026, 6, 1)])
        assert tuple(column.name for column in cursor.description) == COLUMNS[name]
