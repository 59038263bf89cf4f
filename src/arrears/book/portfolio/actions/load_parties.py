"""Parties of a chunk: sealed, indexed, matched by the creditor's key. A missing value is no news."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from arrears.book.portfolio.actions import statements
from arrears.book.portfolio.actions.placing import Placing
from arrears.foundation import vault
from arrears.foundation.copying import Cursor, copy_in, hexed, new_ids, same, stage

Row = dict[str, Any]  # one row of an Arrow table with the party columns


@dataclass(slots=True)
class PartyTally:
    """Ids by the creditor's key, and what changed. `fresh`: ids that this load made or changed."""

    ids: dict[str, int] = field(default_factory=dict)
    made: set[int] = field(default_factory=set)
    touched: set[int] = field(default_factory=set)
    new: int = 0
    changed: int = 0


@dataclass(slots=True)
class _Known:
    id: int
    owner: int
    kind: str
    name_index: bytes
    id_kind: str
    id_index: bytes
    birth_year: int | None
    region: str
    language: str

    def differs(self, row: Row, name_index: bytes, id_index: bytes) -> bool:
        return (
            self.kind != (row["kind"] or "person")
            or self.name_index != name_index
            or (bool(id_index) and (self.id_index != id_index or self.id_kind != (row["id_kind"] or "")))
            or (row["birth_year"] is not None and self.birth_year != row["birth_year"])
            or (bool(row["region"]) and self.region != row["region"])
            or (bool(row["language"]) and self.language != row["language"])
        )


def _known(cursor: Cursor, creditor_id: int, refs: list[str]) -> dict[str, _Known]:
    cursor.execute(statements.PARTIES_KNOWN, [creditor_id, refs])
    return {
        ref: _Known(id_, owner, kind, bytes(name), id_kind, bytes(id_index), *rest)
        for ref, id_, owner, kind, name, id_kind, id_index, *rest in cursor.fetchall()
    }


def load_parties(
    cursor: Cursor, placing: Placing, table: pa.Table, tally: PartyTally
) -> None:
    """Insert new parties, update changed ones, keep what a changed row said before."""
    rows: dict[str, Row] = {row["ref"]: row for row in table.to_pylist()}
    refs = list(rows)
    known = _known(cursor, placing.creditor_id, refs)
    names = _indexes("name", [row["name"] for row in rows.values()])
    numbers = _indexes("id_number", [row["id_number"] for row in rows.values()])
    new: list[int] = []
    changed: list[int] = []
    for place, ref in enumerate(refs):
        have = known.get(ref)
        if have is None:
            new.append(place)
        else:
            tally.ids[ref] = have.owner
            if have.differs(rows[ref], names[place], numbers[place]):
                changed.append(place)
    ids = new_ids(cursor, "portfolio_party", len(new))
    tally.ids.update(zip((refs[place] for place in new), ids, strict=True))
    tally.made.update(ids)
    tally.touched.update(ids)
    tally.new += len(new)
    tally.changed += len(changed)
    if new:
        columns = _sealed(
            [rows[refs[place]] for place in new], [names[p] for p in new], [numbers[p] for p in new]
        )
        columns |= {"id": pa.array(ids, pa.int64()), "creditor_id": same(placing.creditor_id, len(new))}
        copy_in(cursor, "portfolio_party", pa.table(columns | {"ref": [refs[place] for place in new]}))
    if changed:
        old = [known[refs[place]].id for place in changed]
        tally.touched.update(old)
        columns = _sealed(
            [rows[refs[place]] for place in changed], [names[p] for p in changed],
            [numbers[p] for p in changed],
        )
        _change(cursor, pa.table(columns | {"id": pa.array(old, pa.int64())}), old, placing)


def _indexes(kind: str, values: list[str | None]) -> list[bytes]:
    return vault.blind_index_many(kind, [vault.normalise(kind, value or "") for value in values])


def _sealed(rows: list[Row], names: list[bytes], numbers: list[bytes]) -> dict[str, Any]:
    return {
        "kind": [row["kind"] or "person" for row in rows],
        "name_sealed": hexed(vault.seal_many([row["name"] or "" for row in rows])),
        "name_index": hexed(names),
        "id_kind": [row["id_kind"] or "" for row in rows],
        "id_sealed": hexed(vault.seal_many([row["id_number"] or "" for row in rows])),
        "id_index": hexed(numbers),
        "birth_year": pa.array([row["birth_year"] for row in rows], pa.int16()),
        "region": [row["region"] or "" for row in rows],
        "language": [row["language"] or "" for row in rows],
    }


def _change(
    cursor: Cursor, columns: pa.Table, ids: list[int], placing: Placing
) -> None:
    cursor.execute(
        statements.PARTIES_REMEMBER,
        {"day": placing.business_date, "at": placing.at, "by": placing.by, "ids": ids},
    )
    stage(cursor, "changed_parties", "portfolio_party", columns)
    cursor.execute(statements.PARTIES_CHANGE)
