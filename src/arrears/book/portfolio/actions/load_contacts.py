"""Contact points of a chunk: one spelling, validated, sealed, indexed; what is known stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from arrears.book.portfolio.actions import statements
from arrears.book.portfolio.actions.load_parties import PartyTally
from arrears.book.portfolio.actions.placing import Placing
from arrears.book.portfolio.contracts import ContactKind, ContactState
from arrears.book.portfolio.rules.contact_values import canonical, shown
from arrears.foundation import vault
from arrears.foundation.copying import Cursor, copy_in, hexed, same

_KINDS = {kind.value: kind for kind in ContactKind}


@dataclass(slots=True)
class ContactTally:
    new: int = 0
    malformed: int = 0


def indexes_of(kind: ContactKind, values: list[str]) -> list[bytes]:
    """Blind indexes of canonical values of one kind, as search will ask for them."""
    normal = [vault.normalise(kind.value, value) for value in values]
    return vault.blind_index_many(kind.value, normal)


def load_contacts(
    cursor: Cursor, placing: Placing, table: pa.Table, parties: PartyTally, tally: ContactTally
) -> None:
    """Add the ways to reach a party that are not known yet."""
    fresh: list[dict[str, Any]] = []
    for kind in ContactKind:
        fresh += _of_kind(table, kind, placing.region, parties)
    old = {row["party_id"] for row in fresh} - parties.made
    have = _have(cursor, placing.creditor_id, list(old)) if old else set()
    kept: dict[tuple[int, str, bytes], dict[str, Any]] = {}
    for row in fresh:
        key = (row["party_id"], row["kind"], row["index"])
        if key not in have and key not in kept:
            kept[key] = row
    rows = list(kept.values())
    tally.new += len(rows)
    tally.malformed += sum(1 for row in rows if row["state"] == ContactState.MALFORMED.value)
    if not rows:
        return
    parties.touched.update(row["party_id"] for row in rows)
    columns = {
        "party_id": pa.array([row["party_id"] for row in rows], pa.int64()),
        "kind": [row["kind"] for row in rows],
        "value_sealed": hexed(vault.seal_many([row["value"] for row in rows])),
        "value_index": hexed([row["index"] for row in rows]),
        "masked": [row["masked"] for row in rows],
        "use": [row["use"] for row in rows],
        "source": [row["source"] for row in rows],
        "state": [row["state"] for row in rows],
        "creditor_id": same(placing.creditor_id, len(rows)),
        "added_on": same(placing.business_date, len(rows)),
    }
    copy_in(cursor, "portfolio_contactpoint", pa.table(columns))


def _of_kind(table: pa.Table, kind: ContactKind, region: str, parties: PartyTally) -> list[dict[str, Any]]:
    chosen = table.filter(pa.compute.equal(table.column("kind"), kind.value))
    refs, uses, sources = (chosen.column(name).to_pylist() for name in ("party_ref", "use", "source"))
    spelled = [canonical(kind, text or "", region) for text in chosen.column("value").to_pylist()]
    indexes = indexes_of(kind, [value for value, _ in spelled])
    return [
        {
            "party_id": parties.ids[ref],
            "kind": kind.value,
            "value": value,
            "index": index,
            "masked": vault.mask(kind.value, shown(kind, value))[:120],
            "use": use or "unknown",
            "source": (source or "creditor")[:40],
            "state": ContactState.UNVERIFIED.value if usable else ContactState.MALFORMED.value,
        }
        for ref, use, source, (value, usable), index in zip(
            refs, uses, sources, spelled, indexes, strict=True
        )
        if value
    ]


def _have(cursor: Cursor, creditor_id: int, party_ids: list[int]) -> set[tuple[int, str, bytes]]:
    cursor.execute(statements.CONTACTS_KNOWN, [creditor_id, party_ids])
    return {(party, kind, bytes(index)) for party, kind, index in cursor.fetchall()}
