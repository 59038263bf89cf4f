"""Contact points of a chunk: the ways to reach a party that are not known yet, sealed."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

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
from arrears.book.portfolio.rules.wiped import owner_index
from arrears.foundation.copying import Cursor, copy_in, same

Numbers = NDArray[np.int64]
_PASSED = ("kind", "value_sealed", "value_index", "masked", "use", "source", "state")


@dataclass(slots=True)
class ContactTally:
    """`written`: in a first load, owners (ascending) and indexes of what each chunk wrote. `wiped`: values that
    were wiped before and stay out."""

    new: int = 0
    malformed: int = 0
    written: list[tuple[Numbers, Numbers, Numbers]] = field(default_factory=list)
    wiped: int = 0


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
    keys = np.stack([own, *index_numbers(contacts.column("value_index").combine_chunks())])
    keep = _first_of_each(keys)
    again = np.flatnonzero(~owners.made[rows])
    if len(again):
        old = np.unique(own[again])
        seen = _written(old, tally) if placing.first else _known(cursor, placing.creditor_id, old.tolist())
        told = zip(*keys[:, again].tolist(), strict=True)
        keep[again] &= np.fromiter((key not in seen for key in told), bool, len(again))
    if placing.wiped:
        tally.wiped += _left_out(contacts, keep, placing.wiped)
    places = np.flatnonzero(keep)
    if not len(places):
        return
    places = places[np.argsort(own[places], kind="stable")]  # neighbours in the index are written together
    count, own = len(places), own[places]
    table = with_seal(contacts.take(pa.array(places)), "value", "value_sealed")
    tally.new += count
    tally.malformed += int(pc.sum(pc.equal(table.column("state"), ContactState.MALFORMED.value)).as_py())
    if placing.first:
        own, first, second = keys[:, places]
        tally.written.append((own, first, second))
    else:
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


def _left_out(contacts: pa.Table, keep: NDArray[np.bool_], wiped: Mapping[bytes, Set[bytes]]) -> int:
    """Take out of `keep` what was wiped of its owner before; how many those are. Owners are hashed only where the
    value is one that was wiped of somebody."""
    indexes, refs = contacts.column("value_index").to_pylist(), contacts.column("party_ref").to_pylist()
    out = [
        place
        for place in np.flatnonzero(keep).tolist()
        if indexes[place] in wiped and owner_index(refs[place]) in wiped[indexes[place]]
    ]
    keep[out] = False
    return len(out)


def _first_of_each(keys: Numbers) -> NDArray[np.bool_]:
    """Which columns of keys (owner, two halves of an index) stand for the first time in the chunk."""
    order = np.lexsort(keys[::-1])  # stable: of equal keys the first stands first
    ordered = keys[:, order]
    new = np.ones(len(order), bool)
    new[1:] = (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)
    keep = np.zeros(len(order), bool)
    keep[order[new]] = True
    return keep


Key = tuple[int, int, int]  # owner, two halves of an index


def _written(owners: Numbers, tally: ContactTally) -> set[Key]:
    """What chunks before this one wrote of some owners, in a first load."""
    found: set[Key] = set()
    for own, first, second in tally.written:
        begins, ends = np.searchsorted(own, owners, "left"), np.searchsorted(own, owners, "right")
        for place in np.flatnonzero(begins < ends).tolist():
            part = slice(int(begins[place]), int(ends[place]))
            found.update(zip(own[part].tolist(), first[part].tolist(), second[part].tolist(), strict=True))
    return found


def _known(cursor: Cursor, creditor_id: int, party_ids: list[int]) -> set[Key]:
    """What the book has of some owners."""
    cursor.execute(statements.CONTACTS_KNOWN, [creditor_id, party_ids])
    rows = cursor.fetchall()
    first, second = index_numbers(pa.array([bytes(index) for _, index in rows], pa.binary()))
    owners = (party for party, _ in rows)
    return set(zip(owners, first.tolist(), second.tolist(), strict=True))
