"""Which parties of a first load could be duplicates at all, told from their blind indexes alone.

In a first load every party of the creditor passes by, so that only those need the pairwise look in the
database which share an identity number, or a name and a phone or address, with another one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from arrears.book.portfolio.actions.load_parties import Owners
from arrears.book.portfolio.columns import index_numbers
from arrears.book.portfolio.contracts import ContactKind, ContactState

_TELLING = pa.array([ContactKind.PHONE.value, ContactKind.ADDRESS.value])
Numbers = NDArray[np.int64]


@dataclass(slots=True)
class Likeness:
    """What is remembered of every party and every contact point of a load: eight bytes of each index, so that
    two values which meet by chance only cost a look."""

    _ids: list[Numbers] = field(default_factory=list)
    _shared: list[Numbers] = field(default_factory=list)

    def note(self, parties: pa.Table, contacts: pa.Table, owners: Owners) -> None:
        """Remember a chunk."""
        numbers, _ = index_numbers(parties.column("id_index").combine_chunks())
        self._ids.append(np.stack([numbers, owners.ids])[:, numbers != 0])
        names, _ = index_numbers(parties.column("name_index").combine_chunks())
        malformed = pc.equal(contacts.column("state"), ContactState.MALFORMED.value)
        telling = contacts.filter(pc.and_not(pc.is_in(contacts.column("kind"), _TELLING), malformed))
        rows = owners.places(telling.column("party_ref").combine_chunks())
        values, _ = index_numbers(telling.column("value_index").combine_chunks())
        mixed = values ^ (names[rows] * 0x9E3779B1)
        self._shared.append(np.stack([mixed, owners.ids[rows]])[:, names[rows] != 0])

    def suspects(self) -> set[int]:
        """Parties that share what a duplicate would share with another party."""
        return _meeting(self._ids) | _meeting(self._shared)


def _meeting(parts: list[Numbers]) -> set[int]:
    """Parties that stand under one key with another party."""
    if not parts:
        return set()
    keys, parties = np.concatenate(parts, axis=1)
    order = np.lexsort((parties, keys))
    keys, parties = keys[order], parties[order]
    other = np.ones(len(keys), bool)
    other[1:] = (keys[1:] != keys[:-1]) | (parties[1:] != parties[:-1])
    keys, parties = keys[other], parties[other]
    again = np.zeros(len(keys), bool)
    again[1:] = keys[1:] == keys[:-1]
    again[:-1] |= again[1:]
    return set(parties[again].tolist())
