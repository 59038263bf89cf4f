"""A small portfolio that came in by the doors, multiplied inside the database: a million cases in minutes.

    from bench.many_cases import multiply; multiply(500)

Every row of a case is copied `times - 1` times with its ids moved by one step, so that a copied case is as deep as the
one it comes from. Contract numbers and keys get a tail of their own; blind indexes are made anew, so that a phone or a
name finds one person and not five hundred (what is sealed stays the first one's and is never read by a search).
Constraints and triggers do not run while rows are copied: they held for the first rows and hold for the moved ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from psycopg import sql

BOOK = (
    "portfolio_party", "portfolio_contactpoint", "portfolio_account", "portfolio_accountrole", "portfolio_item",
    "portfolio_collateral", "payments_head", "payments_entry", "payments_allocation", "team_workitem",
)  # fmt: skip
WORK = ("team_assignment", "contact_attempt")
"""Who owns a case, and the contacts with it: copied where a bench asks for them."""
KEYS = {
    ("portfolio_party", "ref"), ("portfolio_account", "number"), ("payments_entry", "key"), ("contact_attempt", "key"),
}  # fmt: skip
LOOSE = ("account_id", "debtor_id")
"""Columns of a night's partition that point at the book."""

_COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
ORDER BY a.attnum
"""


def multiply(times: int, more: Sequence[str] = ()) -> dict[str, int]:
    """Make `times` of every case; rows of each table afterwards. `more`: tables of WORK to copy along."""
    with connection.cursor() as cursor:
        keyed = [*BOOK, *more]
        tables = [*keyed, *_partitions(cursor)]
        step = _step(cursor, keyed)
        with transaction.atomic():
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("SET LOCAL synchronous_commit = off")
            for table in tables:
                cursor.execute(_copies(cursor, table, step), [times - 1])
        for table in keyed:
            cursor.execute(
                sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), (SELECT max(id) FROM {}))").format(
                    sql.Literal(table), sql.Identifier(table)
                )
            )
        counts = {}
        for table in tables:
            cursor.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            counts[table] = int(cursor.fetchone()[0])
    return counts


def _partitions(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'night_decision'::regclass"
    )
    return [row[0] for row in cursor.fetchall()]


def _step(cursor: Any, keyed: Sequence[str]) -> int:
    """By how much ids move from one copy to the next: more than any of them."""
    highest = 0
    for table in keyed:
        cursor.execute(sql.SQL("SELECT coalesce(max(id), 0) FROM {}").format(sql.Identifier(table)))
        highest = max(highest, int(cursor.fetchone()[0]))
    return highest + 1


def _points(table: str) -> set[str]:
    """Columns of a table that name a row which is copied too."""
    model = next((one for one in apps.get_models() if one._meta.db_table == table), None)
    if model is None:
        return set(LOOSE)
    return {
        field.column
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model._meta.db_table in BOOK
    }


def _copies(cursor: Any, table: str, step: int) -> sql.Composable:
    points = _points(table)
    cursor.execute(_COLUMNS, [table])
    names, values = [], []
    for name, kind in cursor.fetchall():
        column = sql.SQL("t.") + sql.Identifier(name)
        names.append(sql.Identifier(name))
        if (name == "id" and table in (*BOOK, *WORK)) or name in points:
            column = sql.SQL("{} + k * {}").format(column, sql.Literal(step))
        elif (table, name) in KEYS:
            column = sql.SQL("{} || '-' || k").format(column)
        elif name == "permit_id":  # each copied contact has one of its own
            column = sql.SQL("gen_random_uuid()")
        elif kind == "bytea" and name.endswith("_index"):
            column = sql.SQL("decode(md5(encode({}, 'hex') || k), 'hex')").format(column)
        values.append(column)
    return sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} t, generate_series(1, %s) k").format(
        sql.Identifier(table), sql.SQL(", ").join(names), sql.SQL(", ").join(values), sql.Identifier(table)
    )
