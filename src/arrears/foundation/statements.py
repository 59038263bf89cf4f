"""Statements of the shortest road: values travel beside the text and the server keeps the plan for this connection.

For the few statements behind every contact, where quoting values into the text and planning it anew cost more than
the work itself; everything else goes through Django's cursor or its models.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

Row = tuple[Any, ...]


def rows(statement: str, values: Sequence[Any]) -> list[Row]:
    """What a SELECT gives. Errors are Django's."""
    found: list[Row] = _execute(statement, values).fetchall()
    return found


def run(statement: str, values: Sequence[Any]) -> None:
    """A statement that gives nothing back. Errors are Django's."""
    _execute(statement, values)


def _execute(statement: str, values: Sequence[Any]) -> Any:
    """A cursor behind its statement. Somebody who listens (tests, logs) hears of it as of any other."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.execute_wrappers or connection.queries_logged:
        cursor = connection.cursor()
        cursor.execute(statement, values)
        return cursor
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        opened = connection.connection
        if opened.prepare_threshold is None:
            opened.prepare_threshold = 0  # Django's own cursors never prepare, whatever stands here
        return psycopg.Cursor(opened).execute(statement, values, prepare=True)
