"""A book of any size in PostgreSQL behind functions of the published names, for as long as a bench runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection
from psycopg import sql

from arrears.night.contracts import WANTED, Wanted
from arrears.night.engine.bench.book import BATCH_ROWS, statements
from arrears.night.engine.database import columnar
from arrears.night.engine.engines import DuckEngine
from arrears.night.engine.models import NightRun

NIGHT = date(1999, 11, 23)
"""A date on which no house runs a night."""
_LAST = date(2000, 12, 31)
SCHEMA = "night_bench"
POSTGRESQL = {
    "int16": "smallint",
    "int32": "integer",
    "int64": "bigint",
    "string": "text",
    "boolean": "boolean",
    "date": "date",
    "array<string>": "text[]",
}


@contextmanager
def published_book(accounts: int, instalments: int) -> Iterator[None]:
    """The book stands while the block runs; it and every run of its dates go afterwards."""
    options = connection.settings_dict.setdefault("OPTIONS", {})
    before = options.get("options")
    _load(accounts, instalments)
    options["options"] = f"-c search_path={SCHEMA},public"
    try:
        yield
    finally:
        options["options"] = before
        if before is None:
            del options["options"]
        _clear()


def _load(accounts: int, instalments: int) -> None:
    """Put the book into tables behind functions of the published names."""
    _clear()
    duck = DuckEngine()
    try:
        with columnar() as target, target.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {SCHEMA}")
            for wanted, text in zip(WANTED, statements(NIGHT, accounts, instalments), strict=True):
                columns = ", ".join(f"{name} {POSTGRESQL[kind]}" for name, kind in wanted.columns.items())
                table = f"{wanted.table}_rows"
                cursor.execute(f"CREATE UNLOGGED TABLE {SCHEMA}.{table} ({columns})")
                made = duck.connection.con.cursor().sql(text).to_arrow_reader(BATCH_ROWS)
                typed = duck.arriving(made).cast(dict(wanted.columns)).select(*wanted.columns)
                cursor.adbc_ingest(
                    table, duck.batches(typed, BATCH_ROWS), mode="append", db_schema_name=SCHEMA
                )
                if wanted.among:  # as the rooms have it
                    cursor.execute(f"CREATE INDEX ON {SCHEMA}.{table} (account_id)")
                _publish(wanted, cursor)
            cursor.execute(_CHANGED.replace("@", SCHEMA))
            target.commit()
    finally:
        duck.close()


_CHANGED = """
    CREATE FUNCTION @.book_changed(as_of date, base date, since xid)
    RETURNS TABLE (creditor_id bigint, account_id bigint) LANGUAGE sql STABLE AS $$
        SELECT a.creditor_id, a.account_id FROM @.accounts_rows a WHERE age(a.xmin) <= age(since)
        UNION
        SELECT 1, i.account_id FROM @.items_rows i WHERE age(i.xmin) <= age(since)
        UNION
        SELECT 1, r.account_id FROM @.receipts_rows r
        WHERE age(r.xmin) <= age(since) OR (r.effective_on > base AND r.effective_on <= as_of)
    $$
"""
_TOUCH = """
    UPDATE @.items_rows SET paid_minor = paid_minor + 1, owed_principal = owed_principal - 1
    WHERE account_id % 100 = 7 AND owed_principal > 1
"""


def _publish(wanted: Wanted, cursor: Any) -> None:
    """A room's functions over the table of the book: all of it and, where a night asks for it, some accounts."""
    kinds = sql.SQL(", ".join(f"{name} {POSTGRESQL[kind]}" for name, kind in wanted.columns.items()))
    parts: dict[str, sql.Composable] = {
        "kinds": kinds,
        "names": sql.SQL(", ".join(wanted.columns)),
        "rows": sql.Identifier(SCHEMA, f"{wanted.table}_rows"),
    }
    made = "CREATE FUNCTION {name} ({asked}) RETURNS TABLE ({kinds}) LANGUAGE sql STABLE AS "
    bodies = [(wanted.function, "as_of date", "'SELECT {names} FROM {rows}'")]
    if wanted.among:
        asked = "as_of date, creditors bigint[], accounts bigint[]"
        narrowed = "'SELECT {names} FROM {rows} x WHERE x.account_id = ANY(accounts)'"
        bodies.append((f"{wanted.function}_among", asked, narrowed))
    for name, asked, body in bodies:
        text = sql.SQL(made + body).format(name=sql.Identifier(SCHEMA, name), asked=sql.SQL(asked), **parts)
        cursor.execute(text.as_string(None))


def touch() -> None:
    """One account in a hundred pays a part of an instalment."""
    with columnar() as target, target.cursor() as cursor:
        cursor.execute(_TOUCH.replace("@", SCHEMA))
        target.commit()


def _clear() -> None:
    """Remove the book, the run and its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(SCHEMA)))
        for record in NightRun.objects.filter(business_date__range=(NIGHT, _LAST)).order_by("-pk"):
            partition = sql.Identifier(f"night_decision_{record.pk}")
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(partition))
            record.delete()
