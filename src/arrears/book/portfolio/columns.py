"""The portfolio's bulk form: the same facts as the records of `contracts`, as Arrow columns.

One chunk holds whole accounts: all instalments, roles and collateral of an account stand in the chunk that
names it. Values are what the records say; a missing text is null or empty, a missing date or number is null.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from arrears.book.portfolio.contracts import LoadRefusal

CHUNK_ACCOUNTS = 20_000

ACCOUNT_COLUMNS = pa.schema(
    [
        ("number", pa.string()),
        ("kind", pa.string()),
        ("product", pa.string()),
        ("currency", pa.string()),
        ("opened_on", pa.date32()),
        ("placed_on", pa.date32()),
        ("debtor_ref", pa.string()),
        ("terms", pa.string()),  # a JSON object, keys sorted
    ]
)
PARTY_COLUMNS = pa.schema(
    [
        ("ref", pa.string()),
        ("kind", pa.string()),
        ("name", pa.string()),
        ("id_kind", pa.string()),
        ("id_number", pa.string()),
        ("birth_year", pa.int16()),
        ("region", pa.string()),
        ("language", pa.string()),
        ("sex", pa.string()),  # kept apart from the party, for audits alone
    ]
)
CONTACT_COLUMNS = pa.schema(
    [
        ("party_ref", pa.string()),
        ("kind", pa.string()),
        ("value", pa.string()),
        ("use", pa.string()),
        ("source", pa.string()),
    ]
)
ROLE_COLUMNS = pa.schema(
    [
        ("number", pa.string()),
        ("party_ref", pa.string()),
        ("role", pa.string()),
        ("guarantor_kind", pa.string()),
        ("since", pa.date32()),
        ("until", pa.date32()),
        ("proof", pa.string()),
    ]
)
ITEM_COLUMNS = pa.schema(
    [
        ("number", pa.string()),
        ("sequence", pa.int32()),
        ("due_on", pa.date32()),
        ("principal_minor", pa.int64()),
        ("interest_minor", pa.int64()),
        ("fee_minor", pa.int64()),
        ("penalty_minor", pa.int64()),
        ("cost_minor", pa.int64()),
        ("tax_minor", pa.int64()),
    ]
)
COLLATERAL_COLUMNS = pa.schema(
    [
        ("number", pa.string()),
        ("ref", pa.string()),
        ("kind", pa.string()),
        ("description", pa.string()),
        ("plate", pa.string()),
        ("frame_number", pa.string()),
        ("location_note", pa.string()),
        ("value_minor", pa.int64()),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookColumns:
    """One chunk of a portfolio: Arrow tables with the schemas above.

    A party named in several chunks may stand in each of them. `roles` holds the other parties of an account;
    the debtor stands in `accounts.debtor_ref`. `refused`: what the source itself left out, with the reason.
    """

    accounts: pa.Table
    parties: pa.Table
    contacts: pa.Table
    items: pa.Table
    roles: pa.Table = field(default_factory=ROLE_COLUMNS.empty_table)
    collateral: pa.Table = field(default_factory=COLLATERAL_COLUMNS.empty_table)
    refused: tuple[LoadRefusal, ...] = ()


def index_numbers(indexes: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The two halves of blind indexes (16 bytes each) as numbers; the empty index is 0 and 0."""
    halves = np.zeros((len(indexes), 2), np.int64)
    there = pc.greater(pc.binary_length(indexes), 0).to_numpy(zero_copy_only=False).astype(bool)
    known = indexes if there.all() else indexes.filter(pa.array(there))
    if len(known):
        _, offsets, data = known.buffers()
        first, last = np.frombuffer(offsets, np.int32)[[known.offset, known.offset + len(known)]]
        halves[there] = np.frombuffer(data, np.uint8)[first:last].view(np.int64).reshape(-1, 2)
    return halves[:, 0], halves[:, 1]
