"""The tables that migrations make are those the models name, on the short way of a new database too."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from arrears.foundation.migrating import migrate, pending_migrations

pytestmark = pytest.mark.django_db


def test_no_model_waits_for_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)  # SystemExit when one does


def test_every_column_and_every_key_of_every_model_is_there() -> None:
    """The test's own database was made on the short way."""
    assert (pending_migrations(), migrate()) == (0, 0)
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        seen = 0
        for model in apps.get_models():
            if not model._meta.managed or not model.__module__.startswith("arrears."):
                continue
            table = model._meta.db_table
            assert table in tables
            described = connection.introspection.get_table_description(cursor, table)
            found = {column.name: bool(column.null_ok) for column in described}
            assert found == {field.column: field.null for field in model._meta.local_concrete_fields}, table
            kept = set(connection.introspection.get_constraints(cursor, table))
            named = {one.name for one in (*model._meta.indexes, *model._meta.constraints)}
            assert named - kept == set(), table
            seen += 1
    assert seen > 60
