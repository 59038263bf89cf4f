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
}
_MOBILE = r"^\+861[3-9][0-9]{9}\z"
_PLAIN_ADDRESS = r"^[\x{4e00}-\x{9fff}0-9]{4,300}\z"


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
    texts = pc.fill_null(own.column("value"), "").combine_chunks()
    refs = own.column("party_ref").combine_chunks()
    uses = pc.fill_null(own.column("use"), "unknown").combine_chunks()
    sources = pc.utf8_slice_codeunits(pc.fill_null(own.column("source"), "creditor"), 0, 40).combine_chunks()
    plain = pa.repeat(pa.scalar(False), len(texts))
    if kind is ContactKind.PHONE:
        plain = pc.match_substring_regex(texts, _MOBILE)
    elif kind is ContactKind.ADDRESS:
        plain = pc.match_substring_regex(texts, _PLAIN_ADDRESS)
    for chosen, add in ((plain, _add_plain), (pc.invert(plain), _add_other)):
        found.refs += refs.filter(chosen).to_pylist()
        found.uses += uses.filter(chosen).to_pylist()
        found.sources += sources.filter(chosen).to_pylist()
        add(found, kind, texts.filter(chosen), region)


def _add_plain(found: ContactColumns, kind: ContactKind, texts: pa.Array, _region: str) -> None:
    """Chinese mobiles and addresses that are spelled as the vault would spell them."""
    spelled, first = texts, pc.utf8_slice_codeunits(texts, 0, 6)
    if kind is ContactKind.PHONE:
        spelled, first = pc.utf8_slice_codeunits(texts, 3), pc.utf8_slice_codeunits(texts, 3, 6)
    last = pc.utf8_slice_codeunits(texts, 10) if kind is ContactKind.PHONE else pa.repeat("", len(texts))
    found.kinds += [kind.value] * len(texts)
    found.values += texts.to_pylist()
    found.indexes += vault.blind_index_many(kind.value, spelled.to_pylist())
    found.masked += pc.binary_join_element_wise(first, last, "****").to_pylist()
    found.states += [ContactState.UNVERIFIED.value] * len(texts)


def _add_other(found: ContactColumns, kind: ContactKind, texts: pa.Array, region: str) -> None:
    read = [canonical(kind, text, region) for text in texts.to_pylist()]
    values = [value for value, _ in read]
    unverified, malformed = ContactState.UNVERIFIED.value, ContactState.MALFORMED.value
    found.kinds += [kind.value] * len(read)
    found.values += values
    found.indexes += vault.blind_index_many(kind.value, [vault.normalise(kind.value, one) for one in values])
    found.masked += [vault.mask(kind.value, shown(kind, value))[:120] for value in values]
    found.states += [unverified if usable else malformed for _, usable in read]
