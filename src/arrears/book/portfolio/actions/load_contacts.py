"""Contact points of a chunk: the ways to reach a party that are not known yet, sealed."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

from arrears.book.portfolio.actions import statements
from arrears.book.portfolio.actions.load_parties import PartyTally
from arrears.book.portfolio.actions.placing import Placing
from arrears.book.portfolio.actions.prepare import ContactColumns
from arrears.book.portfolio.contracts import ContactState
from arrears.foundation.copying import Cursor, copy_in, same


@dataclass(slots=True)
class ContactTally:
    new: int = 0
    malformed: int = 0
    owners: set[int] = field(default_factory=set)  # parties that earlier chunks gave contact points


def load_contacts(
    cursor: Cursor, placing: Placing, contacts: ContactColumns, parties: PartyTally, tally: ContactTally
) -> None:
    """Add what is not known yet; a known contact point keeps its place and state."""
    owners = [parties.ids[ref] for ref in contacts.refs]
    old = (set(owners) - parties.made) | (set(owners) & tally.owners)
    seen = _known(cursor, placing.creditor_id, list(old)) if old else set()
    places = []
    for place, key in enumerate(zip(owners, contacts.indexes, strict=True)):
        if key not in seen and contacts.values[place]:
            seen.add(key)
            places.append(place)
    if not places:
        return
    places.sort(key=owners.__getitem__)  # neighbours in the index are written together
    count = len(places)
    tally.new += count
    states = [contacts.states[place] for place in places]
    tally.malformed += states.count(ContactState.MALFORMED.value)
    own = [owners[place] for place in places]
    parties.touched.update(own)
    tally.owners.update(own)
    columns = {
        "party_id": pa.array(own, pa.int64()),
        "kind": [contacts.kinds[place] for place in places],
        "value_sealed": contacts.seal(places),
        "value_index": [contacts.indexes[place] for place in places],
        "masked": [contacts.masked[place] for place in places],
        "use": [contacts.uses[place] for place in places],
        "source": [contacts.sources[place] for place in places],
        "state": states,
        "creditor_id": same(placing.creditor_id, count),
        "added_on": same(placing.business_date, count),
    }
    copy_in(cursor, "portfolio_contactpoint", pa.table(columns))


def _known(cursor: Cursor, creditor_id: int, party_ids: list[int]) -> set[tuple[int, bytes]]:
    cursor.execute(statements.CONTACTS_KNOWN, [creditor_id, party_ids])
    return {(party, bytes(index)) for party, index in cursor.fetchall()}
