"""Rooms that publish what a test says: tables in a schema of their own, behind the published names.

The engine finds these functions first; everything else of the database is the real one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from arrears.night.contracts import WANTED, Wanted
from arrears.night.engine import database

SCHEMA = "rooms_of_a_test"
_TYPES = {
    "int16": "smallint",
    "int32": "integer",
    "int64": "bigint",
    "string": "text",
    "boolean": "boolean",
    "date": "date",
    "array<string>": "text[]",
}
REAL_ADDRESS = database.address


def address() -> str:
    """The database of the test with the rooms of the test in front."""
    return make_conninfo(REAL_ADDRESS(), options=f"-c search_path={SCHEMA},public")


@dataclass
class Rooms:
    """What the rooms know, row by row; `publish` puts it behind the functions."""

    rows: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {wanted.table: [] for wanted in WANTED}
    )

    def account(self, account_id: int, *, items: Iterable[Mapping[str, Any]] = (), **facts: Any) -> None:
        row = {
            "creditor_id": 1,
            "account_id": account_id,
            "debtor_id": account_id,
            "kind": "loan",
            "product": "standard",
            "currency": "CNY",
            "opened_on": date(2025, 1, 1),
            "placed_on": date(2026, 9, 1),
            "status": "open",
            "region": "440000",
            "guarantors": 0,
            "debtor_kind": "person",
            "lost_contact": False,
            "phones_valid": 1,
            "emails_valid": 1,
            "addresses_valid": 1,
        } | facts
        self.rows["accounts"].append(row)
        for sequence, item in enumerate(items, start=1):
            self.item(account_id, account_id * 100 + sequence, **item)

    def item(self, account_id: int, item_id: int, *, due: date, amount: int, paid: int = 0) -> None:
        self.rows["items"].append(
            {
                "account_id": account_id,
                "item_id": item_id,
                "due_on": due,
                "billed_minor": amount,
                "paid_minor": paid,
                "owed_principal": amount - paid,
                "owed_penalty": 0,
            }
        )

    def pay(self, account_id: int, item_id: int, on: date, amount: int) -> None:
        """A payment booked: the item owes less and a receipt stands in the book."""
        item = next(row for row in self.rows["items"] if row["item_id"] == item_id)
        item["paid_minor"] += amount
        item["owed_principal"] -= amount
        entry = len(self.rows["receipts"]) + 1
        self.rows["receipts"].append(
            {"account_id": account_id, "entry_id": entry, "effective_on": on, "amount_minor": amount}
        )

    def say(self, table: str, **row: Any) -> None:
        """A row of a sparse table; columns that are not given are null or false."""
        wanted = next(each for each in WANTED if each.table == table)
        empty = {name: _nothing(kind) for name, kind in wanted.columns.items()}
        self.rows[table].append({**empty, "creditor_id": 1, **row})

    def publish(self) -> None:
        with psycopg.connect(REAL_ADDRESS(), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(SCHEMA)))
            for wanted in WANTED:
                _publish(connection, wanted, self.rows[wanted.table])


def _nothing(kind: str) -> Any:
    return {"boolean": False, "int32": 0, "array<string>": []}.get(kind)


def _publish(connection: psycopg.Connection[Any], wanted: Wanted, rows: list[dict[str, Any]]) -> None:
    table = sql.Identifier(SCHEMA, f"{wanted.table}_rows")
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(_TYPES[kind]))
        for name, kind in wanted.columns.items()
    )
    function = sql.Identifier(SCHEMA, wanted.function)
    connection.execute(sql.SQL("DROP FUNCTION IF EXISTS {}(date)").format(function))
    connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(table))
    connection.execute(sql.SQL("CREATE TABLE {} ({})").format(table, columns))
    with connection.cursor() as cursor, cursor.copy(sql.SQL("COPY {} FROM STDIN").format(table)) as copy:
        for row in rows:
            copy.write_row([row[name] for name in wanted.columns])
    connection.execute(
        sql.SQL(
            "CREATE FUNCTION {}(as_of date) RETURNS TABLE ({}) LANGUAGE sql STABLE AS 'SELECT * FROM {}'"
        ).format(function, columns, table)
    )


def withdraw() -> None:
    """Remove the rooms of the test and every partition that its nights wrote."""
    with psycopg.connect(REAL_ADDRESS(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(SCHEMA)))
        parts = connection.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'night_decision'::regclass"
        ).fetchall()
        for (name,) in parts:
            connection.execute(sql.SQL("DROP TABLE {}").format(sql.SQL(name)))
