"""Which parties of a first load could be duplicates at all, told from their blind indexes alone.

In a first load every party of the creditor passes by, so that only those need the pairwise look in the
database which share an identity number, or a name and a phone or address, with another one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from arrears.book.portfolio.actions.prepare import ContactColumns, PartyColumns
from arrears.book.portfolio.contracts import ContactKind, ContactState

_TELLING = frozenset({ContactKind.PHONE.value, ContactKind.ADDRESS.value})
_BYTES = 8  # of each index: two values that meet by chance only cost a look
Numbers = NDArray[np.int64]


@dataclass(slots=True)
class Likeness:
    """What is remembered of every party and every contact point of a load."""

    _ids: list[Numbers] = field(default_factory=list)
    _owners: list[Numbers] = field(default_factory=list)
    _shared: list[Numbers] = field(default_factory=list)
    _names: dict[int, int] = field(default_factory=dict)

    def note(self, parties: PartyColumns, contacts: ContactColumns, ids: dict[str, int]) -> None:
        """Remember a chunk. `ids`: party ids by the creditor's key."""
        known = [ids[ref] for ref in parties.refs]
        own = np.fromiter(known, np.int64, len(known))
        numbers = _short(parties.id_indexes)
        there = np.fromiter((bool(index) for index in parties.id_indexes), bool, len(known))
        self._ids.append(np.stack([numbers[there], own[there]]))
        names = zip(known, _short(parties.name_indexes).tolist(), parties.name_indexes, strict=True)
        self._names.update((party, short) for party, short, index in names if index)
        places = [
            place
            for place, kind in enumerate(contacts.kinds)
            if kind in _TELLING and contacts.states[place] != ContactState.MALFORMED.value
        ]
        owners = [ids[contacts.refs[place]] for place in places]
        named = np.fromiter((self._names.get(owner, 0) for owner in owners), np.int64, len(owners))
        values = _short([contacts.indexes[place] for place in places])
        mixed = values ^ (named * 0x9E3779B1)
        own = np.fromiter(owners, np.int64, len(owners))
        self._shared.append(np.stack([mixed[named != 0], own[named != 0]]))

    def suspects(self) -> set[int]:
        """Parties that share what a duplicate would share with another party."""
        return _meeting(self._ids) | _meeting(self._shared)


def _short(indexes: list[bytes]) -> Numbers:
    """The first bytes of each index as a number; the empty index is 0."""
    joined = b"".join(indexes)
    if len(joined) == 2 * _BYTES * len(indexes):  # none is empty
        return np.frombuffer(joined, np.int64)[::2]
    zero = bytes(_BYTES)
    return np.frombuffer(b"".join(index[:_BYTES] or zero for index in indexes), np.int64)


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
