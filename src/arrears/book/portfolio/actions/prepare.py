"""What a load computes of a chunk before it asks the database: one spelling, blind indexes, masks.

It knows no database, so that it can run beside the writing of the chunk before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from arrears.book.portfolio.columns import BookColumns
from arrears.book.portfolio.contracts import ContactKind, ContactState
from arrears.book.portfolio.rules.contact_values import canonical, shown
from arrears.foundation import vault

# Values that are spelled as the vault would spell them; most are, and need no second look.
_PLAIN = {
    "name": re.compile("[\u4e00-\u9fff]+").fullmatch,
    "id_number": re.compile("[0-9]+X?").fullmatch,
    "address": re.compile("[\u4e00-\u9fff0-9]+").fullmatch,
}
_MOBILE = re.compile(r"\+86(1[3-9][0-9]{9})").fullmatch


@dataclass(slots=True)
class PartyColumns:
    """The parties of a chunk, each once; indexes stand beside the rows. `sealed`: names and identity numbers
    where they were sealed ahead."""

    table: pa.Table
    refs: list[str]
    names: list[str]
    id_numbers: list[str]
    name_indexes: list[bytes]
    id_indexes: list[bytes]
    sealed: tuple[list[bytes], list[bytes]] | None = None

    def seal(self, places: Sequence[int]) -> tuple[list[bytes], list[bytes]]:
        """Names and identity numbers of some rows, sealed."""
        if self.sealed is not None:
            names, numbers = self.sealed
            return [names[place] for place in places], [numbers[place] for place in places]
        return (
            vault.seal_many([self.names[place] for place in places]),
            vault.seal_many([self.id_numbers[place] for place in places]),
        )


@dataclass(slots=True)
class ContactColumns:
    """The contact points of a chunk, spelled; a list per column. `sealed`: values that were sealed ahead."""

    refs: list[str]
    kinds: list[str]
    values: list[str]
    indexes: list[bytes]
    masked: list[str]
    uses: list[str]
    sources: list[str]
    states: list[str]
    sealed: list[bytes] | None = None

    def seal(self, places: Sequence[int]) -> list[bytes]:
        """The values of some rows, sealed."""
        if self.sealed is not None:
            return [self.sealed[place] for place in places]
        return vault.seal_many([self.values[place] for place in places])


@dataclass(slots=True)
class Prepared:
    chunk: BookColumns
    parties: PartyColumns
    contacts: ContactColumns


def prepare(chunk: BookColumns, region: str, *, seal: bool) -> Prepared:
    """`region`: ISO country that plain phone numbers belong to. `seal`: seal all values ahead."""
    ready = Prepared(chunk=chunk, parties=_parties(chunk.parties), contacts=_contacts(chunk.contacts, region))
    if seal:
        ready.parties.sealed = ready.parties.seal(range(len(ready.parties.refs)))
        ready.contacts.sealed = ready.contacts.seal(range(len(ready.contacts.values)))
    return ready


def blind_indexes(kind: str, values: Sequence[str]) -> list[bytes]:
    """Blind indexes of values of a kind; the spelling is the vault's."""
    plain = _PLAIN.get(kind)
    spelled = [
        value if plain is not None and plain(value) else vault.normalise(kind, value) for value in values
    ]
    return vault.blind_index_many(kind, spelled)


def _parties(table: pa.Table) -> PartyColumns:
    refs: list[str] = table.column("ref").to_pylist()
    places = dict(zip(refs, range(len(refs)), strict=True))
    if len(places) < len(refs):
        table = table.take(list(places.values()))
        refs = list(places)
    names = pc.fill_null(table.column("name"), "").to_pylist()
    numbers = pc.fill_null(table.column("id_number"), "").to_pylist()
    return PartyColumns(
        table=table,
        refs=refs,
        names=names,
        id_numbers=numbers,
        name_indexes=blind_indexes("name", names),
        id_indexes=blind_indexes("id_number", numbers),
    )


def _contacts(table: pa.Table, region: str) -> ContactColumns:
    found = ContactColumns([], [], [], [], [], [], [], [])
    for kind in ContactKind:
        own = table.filter(pc.equal(table.column("kind"), kind.value))
        if own.num_rows:
            _add(found, kind, own, region)
    return found


def _add(found: ContactColumns, kind: ContactKind, own: pa.Table, region: str) -> None:
    texts = pc.fill_null(own.column("value"), "").to_pylist()
    values: list[str] = []
    spelled: list[str] = []
    states: list[str] = []
    unverified, malformed = ContactState.UNVERIFIED.value, ContactState.MALFORMED.value
    for text in texts:
        mobile = _MOBILE(text) if kind is ContactKind.PHONE else None
        value, usable = (text, True) if mobile else canonical(kind, text, region)
        values.append(value)
        spelled.append(mobile[1] if mobile else value)
        states.append(unverified if usable else malformed)
    count = len(texts)
    found.refs += own.column("party_ref").to_pylist()
    found.kinds += [kind.value] * count
    found.values += values
    found.indexes += (
        vault.blind_index_many(kind.value, [vault.normalise(kind.value, value) for value in spelled])
        if kind is not ContactKind.ADDRESS
        else blind_indexes("address", spelled)
    )
    found.masked += [vault.mask(kind.value, shown(kind, value))[:120] for value in values]
    found.uses += pc.fill_null(own.column("use"), "unknown").to_pylist()
    found.sources += pc.utf8_slice_codeunits(
        pc.fill_null(own.column("source"), "creditor"), 0, 40
    ).to_pylist()
    found.states += states
