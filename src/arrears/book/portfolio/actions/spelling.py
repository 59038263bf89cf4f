"""One spelling, blind indexes, masks and seals of the people and ways to reach them in a chunk.

It knows no database, so that it can run beside the writing of the chunk before, and in another process
(`apart`). A column is worked on as a whole where its values are spelled plainly; every other value goes to the
rule.
"""

from __future__ import annotations

from collections.abc import Sequence

import phonenumbers
import pyarrow as pa
import pyarrow.compute as pc

from arrears.book.portfolio.contracts.kinds import ContactKind, ContactState
from arrears.book.portfolio.rules.contact_values import canonical, shown
from arrears.foundation import vault

# Values that are spelled as the vault would spell them; most are, and need no second look.
_PLAIN = {"name": r"^[\x{4e00}-\x{9fff}]*\z", "id_number": r"^[0-9]*X?\z"}
_PLAIN_MOBILE = r"\+861[3-9][0-9]{9}"
_PLAIN_ADDRESS = r"^[\x{4e00}-\x{9fff}0-9]{4,300}\z"
_PLAIN_EMAIL = r"^[a-z0-9_%+\-]+(\.[a-z0-9_%+\-]+)*@([a-z0-9]+\.)+[a-z]{2,24}\z"
_EMAIL_LENGTH_MAX = 60
_BINARY = pa.binary()


def _plain_phone() -> str:
    """Chinese mobiles, and the fixed lines of the library's numbering plan that no prefix is taken from."""
    plan = phonenumbers.PhoneMetadata.metadata_for_region("CN")
    fixed = plan.fixed_line.national_number_pattern if plan and plan.fixed_line else None
    if fixed is None:
        return rf"^{_PLAIN_MOBILE}\z"
    return rf"^({_PLAIN_MOBILE}|\+86({fixed}))\z"


_PLAIN_PHONE = _plain_phone()
_PHONE_SHAPE = r"^\+86(1[03-9]|[2-9])[0-9]{8,10}\z"


def spelled(parties: pa.Table, contacts: pa.Table, region: str, *, seal: bool) -> tuple[pa.Table, pa.Table]:
    """The parties of a chunk, each once (the last mention counts), and its contact points.

    Parties gain `name_index` and `id_index`; contact points are `party_ref`, `kind`, `value`, `value_index`,
    `masked`, `use`, `source`, `state`. `seal`: names, identity numbers and values leave it sealed
    (`name_sealed`, `id_sealed`, `value_sealed`), else in clear (`name`, `id_number`, `value`).
    """
    people, ways = _parties(parties), _contacts(contacts, region)
    if seal:
        people = with_seal(with_seal(people, "name", "name_sealed"), "id_number", "id_sealed")
        ways = with_seal(ways, "value", "value_sealed")
    return people, ways


def with_seal(table: pa.Table, clear: str, sealed: str) -> pa.Table:
    """The table with a column sealed; as it is where that was done already."""
    if sealed in table.column_names:
        return table
    values = pa.array(vault.seal_many(table.column(clear).to_pylist()), _BINARY)
    return table.drop_columns([clear]).append_column(sealed, values)


def blind_indexes(kind: str, values: pa.Array) -> list[bytes]:
    """Blind indexes of texts of a kind (null: none); the spelling is the vault's."""
    plain = pc.match_substring_regex(pc.fill_null(values, ""), _PLAIN[kind])
    texts: list[str] = pc.fill_null(values, "").to_pylist()
    for place in pc.indices_nonzero(pc.invert(plain)).to_pylist():
        texts[place] = vault.normalise(kind, texts[place])
    return vault.blind_index_many(kind, texts)


def _parties(table: pa.Table) -> pa.Table:
    refs: list[str] = table.column("ref").to_pylist()
    places = dict(zip(refs, range(len(refs)), strict=True))
    if len(places) < len(refs):
        table = table.take(pa.array(places.values(), pa.int64()))
    for name, index in (("name", "name_index"), ("id_number", "id_index")):
        texts = pc.fill_null(table.column(name), "")
        table = table.set_column(table.column_names.index(name), name, texts)
        table = table.append_column(index, pa.array(blind_indexes(name, texts), _BINARY))
    return table


def _contacts(table: pa.Table, region: str) -> pa.Table:
    found = []
    for kind in ContactKind:
        own = table.filter(pc.equal(table.column("kind"), kind.value)).combine_chunks()
        if own.num_rows:
            texts = pc.fill_null(own.column("value"), "").combine_chunks()
            plain = _plain(kind, texts)
            found.append(_told(own.filter(plain), kind, _as_they_stand(kind, texts.filter(plain))))
            strange = pc.invert(plain)
            if pc.any(strange).as_py():
                told = _by_rule(kind, texts.filter(strange).to_pylist(), region)
                found.append(_told(own.filter(strange), kind, told))
    return (
        pa.concat_tables(found)
        if found
        else _told(table.slice(0, 0), ContactKind.PHONE, _by_rule(ContactKind.PHONE, [], region))
    )


Told = dict[str, pa.Array]


def _told(own: pa.Table, kind: ContactKind, told: Told) -> pa.Table:
    count = own.num_rows
    return pa.table(
        {
            "party_ref": own.column("party_ref"),
            "kind": pa.repeat(kind.value, count),
            "use": pc.fill_null(own.column("use"), "unknown"),
            "source": pc.utf8_slice_codeunits(pc.fill_null(own.column("source"), "creditor"), 0, 40),
            **told,
        }
    ).combine_chunks()


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


def _as_they_stand(kind: ContactKind, texts: pa.Array) -> Told:
    spelled = texts
    if kind is ContactKind.PHONE:
        spelled = pc.utf8_slice_codeunits(texts, 3)
        masked = _around(spelled, "****", first=3, last=pc.utf8_slice_codeunits(texts, -4))
    elif kind is ContactKind.EMAIL:
        masked = _around(texts, "***", first=1, last=pc.replace_substring_regex(texts, "^[^@]*", ""))
    else:
        masked = _around(texts, "****", first=6, last=pa.repeat("", len(texts)))
    return {
        "value": texts,
        "value_index": pa.array(vault.blind_index_many(kind.value, spelled.to_pylist()), _BINARY),
        "masked": masked,
        "state": pa.repeat(ContactState.UNVERIFIED.value, len(texts)),
    }


def _around(texts: pa.Array, stars: str, *, first: int, last: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(pc.utf8_slice_codeunits(texts, 0, first), last, stars)


def _by_rule(kind: ContactKind, texts: Sequence[str], region: str) -> Told:
    read = [canonical(kind, text, region) for text in texts]
    values = [value for value, _ in read]
    plain = [vault.normalise(kind.value, value) for value in values]
    unverified, malformed = ContactState.UNVERIFIED.value, ContactState.MALFORMED.value
    masked = [vault.mask(kind.value, shown(kind, value))[:120] for value in values]
    return {
        "value": pa.array(values, pa.string()),
        "value_index": pa.array(vault.blind_index_many(kind.value, plain), _BINARY),
        "masked": pa.array(masked, pa.string()),
        "state": pa.array([unverified if usable else malformed for _, usable in read], pa.string()),
    }
