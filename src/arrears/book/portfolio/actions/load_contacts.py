"""Contact points of a chunk: the ways to reach a party that are not known yet, sealed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from arrears.book.portfolio.actions import statements
from arrears.book.portfolio.actions.load_parties import Owners, PartyTally
from arrears.book.portfolio.actions.placing import Placing
from arrears.book.portfolio.actions.spelling import with_seal
from arrears.book.portfolio.columns import index_numbers
from arrears.book.portfolio.contracts import ContactState
from arrears.foundation.copying import Cursor, copy_in, same

_PASSED = ("kind", "value_sealed", "value_index", "masked", "use", "source", "state")


@dataclass(slots=True)
class ContactTally:
    new: int = 0
    malformed: int = 0


def load_contacts(
    cursor: Cursor,
    placing: Placing,
    contacts: pa.Table,
    owners: Owners,
    parties: PartyTally,
    tally: ContactTally,
) -> None:
    """Add what is not known yet; a known contact point keeps its place and state."""
    contacts = contacts.filter(_said(contacts))
    rows = owners.places(contacts.column("party_ref").combine_chunks())
    own = owners.ids[rows]
    keep = _first_of_each(own, contacts.column("value_index").combine_chunks())
    old = np.unique(own[~owners.made[rows]]).tolist()
    seen = _known(cursor, placing.creditor_id, old) if old else set()
    if seen:
        pairs = zip(own.tolist(), contacts.column("value_index").to_pylist(), strict=True)
        keep &= np.fromiter((pair not in seen for pair in pairs), bool, len(own))
    places = np.flatnonzero(keep)
    if not len(places):
        return
    places = places[np.argsort(own[places], kind="stable")]  # neighbours in the index are written together
    count, own = len(places), own[places]
    table = with_seal(contacts.take(pa.array(places)), "value", "value_sealed")
    tally.new += count
    tally.malformed += int(pc.sum(pc.equal(table.column("state"), ContactState.MALFORMED.value)).as_py())
    if not placing.first:
        parties.touched.update(own.tolist())
    columns = {name: table.column(name) for name in _PASSED}
    columns |= {
        "party_id": pa.array(own),
        "creditor_id": same(placing.creditor_id, count),
        "added_on": same(placing.business_date, count),
    }
    copy_in(cursor, "portfolio_contactpoint", pa.table(columns))


def _said(contacts: pa.Table) -> pa.ChunkedArray:
    """Which contact points say something at all; the empty text stays empty when it is sealed."""
    value = "value_sealed" if "value_sealed" in contacts.column_names else "value"
    return pc.greater(pc.binary_length(contacts.column(value)), 0)


def _first_of_each(own: NDArray[np.int64], indexes: pa.Array) -> NDArray[np.bool_]:
    """Which rows name a value of a party for the first time in the chunk."""
    first, second = index_numbers(indexes)
    order = np.lexsort((second, first, own))  # stable: of equal rows the first stands first
    keys = np.stack([own, first, second])[:, order]
    new = np.ones(len(own), bool)
    new[1:] = (keys[:, 1:] != keys[:, :-1]).any(axis=0)
    keep = np.zeros(len(own), bool)
    keep[order[new]] = True
    return keep


def _known(cursor: Cursor, creditor_id: int, party_ids: list[int]) -> set[tuple[int, bytes]]:
    cursor.execute(statements.CONTACTS_KNOWN, [creditor_id, party_ids])
    return {(party, bytes(index)) for party, index in cursor.fetchall()}
