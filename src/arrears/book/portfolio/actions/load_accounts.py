"""Accounts of a chunk: new ones in, changed ones with their past, refused ones with a reason."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from arrears.book.portfolio.actions import statements
from arrears.book.portfolio.actions.placing import Placing
from arrears.book.portfolio.contracts import (
    NUMBER_LENGTH_MAX,
    AccountKind,
    AccountStatus,
    Figures,
    LoadRefusal,
)
from arrears.book.portfolio.rules import refusals
from arrears.foundation.copying import Cursor, copy_in, jsonb, new_ids, same, stage
from arrears.kernel.money import minor_digits
from arrears.kernel.words import Words

Row = dict[str, Any]  # one row of an Arrow table with the account columns
_KINDS = frozenset(kind.value for kind in AccountKind)
_COMPARED = ("kind", "product", "opened_on", "terms", "debtor_id")
_REFUSED_MAX = 1_000


@dataclass(slots=True)
class AccountTally:
    """Ids by number over the whole load. `made`: new accounts; `seen`: every account the load names."""

    ids: dict[str, int] = field(default_factory=dict)
    made: set[int] = field(default_factory=set)
    refused: list[LoadRefusal] = field(default_factory=list)
    refused_count: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def refuse(self, number: str, reason: Words) -> None:
        self.refused_count += 1
        if len(self.refused) < _REFUSED_MAX:
            self.refused.append(LoadRefusal(number=number, reason=reason))


def load_accounts(
    cursor: Cursor,
    placing: Placing,
    table: pa.Table,
    parties: dict[str, int],
    barred: dict[str, Words],
    tally: AccountTally,
) -> dict[str, int]:
    """Write the accounts of a chunk; returns ids by number of those that were taken.

    `barred`: numbers refused already, with the reason. Existing accounts are compared field by field.
    """
    taken = _acceptable(table, parties, barred, tally)
    table = table if len(taken) == table.num_rows else table.take(pa.array(taken, pa.int64()))
    numbers = table.column("number").to_pylist()
    debtors = [parties[ref] for ref in table.column("debtor_ref").to_pylist()]
    known = {} if placing.first else _known(cursor, placing.creditor_id, numbers)
    new = [place for place, number in enumerate(numbers) if number not in known]
    ids = _insert(cursor, placing, table.take(pa.array(new, pa.int64())), [debtors[place] for place in new])
    tally.made.update(ids.values())
    tally.new += len(new)
    if known:
        ids |= _compare(cursor, placing, table, debtors, known, tally)
    tally.ids |= ids
    return ids


def _acceptable(
    table: pa.Table, parties: dict[str, int], barred: dict[str, Words], tally: AccountTally
) -> list[int]:
    """Places of the rows that can be taken; the others are refused."""
    taken = []
    columns = [table.column(name).to_pylist() for name in ("number", "debtor_ref", "kind", "currency")]
    if not barred and _all_well(columns, parties, tally):
        return list(range(table.num_rows))
    for place, (number, debtor, kind, currency) in enumerate(zip(*columns, strict=True)):
        if not number or len(number) > NUMBER_LENGTH_MAX:
            reason: Words | None = refusals.BAD_NUMBER
        elif number in tally.ids:
            reason = refusals.TWICE
        elif number in barred:
            reason = barred[number]
        elif debtor not in parties:
            reason = refusals.NO_DEBTOR
        elif kind not in _KINDS:
            reason = refusals.UNKNOWN_KIND
        else:
            reason = None if _currency_known(currency or "") else refusals.UNKNOWN_CURRENCY
        if reason is None:
            taken.append(place)
        else:
            tally.refuse((number or "")[:NUMBER_LENGTH_MAX], reason)
    return taken


def _all_well(columns: list[list[Any]], parties: dict[str, int], tally: AccountTally) -> bool:
    """Whether nothing is wrong with any row, asked of whole columns: so it is with nearly every chunk."""
    numbers, debtors, kinds, currencies = columns
    return (
        all(numbers)
        and max(map(len, numbers), default=0) <= NUMBER_LENGTH_MAX
        and tally.ids.keys().isdisjoint(numbers)
        and parties.keys() >= set(debtors)
        and set(kinds) <= _KINDS
        and all(_currency_known(currency or "") for currency in set(currencies))
    )


@lru_cache(maxsize=256)
def _currency_known(currency: str) -> bool:
    try:
        minor_digits(currency)
    except ValueError:
        return False
    return True


def _known(cursor: Cursor, creditor_id: int, numbers: list[str]) -> dict[str, Row]:
    cursor.execute(statements.ACCOUNTS_KNOWN, [creditor_id, json.dumps(numbers)])
    names = statements.ACCOUNT_NAMES
    return {row[1]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


def _insert(cursor: Cursor, placing: Placing, table: pa.Table, debtors: list[int]) -> dict[str, int]:
    count = table.num_rows
    ids = new_ids(cursor, "portfolio_account", count)
    if not count:
        return {}
    columns = {
        "id": pa.array(ids, pa.int64()),
        "creditor_id": same(placing.creditor_id, count),
        "number": table.column("number"),
        "kind": table.column("kind"),
        "product": pc.fill_null(table.column("product"), ""),
        "currency": table.column("currency"),
        "opened_on": table.column("opened_on"),
        "debtor_id": pa.array(debtors, pa.int64()),
        "batch_id": same(placing.batch_id, count, pa.int64()),
        "status": same(AccountStatus.OPEN.value, count),
        "status_reason": same("", count),
        "placed_on": pc.fill_null(table.column("placed_on"), placing.business_date),
        "terms": jsonb(text or "{}" for text in table.column("terms").to_pylist()),
        "figures": same(placing.figures.value, count),
        "figures_on": same(placing.business_date, count),
    }
    copy_in(cursor, "portfolio_account", pa.table(columns))
    return dict(zip(table.column("number").to_pylist(), ids, strict=True))


# --- accounts that the book has ------------------------------------------------------------------------


def _compare(
    cursor: Cursor,
    placing: Placing,
    table: pa.Table,
    debtors: list[int],
    known: dict[str, Row],
    tally: AccountTally,
) -> dict[str, int]:
    ids: dict[str, int] = {}
    changed: list[Row] = []
    for row, debtor in zip(table.to_pylist(), debtors, strict=True):
        have = known.get(row["number"])
        if have is None:
            continue
        if reason := _clash(row, have, placing):
            tally.refuse(row["number"], reason)
            continue
        ids[row["number"]] = row["id"] = have["id"]
        row["debtor_id"] = debtor
        if _replaced(row, have, placing):
            changed.append(row)
    tally.changed += len(changed)
    tally.unchanged += len(ids) - len(changed)
    if changed:
        _change(cursor, placing, changed, known)
    if placing.figures is Figures.OUTSTANDING and ids:
        cursor.execute(statements.ACCOUNTS_STATED, {"day": placing.business_date, "ids": list(ids.values())})
    return ids


def _clash(row: Row, have: Row, placing: Placing) -> Words | None:
    if row["currency"] != have["currency"]:
        return refusals.OTHER_CURRENCY
    if placing.figures.value != have["figures"]:
        return refusals.OTHER_FIGURES
    if placing.business_date < have["figures_on"]:
        return refusals.OLDER_FILE.format(known=have["figures_on"].isoformat())
    return None


@lru_cache(maxsize=10_000)
def _terms(text: str) -> str:
    """Terms as one text, however they were spaced and ordered."""
    return json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False)


def _replaced(row: Row, have: Row, placing: Placing) -> bool:
    """Bring the row up to what will be stored; true when that differs from what is stored."""
    have["terms"] = _terms(have["terms"] if isinstance(have["terms"], str) else json.dumps(have["terms"]))
    row["terms"] = _terms(row["terms"]) if row["terms"] else have["terms"]
    row["product"] = row["product"] or have["product"]
    row["opened_on"] = row["opened_on"] or have["opened_on"]
    row["batch_id"] = placing.batch_id or have["batch_id"]
    moved = row["batch_id"] != have["batch_id"]
    row["placed_on"] = (row["placed_on"] or placing.business_date) if moved else have["placed_on"]
    ended = have["status"] != AccountStatus.OPEN.value
    return moved or ended or any(row[name] != have[name] for name in _COMPARED)


def _change(cursor: Cursor, placing: Placing, rows: list[Row], known: dict[str, Row]) -> None:
    past = [
        {
            name: str(known[row["number"]][name])
            for name in (*_COMPARED, "batch_id", "placed_on", "status")
            if name == "status" or known[row["number"]][name] != row[name]
        }
        for row in rows
    ]
    count = len(rows)
    copy_in(
        cursor,
        "portfolio_accountpast",
        pa.table(
            {
                "creditor_id": same(placing.creditor_id, count),
                "account_id": pa.array([row["id"] for row in rows], pa.int64()),
                "before": jsonb(json.dumps(before, ensure_ascii=False) for before in past),
                "replaced_on": same(placing.business_date, count),
                "by": same(placing.by, count),
                "replaced_at": same(placing.at, count),
            }
        ),
    )
    columns = {name: pa.array([row[name] for row in rows], pa.string()) for name in ("kind", "product")}
    columns["terms"] = jsonb(row["terms"] for row in rows)
    for name in ("id", "debtor_id", "batch_id"):
        columns[name] = pa.array([row[name] for row in rows], pa.int64())
    for name in ("opened_on", "placed_on"):
        columns[name] = pa.array([row[name] for row in rows], pa.date32())
    stage(cursor, "changed_accounts", "portfolio_account", pa.table(columns))
    cursor.execute(statements.PLACEMENTS_REPLACED, {"day": placing.business_date, "by": placing.by})
    cursor.execute(statements.ACCOUNTS_CHANGE, {"day": placing.business_date})
