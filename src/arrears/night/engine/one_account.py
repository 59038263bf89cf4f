"""What the rooms say of one debtor as of a date: the tables of a night, read by key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from psycopg import sql

from arrears.book.portfolio import api as portfolio
from arrears.gate import api as gate
from arrears.night.aging.rules import parse_policy
from arrears.night.contracts import (
    CARE,
    CONTACT,
    GATE,
    NIGHT,
    OPENINGS,
    PROMISES,
    REACH,
    STATE,
    WANTED,
    Wanted,
)
from arrears.night.engine.actions.tables import night_row, query
from arrears.night.engine.contracts import Policy
from arrears.night.engine.queries import latest_before

Tables = dict[str, list[dict[str, Any]]]
_OF_DEBTOR = (GATE, CONTACT, PROMISES, CARE)


def read_one(account_id: int, as_of: date, policy: Policy) -> tuple[Tables, str | None]:
    """The tables of a night for the accounts of an account's debtor, and the bucket that the night before left the
    account in. NotFound (of the portfolio) when there is no such account."""
    key = portfolio.account_key(account_id)
    creditor_id, debtor_id = key.creditor_id, key.debtor_id
    with transaction.atomic(), connection.cursor() as cursor:
        accounts = [each.account_id for each in portfolio.accounts_of_debtor(creditor_id, debtor_id)]
        tables: Tables = {}
        for wanted in WANTED:
            if wanted.among:
                tables[wanted.table] = _rows(cursor, _among(wanted, as_of, creditor_id, accounts))
            elif wanted in _OF_DEBTOR:
                tables[wanted.table] = _rows(cursor, _of_debtor(wanted, as_of, creditor_id, debtor_id))
        day, noted = gate.shadow_of_debtor(as_of, creditor_id, debtor_id, accounts)
        tables[OPENINGS.table], tables[REACH.table] = [day], list(noted)
        tables[STATE.table], before = _state(cursor, as_of, accounts, policy)
    tables[NIGHT.table] = [night_row(as_of)]
    return tables, before.get(account_id)


def _among(wanted: Wanted, as_of: date, creditor_id: int, accounts: list[int]) -> str:
    keys = (
        sql.SQL("ARRAY[{}]::bigint[]").format(each) for each in (creditor_id, sql.SQL(", ").join(accounts))
    )
    return query(wanted, as_of, sql.SQL(", ").join(keys))


def _of_debtor(wanted: Wanted, as_of: date, creditor_id: int, debtor_id: int) -> str:
    text = sql.SQL("SELECT {} FROM {}({}::date, {}, {})").format(
        sql.SQL(", ").join(sql.Identifier(name) for name in wanted.columns),
        sql.Identifier(f"{wanted.function}_of"),
        as_of.isoformat(),
        creditor_id,
        debtor_id,
    )
    return text.as_string(None)


def _rows(cursor: Any, text: str) -> list[dict[str, Any]]:
    cursor.execute(text)
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _state(
    cursor: Any, as_of: date, accounts: list[int], policy: Policy
) -> tuple[list[dict[str, Any]], dict[int, str]]:
    """What the night before left to these accounts, in the bucket numbers of the policy, and their buckets by code."""
    before = latest_before(as_of, restated=False)
    if before is None:
        return [], {}
    kept = [name for name in STATE.columns if name != "night_on"]
    text = sql.SQL(
        "SELECT {} FROM night_decision WHERE run_id = {} AND business_date = {}::date AND account_id = ANY({})"
    ).format(
        sql.SQL(", ").join(sql.Identifier(name) for name in kept),
        before.pk,
        before.business_date.isoformat(),
        sql.SQL("ARRAY[{}]::bigint[]").format(sql.SQL(", ").join(accounts)),
    )
    rows = _rows(cursor, text.as_string(None))
    old, new = _codes(before.policy.texts["aging"]), _codes(policy.texts["aging"])
    numbers = {code: no for no, code in sorted(new.items(), reverse=True)}
    buckets = {row["account_id"]: old[row["bucket_no"]] for row in rows}
    for row in rows:
        row["night_on"] = before.business_date
        if old != new:
            row["bucket_no"] = numbers.get(old[row["bucket_no"]])
    return rows, buckets


@lru_cache(maxsize=4)
def _codes(aging: str) -> Mapping[int, str]:
    return parse_policy(aging).codes()
