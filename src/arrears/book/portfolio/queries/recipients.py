"""Who would be reached: what the gate asks of the book before a contact, in one round trip."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from arrears.book.portfolio.contracts import (
    USABLE_STATES,
    ContactKind,
    ContactState,
    ContactUse,
    PartyKind,
    Recipient,
    RoleOnAccount,
)
from arrears.foundation import vault

_USABLE = [state.value for state in USABLE_STATES]
_SQL = """
SELECT w.place, d.kind, d.id_index, d.region, p.kind, p.id_index,
       c.kind, c.value_index, c.value_sealed, c.use, c.state, c.party_id,
       EXISTS (SELECT 1 FROM portfolio_contactpoint t
               WHERE t.creditor_id = d.creditor_id AND t.party_id = d.id AND t.kind = 'phone'
                 AND t.state = ANY(%(usable)s)),
       ARRAY(SELECT DISTINCT r.role || ':' || (r.proof <> '')::text
             FROM portfolio_accountrole r JOIN portfolio_account a ON a.id = r.account_id
             WHERE r.creditor_id = d.creditor_id AND r.party_id = p.id AND a.debtor_id = d.id
               AND r.ended_on IS NULL)
FROM unnest(%(persons)s::bigint[], %(points)s::bigint[]) WITH ORDINALITY AS w (person, point, place)
JOIN portfolio_party d ON d.id = %(debtor)s AND d.creditor_id = %(creditor)s
JOIN portfolio_party p ON p.id = w.person AND p.creditor_id = d.creditor_id
LEFT JOIN portfolio_contactpoint c ON c.id = w.point AND c.creditor_id = d.creditor_id
"""


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
    with connection.cursor() as cursor:
        cursor.execute(
            _SQL,
            {
                "creditor": creditor_id,
                "debtor": debtor_id,
                "persons": [person for person, _point in wanted],
                "points": [point for _person, point in wanted],
                "usable": _USABLE,
            },
        )
        for place, *row in cursor.fetchall():
            person, point = wanted[place - 1]
            if point is None or row[10] is not None:
                found[place - 1] = _recipient(row, person)
    return tuple(found)


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
