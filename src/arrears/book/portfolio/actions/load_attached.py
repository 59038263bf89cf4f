"""What hangs on the accounts of a chunk: roles of people, and collateral.

Rows of accounts that this load made go straight into the table; only for older accounts is there something to
compare with.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from arrears.book.portfolio.actions import statements
from arrears.book.portfolio.actions.placing import Placing
from arrears.foundation.copying import Cursor, copy_in, same

_THINGS = ("kind", "description", "plate", "frame_number", "location_note")


def load_roles(
    cursor: Cursor,
    placing: Placing,
    roles: pa.Table,
    accounts: dict[str, int],
    made: set[int],
    parties: dict[str, int],
) -> None:
    """Add roles that are not known; take over what a file newly says of a guarantee.

    `made`: accounts that are new in this load.
    """
    owners = [accounts.get(number) for number in roles.column("number").to_pylist()]
    people = [parties.get(ref) for ref in roles.column("party_ref").to_pylist()]
    keys = zip(owners, people, roles.column("role").to_pylist(), strict=True)
    last = {key: place for place, key in enumerate(keys) if key[0] is not None and key[1] is not None}
    if not last:
        return
    rows = roles.take(pa.array(list(last.values()), pa.int64()))
    table = pa.table(
        {
            "account_id": pa.array([key[0] for key in last], pa.int64()),
            "party_id": pa.array([key[1] for key in last], pa.int64()),
            "role": rows.column("role"),
            "guarantor_kind": pc.fill_null(rows.column("guarantor_kind"), ""),
            "since": rows.column("since"),
            "until": rows.column("until"),
            "proof": pc.fill_null(rows.column("proof"), ""),
        }
    )
    fresh, older = _parted(table, made)
    count = fresh.num_rows
    fresh = fresh.append_column("creditor_id", same(placing.creditor_id, count))
    copy_in(
        cursor, "portfolio_accountrole", fresh.append_column("added_on", same(placing.business_date, count))
    )
    if older.num_rows:
        cursor.execute(statements.ROLES_STAGE)
        copy_in(cursor, "incoming_roles", older)
        cursor.execute(
            statements.ROLES_MERGE, {"creditor": placing.creditor_id, "day": placing.business_date}
        )


def load_collateral(
    cursor: Cursor, placing: Placing, things: pa.Table, accounts: dict[str, int], made: set[int]
) -> None:
    """Add things that are not known; take over what a file newly says of a known one."""
    owners = [accounts.get(number) for number in things.column("number").to_pylist()]
    keys = zip(owners, things.column("ref").to_pylist(), strict=True)
    last = {key: place for place, key in enumerate(keys) if key[0] is not None}
    if not last:
        return
    rows = things.take(pa.array(list(last.values()), pa.int64()))
    columns = {name: pc.fill_null(rows.column(name), "") for name in _THINGS}
    columns |= {
        "account_id": pa.array([account for account, _ in last], pa.int64()),
        "ref": rows.column("ref"),
        "value_minor": rows.column("value_minor"),
        "creditor_id": same(placing.creditor_id, len(last)),
    }
    fresh, older = _parted(pa.table(columns), made)
    copy_in(cursor, "portfolio_collateral", fresh.append_column("state", same("with_debtor", fresh.num_rows)))
    if older.num_rows:
        cursor.execute(statements.THINGS_STAGE)
        copy_in(cursor, "incoming_things", older)
        cursor.execute(statements.THINGS_MERGE)


def _parted(table: pa.Table, made: set[int]) -> tuple[pa.Table, pa.Table]:
    """Rows of accounts that are new in this load, and the others."""
    accounts: Sequence[int] = table.column("account_id").to_pylist()
    new = np.fromiter((account in made for account in accounts), bool, len(accounts))
    if new.all():
        return table, table.slice(0, 0)
    return table.filter(pa.array(new)), table.filter(pa.array(~new))
