"""Who would be reached: what the gate asks of the book before a contact, in one round trip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from arrears.book.portfolio.contracts import (
    USABLE_STATES,
    ContactKind,
    ContactState,
    ContactUse,
    PartyKind,
    Recipient,
    RoleOnAccount,
)
from arrears.foundation import statements, vault

_USABLE = [state.value for state in USABLE_STATES]
USABLE = "{" + ",".join(_USABLE) + "}"
"""The states in which a contact point counts, as `book_recipients` takes them, spelled for the database."""
_COLUMNS = (
    "debtor_kind", "debtor_index", "region", "person_kind", "person_index", "contact_kind", "address_index",
    "address_sealed", "use", "state", "of_party", "debtor_has_phone", "roles",
)  # fmt: skip
_BYTES = ("debtor_index", "person_index", "address_index", "address_sealed")
_SQL = "SELECT * FROM book_recipients(%s, %s, %s::bigint[], %s::bigint[], %s)"


def recipient(
    creditor_id: int, debtor_id: int, person_id: int, contact_point_id: int | None
) -> Recipient | None:
    """The debtor, the person and the address of a contact; None when one of them is not of this creditor.

    The address is given in the clear: it decides the plausible zones. It must not be stored or logged.
    """
    return recipients(creditor_id, debtor_id, [(person_id, contact_point_id)])[0]


def recipients(
    creditor_id: int, debtor_id: int, wanted: Sequence[tuple[int, int | None]]
) -> tuple[Recipient | None, ...]:
    """As `recipient` for many (person, contact point) of one debtor, in their order and in one round trip."""
    found: list[Recipient | None] = [None] * len(wanted)
    values = [
        creditor_id,
        debtor_id,
        [person for person, _point in wanted],
        [point for _person, point in wanted],
        _USABLE,
    ]
    for place, *row in statements.rows(_SQL, values):
        person, point = wanted[place - 1]
        if point is None or row[10] is not None:
            found[place - 1] = _recipient(row, person)
    return tuple(found)


def recipient_of(line: Mapping[str, Any], person_id: int, contact_point_id: int | None) -> Recipient | None:
    """What `recipient` gives, from a line of `book_recipients` as the database writes it in JSON."""
    if contact_point_id is not None and line["of_party"] is None:
        return None
    found = dict(line)
    for name in _BYTES:
        if found[name] is not None:
            found[name] = bytes.fromhex(found[name][2:])
    return _recipient([found[name] for name in _COLUMNS], person_id)


def _recipient(row: Sequence[Any], person_id: int) -> Recipient:
    roles = [part.rsplit(":", 1) for part in row[12]]
    return Recipient(
        debtor_kind=PartyKind(row[0]),
        debtor_index=bytes(row[1]),
        region=row[2],
        person_kind=PartyKind(row[3]),
        person_index=bytes(row[4]),
        roles=tuple(RoleOnAccount(name) for name, _proof in roles),
        proven=tuple(RoleOnAccount(name) for name, proof in roles if proof == "true"),
        contact_kind=ContactKind(row[5]) if row[5] else None,
        address_index=bytes(row[6]) if row[6] is not None else b"",
        address=vault.unseal(row[7]) if row[7] is not None else "",
        use=ContactUse(row[8]) if row[8] else None,
        state=ContactState(row[9]) if row[9] else None,
        of_person=row[10] == person_id,
        debtor_has_phone=bool(row[11]),
    )
