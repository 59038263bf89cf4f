"""What a load computes of a chunk before it asks the database: one spelling, blind indexes, masks.

It knows no database, so that it can run beside the writing of the chunk before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import phonenumbers
import pyarrow as pa
import pyarrow.compute as pc

from arrears.book.portfolio.columns import BookColumns
from arrears.book.portfolio.contracts import ContactKind, ContactState
from arrears.book.portfolio.rules.contact_values import canonical, shown
from arrears.foundation import vault

# Values that are spelled as the vault would spell them; most are, and need no second look.
_PLAIN = {"name": r"^[\x{4e00}-\x{9fff}]*\z", "id_number": r"^[0-9]*X?\z"}
_PLAIN_MOBILE = r"\+861[3-9][0-9]{9}"
_PLAIN_ADDRESS = r"^[\x{4e00}-\x{9fff}0-9]{4,300}\z"
_PLAIN_EMAIL = r"^[a-z0-9_%+\-]+(\.[a-z0-9_%+\-]+)*@([a-z0-9]+\.)+[a-z]{2,24}\z"
_EMAIL_LENGTH_MAX = 60


def _plain_phone() -> str:
    """Chinese mobiles, and the fixed lines of the library's numbering plan that no prefix is taken from."""
    plan = phonenumbers.PhoneMetadata.metadata_for_region("CN")
    fixed = plan.fixed_line.national_number_pattern if plan and plan.fixed_line else None
    if fixed is None:
        return rf"^{_PLAIN_MOBILE}\z"
    return rf"^({_PLAIN_MOBILE}|\+86({fixed}))\z"


_PLAIN_PHONE = _plain_phone()
_PHONE_SHAPE = r"^\+86(1[03-9]|[2-9])[0-9]{8,10}\z"


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


def blind_indexes(kind: str, values: pa.Array) -> list[bytes]:
    """Blind indexes of texts of a kind (null: none); the spelling is the vault's."""
    plain = pc.match_substring_regex(pc.fill_null(values, ""), _PLAIN[kind])
    texts: list[str] = pc.fill_null(values, "").to_pylist()
    for place in pc.indices_nonzero(pc.invert(plain)).to_pylist():
        texts[place] = vault.normalise(kind, texts[place])
    return vault.blind_index_many(kind, texts)


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
        name_indexes=blind_indexes("name", table.column("name")),
        id_indexes=blind_indexes("id_number", table.column("id_number")),
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
    plain = _plain(kind, texts)
    for chosen, add in ((plain, _add_plain), (pc.invert(plain), _add_other)):
        found.refs += refs.filter(chosen).to_pylist()
        found.uses += uses.filter(chosen).to_pylist()
        found.sources += sources.filter(chosen).to_pylist()
        add(found, kind, texts.filter(chosen), region)


def _plain(kind: ContactKind, texts: pa.Array) -> pa.Array:
    """Which texts are usable and spelled as the vault would spell them."""
    if kind is ContactKind.PHONE:
        shaped = pc.match_substring_regex(texts, _PHONE_SHAPE)
        return pc.and_(shaped, pc.match_substring_regex(texts, _PLAIN_PHONE))
    if kind is ContactKind.ADDRESS:
        return pc.match_substring_regex(texts, _PLAIN_ADDRESS)
    if kind is ContactKind.EMAIL:
        short = pc.less_equal(pc.utf8_length(texts), _EMAIL_LENGTH_MAX)
        return pc.and_(short, pc.match_substring_regex(texts, _PLAIN_EMAIL))
    return pa.repeat(pa.scalar(False), len(texts))


def _add_plain(found: ContactColumns, kind: ContactKind, texts: pa.Array, _region: str) -> None:
    spelled = texts
    if kind is ContactKind.PHONE:
        spelled = pc.utf8_slice_codeunits(texts, 3)
        masked = _around(spelled, "****", first=3, last=pc.utf8_slice_codeunits(texts, -4))
    elif kind is ContactKind.EMAIL:
        masked = _around(texts, "***", first=1, last=pc.replace_substring_regex(texts, "^[^@]*", ""))
    else:
        masked = _around(texts, "****", first=6, last=pa.repeat("", len(texts)))
    found.kinds += [kind.value] * len(texts)
    found.values += texts.to_pylist()
    found.indexes += vault.blind_index_many(kind.value, spelled.to_pylist())
    found.masked += masked.to_pylist()
    found.states += [ContactState.UNVERIFIED.value] * len(texts)


def _around(texts: pa.Array, stars: str, *, first: int, last: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(pc.utf8_slice_codeunits(texts, 0, first), last, stars)


def _add_other(found: ContactColumns, kind: ContactKind, texts: pa.Array, region: str) -> None:
    read = [canonical(kind, text, region) for text in texts.to_pylist()]
    values = [value for value, _ in read]
    unverified, malformed = ContactState.UNVERIFIED.value, ContactState.MALFORMED.value
    found.kinds += [kind.value] * len(read)
    found.values += values
    found.indexes += vault.blind_index_many(kind.value, [vault.normalise(kind.value, one) for one in values])
    found.masked += [vault.mask(kind.value, shown(kind, value))[:120] for value in values]
    found.states += [unverified if usable else malformed for _, usable in read]
