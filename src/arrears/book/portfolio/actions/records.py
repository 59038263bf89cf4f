"""Records to columns: the small form of a portfolio becomes the bulk form, so that there is one way in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import pyarrow as pa

from arrears.book.portfolio.actions.spelling import blind_indexes
from arrears.book.portfolio.columns import (
    ACCOUNT_COLUMNS,
    CHUNK_ACCOUNTS,
    COLLATERAL_COLUMNS,
    CONTACT_COLUMNS,
    ITEM_COLUMNS,
    PARTY_COLUMNS,
    ROLE_COLUMNS,
    BookColumns,
)
from arrears.book.portfolio.contracts import OF_DEBTOR, AccountRecord, LoadRefusal, PartyRecord
from arrears.book.portfolio.rules.refusals import TWICE
from arrears.foundation import vault

Row = dict[str, Any]


def party_refs(id_numbers: Sequence[str | None], fallbacks: Sequence[str]) -> list[str]:
    """Keys for parties whom the creditor gives none: from the identity number where there is one (so the same
    person is one party), else the fallback (account number and role)."""
    indexes = blind_indexes("id_number", pa.array(id_numbers, pa.string()))
    return [
        f"id:{index.hex()}" if index else f"at:{fallback}"[:80]
        for index, fallback in zip(indexes, fallbacks, strict=True)
    ]


def debtors_person_refs(debtors: Sequence[str], role: str, names: Sequence[str | None]) -> list[str]:
    """Keys for the people of a debtor (`contracts.OF_DEBTOR`) to whom the creditor gives none: one person for one
    name in one role of one debtor, on however many accounts. Names are hashed with the index key. A person without
    a name has no such key: the empty text.

    `debtors`: keys of the debtors.
    """
    indexes = blind_indexes("name", pa.array(names, pa.string()))
    joined = [
        f"{debtor}:{role}:{index.hex()}" if index else ""
        for debtor, index in zip(debtors, indexes, strict=True)
    ]
    return [f"of:{index.hex()}" if index else "" for index in vault.blind_index_many("person", joined)]


def chunks(records: Iterable[AccountRecord]) -> Iterator[BookColumns]:
    """Whole accounts, at most CHUNK_ACCOUNTS at a time. The second mention of a number is refused."""
    source = iter(records)
    seen: set[str] = set()
    while batch := list(islice(source, CHUNK_ACCOUNTS)):
        taken, refused = [], []
        for record in batch:
            if record.number in seen:
                refused.append(LoadRefusal(number=record.number, reason=TWICE))
            else:
                seen.add(record.number)
                taken.append(record)
        yield _columns(taken, tuple(refused))


def _columns(records: Sequence[AccountRecord], refused: tuple[LoadRefusal, ...]) -> BookColumns:
    parties: dict[str, Row] = {}
    contacts: list[Row] = []
    accounts, roles, items, collateral = [], [], [], []
    for record in records:
        number = record.number
        debtor = _party(record.debtor, f"{number}:debtor", parties, contacts)
        accounts.append(
            {
                "number": number,
                "kind": record.kind.value,
                "product": record.product,
                "currency": record.currency,
                "opened_on": record.opened_on,
                "placed_on": record.placed_on,
                "debtor_ref": debtor,
                "terms": json.dumps(dict(record.terms), sort_keys=True, ensure_ascii=False, default=str),
            }
        )
        for place, role in enumerate(record.roles, start=1):
            of_debtor = ""
            if role.role in OF_DEBTOR and not role.party.id_number:
                of_debtor = debtors_person_refs([debtor], role.role.value, [role.party.name])[0]
            ref = _party(role.party, f"{number}:{role.role.value}:{place}", parties, contacts, of_debtor)
            kind = role.guarantor_kind.value if role.guarantor_kind else ""
            roles.append(
                {
                    "number": number,
                    "party_ref": ref,
                    "role": role.role.value,
                    "guarantor_kind": kind,
                    "since": role.since,
                    "until": role.until,
                    "proof": role.proof or "",
                }
            )
        items += [
            {"number": number} | {name: getattr(item, name) for name in ITEM_COLUMNS.names[1:]}
            for item in record.items
        ]
        collateral += [
            {"number": number} | {name: getattr(thing, name) for name in COLLATERAL_COLUMNS.names[1:]}
            for thing in record.collateral
        ]
    return BookColumns(
        accounts=pa.Table.from_pylist(accounts, ACCOUNT_COLUMNS),
        parties=pa.Table.from_pylist(list(parties.values()), PARTY_COLUMNS),
        contacts=pa.Table.from_pylist(contacts, CONTACT_COLUMNS),
        items=pa.Table.from_pylist(items, ITEM_COLUMNS),
        roles=pa.Table.from_pylist(roles, ROLE_COLUMNS),
        collateral=pa.Table.from_pylist(collateral, COLLATERAL_COLUMNS),
        refused=refused,
    )


def _party(
    party: PartyRecord, fallback: str, parties: dict[str, Row], contacts: list[Row], of_debtor: str = ""
) -> str:
    """Add a party to the chunk. What one mention knows and another leaves out is kept. `of_debtor`: the key of
    one of the debtor's people."""
    ref = party.ref or of_debtor or party_refs([party.id_number], [fallback])[0]
    row = {
        "ref": ref,
        "kind": party.kind.value,
        "name": party.name,
        "id_kind": party.id_kind or "",
        "id_number": party.id_number or "",
        "birth_year": party.birth_year,
        "region": party.region or "",
        "language": party.language or "",
        "sex": party.sex,
    }
    before = parties.get(ref, {})
    parties[ref] = before | {name: value for name, value in row.items() if value or name not in before}
    contacts += [
        {
            "party_ref": ref,
            "kind": contact.kind.value,
            "value": contact.value,
            "use": contact.use.value,
            "source": contact.source,
        }
        for contact in party.contacts
    ]
    return ref
