"""A first large load into an empty book: indexes are built once, at its end.

Keyed hashes meet an index in no order, so that keeping three of them up row by row cost more than the rows
themselves. Sorting once is a fraction of it. Only where the tables are empty (there is nothing that anybody could
want to read meanwhile) and this role may change them; else the load goes on as always.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.utils import OperationalError
from psycopg import sql

from arrears.foundation.copying import Cursor

ACCOUNTS_MIN = 5_000  # in the first chunk; for less, the change of tables costs more than it saves
SORT_MEMORY = "256MB"  # of the server, while indexes are built: a million hashes are sorted without files
_TABLES = (
    "portfolio_party",
    "portfolio_contactpoint",
    "portfolio_account",
    "portfolio_accountrole",
    "portfolio_item",
    "portfolio_collateral",
)
_OWNED = "SELECT bool_and(pg_has_role(relowner, 'USAGE')) FROM pg_class WHERE oid = ANY(%s::regclass[])"
_INDEXES = """
SELECT i.indrelid::regclass::text, c.relname, k.conname IS NOT NULL,
       coalesce(pg_get_constraintdef(k.oid), pg_get_indexdef(i.indexrelid))
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype = 'u'
WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisprimary
ORDER BY c.relname
"""


@dataclass(frozen=True, slots=True)
class Dropped:
    """An index or unique constraint as the database describes it."""

    table: str
    name: str
    constraint: bool
    definition: str


def bare(cursor: Cursor, accounts: int) -> tuple[Dropped, ...]:
    """Take all indexes off but those of primary keys, the only ones that a first load reads; what was taken off,
    for `indexed`.

    `accounts`: of the first chunk. Nothing is taken off where the book holds a row of any creditor, somebody
    else uses the tables, or they belong to another role.
    """
    if accounts < ACCOUNTS_MIN or not _ours(cursor) or not _empty(cursor):
        return ()
    try:
        with transaction.atomic():
            cursor.execute("SET LOCAL lock_timeout = '500ms'")
            names = sql.SQL(", ").join(map(sql.Identifier, _TABLES))
            cursor.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(names))
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    except OperationalError:
        return ()
    if not _empty(cursor):
        return ()
    cursor.execute(_INDEXES, [list(_TABLES)])
    found = tuple(Dropped(*row) for row in cursor.fetchall())
    for one in found:
        drop = "ALTER TABLE {} DROP CONSTRAINT {}" if one.constraint else "DROP INDEX {1}"
        cursor.execute(sql.SQL(drop).format(sql.Identifier(one.table), sql.Identifier(one.name)))
    return found


def indexed(cursor: Cursor, dropped: tuple[Dropped, ...]) -> None:
    """Build what `bare` took off. IntegrityError where a unique constraint does not hold."""
    if not dropped:
        return
    # no index is built while checks of rows wait for the commit
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(sql.SQL("SET LOCAL maintenance_work_mem = {}").format(sql.Literal(SORT_MEMORY)))
    for one in dropped:
        if one.constraint:
            cursor.execute(
                sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
                    sql.Identifier(one.table), sql.Identifier(one.name), sql.SQL(one.definition)
                )
            )
        else:
            cursor.execute(one.definition)
    cursor.execute("SET LOCAL maintenance_work_mem TO DEFAULT")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _ours(cursor: Cursor) -> bool:
    cursor.execute(_OWNED, [list(_TABLES)])
    return bool(cursor.fetchone()[0])


def _empty(cursor: Cursor) -> bool:
    cursor.execute(
        sql.SQL(" UNION ALL ").join(
            sql.SQL("(SELECT 1 FROM {} LIMIT 1)").format(sql.Identifier(name)) for name in _TABLES
        )
    )
    return cursor.fetchone() is None
