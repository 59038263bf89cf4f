"""Accounts of a chunk: new ones in, changed ones with their past, refused ones with a reason."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from arrears.book.portfolio.actions import statements
from arrears.book.portfolio.actions.placing import Placing
from arrears.book.portfolio.contracts import (
    NUMBER_LENGTH_MAX,
    AccountKind,
    AccountStatus,
    LoadRefusal,
)
from arrears.book.portfolio.rules import refusals
from arrears.foundation.copying import Cursor, copy_in, new_ids, same, stage
from arrears.kernel.money import minor_digits
from arrears.kernel.words import Words

Row = dict[str, Any]  # one row of an Arrow table with the account columns
_KINDS = {kind.value for kind in AccountKind}
_COMPARED = ("kind", "product", "opened_on", "terms", "debtor_id")
_REFUSED_MAX = 1_000


@dataclass(slots=True)
class AccountTally:
    """Ids by number over the whole load. `made`: new accounts; `seen`: every account the load names."""

    ids: dict[str, int] = field(default_factory=dict)
    made: set[int] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)
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
    cursor: Cursor, placing: Placing, rows: Iterable[Row], parties: dict[str, int], barred: dict[str, Words],
    tally: AccountTally,
) -> dict[str, int]:
    """Write the accounts of a chunk; returns ids by number of those that were taken.

    `barred`: numbers refused already, with the reason. Existing accounts are compared field by field.
    """
    taken = [row for row in rows if _acceptable(row, parties, barred, tally)]
    known = _known(cursor, placing.creditor_id, [row["number"] for row in taken])
    new: list[Row] = []
    changed: list[Row] = []
    ids: dict[str, int] = {}
    for row in taken:
        have = known.get(row["number"])
        row["debtor_id"] = parties[row["debtor_ref"]]
        if have is None:
            new.append(row)
            continue
        if reason := _clash(row, have, placing):
            tally.refuse(row["number"], reason)
            continue
        ids[row["number"]] = row["id"] = have["id"]
        if _replaced(row, have, placing):
            changed.append(row)
    tally.new += len(new)
    tally.changed += len(changed)
    tally.unchanged += len(ids) - len(changed)
    if changed:
        _change(cursor, placing, changed, known)
    if ids:
        cursor.execute(statements.ACCOUNTS_SEEN, {"day": placing.business_date, "ids": list(ids.values())})
    made = _insert(cursor, placing, new)
    tally.made.update(made.values())
    ids |= made
    tally.ids |= ids
    tally.seen.update(ids.values())
    return ids


def _acceptable(row: Row, parties: dict[str, int], barred: dict[str, Words], tally: AccountTally) -> bool:
    number = row["number"] or ""
    reason = barred.get(number)
    if not number or len(number) > NUMBER_LENGTH_MAX:
        reason = refusals.BAD_NUMBER
    elif number in tally.ids:
        reason = refusals.TWICE
    elif row["debtor_ref"] not in parties:
        reason = refusals.NO_DEBTOR
    elif row["kind"] not in _KINDS:
        reason = refusals.UNKNOWN_KIND
    elif not _currency_known(row["currency"] or ""):
        reason = refusals.UNKNOWN_CURRENCY
    if reason is None:
        return True
    tally.refuse(number[:NUMBER_LENGTH_MAX], reason)
    return False


def _currency_known(currency: str) -> bool:
    try:
        minor_digits(currency)
    except ValueError:
        return False
    return True


def _clash(row: Row, have: Row, placing: Placing) -> Words | None:
    if row["currency"] != have["currency"]:
        return refusals.OTHER_CURRENCY
    if placing.figures.value != have["figures"]:
        return refusals.OTHER_FIGURES
    if placing.business_date < have["figures_on"]:
        return refusals.OLDER_FILE.format(known=have["figures_on"].isoformat())
    return None


def _known(cursor: Cursor, creditor_id: int, numbers: list[str]) -> dict[str, Row]:
    cursor.execute(statements.ACCOUNTS_KNOWN, [creditor_id, numbers])
    found: dict[str, Row] = {}
    for values in cursor.fetchall():
        row = dict(zip(statements.ACCOUNT_NAMES, values, strict=True))
        row["terms"] = _terms(row["terms"])
        found[row["number"]] = row
    return found


def _terms(value: Any) -> str:
    """Terms as one text, however the driver hands JSON over."""
    data = json.loads(value) if isinstance(value, str) else value
    return json.dumps(data or {}, sort_keys=True, ensure_ascii=False)


def _replaced(row: Row, have: Row, placing: Placing) -> bool:
    """Bring the row up to what will be stored; true when that differs from what is stored."""
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
    copy_in(
        cursor, "portfolio_accountpast",
        pa.table(
            {
                "creditor_id": same(placing.creditor_id, len(rows)),
                "account_id": pa.array([row["id"] for row in rows], pa.int64()),
                "before": [json.dumps(before, ensure_ascii=False) for before in past],
                "replaced_on": same(placing.business_date, len(rows)),
                "by": same(placing.by, len(rows)),
                "replaced_at": same(placing.at, len(rows)),
            }
        ),
    )
    columns = {name: [row[name] for row in rows] for name in ("kind", "product", "terms")}
    for name in ("id", "debtor_id", "batch_id"):
        columns[name] = pa.array([row[name] for row in rows], pa.int64())
    for name in ("opened_on", "placed_on"):
        columns[name] = pa.array([row[name] for row in rows], pa.date32())
    stage(cursor, "changed_accounts", "portfolio_account", pa.table(columns))
    cursor.execute(statements.PLACEMENTS_REPLACED, {"day": placing.business_date, "by": placing.by})
    cursor.execute(statements.ACCOUNTS_CHANGE)


def _insert(cursor: Cursor, placing: Placing, rows: list[Row]) -> dict[str, int]:
    ids = new_ids(cursor, "portfolio_account", len(rows))
    if not rows:
        return {}
    count = len(rows)
    columns = {
        "id": pa.array(ids, pa.int64()),
        "creditor_id": same(placing.creditor_id, count),
        "number": [row["number"] for row in rows],
        "kind": [row["kind"] for row in rows],
        "product": [row["product"] or "" for row in rows],
        "currency": [row["currency"] for row in rows],
        "opened_on": pa.array([row["opened_on"] for row in rows], pa.date32()),
        "debtor_id": pa.array([row["debtor_id"] for row in rows], pa.int64()),
        "batch_id": pa.array([placing.batch_id] * count, pa.int64()),
        "status": same(AccountStatus.OPEN.value, count),
        "status_reason": same("", count),
        "placed_on": pa.array([row["placed_on"] or placing.business_date for row in rows], pa.date32()),
        "terms": [row["terms"] or "{}" for row in rows],
        "figures": same(placing.figures.value, count),
        "figures_on": same(placing.business_date, count),
    }
    copy_in(cursor, "portfolio_account", pa.table(columns))
    return dict(zip((row["number"] for row in rows), ids, strict=True))
