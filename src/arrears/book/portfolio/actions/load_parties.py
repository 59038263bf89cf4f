"""Parties of a chunk: matched by the creditor's key, new ones sealed. A missing value is no news."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from arrears.book.portfolio.actions import statements
from arrears.book.portfolio.actions.placing import Placing
from arrears.book.portfolio.actions.prepare import PartyColumns
from arrears.foundation.copying import Cursor, copy_in, new_ids, same, stage

_PASSED = ("kind", "id_kind", "region", "language")


@dataclass(slots=True)
class PartyTally:
    """Ids by the creditor's key, and what changed. `made`: new parties; `touched`: new or changed ones."""

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

    def differs(self, row: dict[str, Any], name_index: bytes, id_index: bytes) -> bool:
        return (
            self.kind != (row["kind"] or "person")
            or self.name_index != name_index
            or (bool(id_index) and (self.id_index != id_index or self.id_kind != (row["id_kind"] or "")))
            or (row["birth_year"] is not None and self.birth_year != row["birth_year"])
            or (bool(row["region"]) and self.region != row["region"])
            or (bool(row["language"]) and self.language != row["language"])
        )


def load_parties(cursor: Cursor, placing: Placing, parties: PartyColumns, tally: PartyTally) -> None:
    """Insert new parties, update changed ones, keep what a changed row said before."""
    asked = [ref for ref in parties.refs if ref in tally.ids] if placing.first else parties.refs
    known = _known(cursor, placing.creditor_id, asked)
    new = [place for place, ref in enumerate(parties.refs) if ref not in known]
    old = [place for place, ref in enumerate(parties.refs) if ref in known] if known else []
    if new:
        new.sort(
            key=parties.refs.__getitem__
        )  # keys from identity numbers are hashes: in order, an index is cheap
        ids = new_ids(cursor, "portfolio_party", len(new))
        tally.ids.update(zip((parties.refs[place] for place in new), ids, strict=True))
        tally.made.update(ids)
        tally.touched.update(ids)
        tally.new += len(new)
        columns = _sealed(parties, new)
        columns |= {"id": pa.array(ids, pa.int64()), "creditor_id": same(placing.creditor_id, len(new))}
        copy_in(
            cursor, "portfolio_party", pa.table(columns | {"ref": [parties.refs[place] for place in new]})
        )
    changed = []
    for place, row in zip(old, parties.table.take(pa.array(old, pa.int64())).to_pylist(), strict=True):
        have = known[parties.refs[place]]
        tally.ids[parties.refs[place]] = have.owner
        if have.differs(row, parties.name_indexes[place], parties.id_indexes[place]):
            changed.append(place)
    if changed:
        own = [known[parties.refs[place]].id for place in changed]
        tally.touched.update(own)
        tally.changed += len(changed)
        _change(cursor, placing, pa.table(_sealed(parties, changed) | {"id": pa.array(own, pa.int64())}), own)


def _known(cursor: Cursor, creditor_id: int, refs: list[str]) -> dict[str, _Known]:
    if not refs:
        return {}
    cursor.execute(statements.PARTIES_KNOWN, [creditor_id, json.dumps(refs)])
    return {
        ref: _Known(id_, owner, kind, bytes(name), id_kind, bytes(id_index), *rest)
        for ref, id_, owner, kind, name, id_kind, id_index, *rest in cursor.fetchall()
    }


def _sealed(parties: PartyColumns, places: list[int]) -> dict[str, pa.Array]:
    table = parties.table.take(pa.array(places, pa.int64()))
    columns = {name: pc.fill_null(table.column(name), "") for name in _PASSED}
    columns["kind"] = pc.fill_null(table.column("kind"), "person")
    names, numbers = parties.seal(places)
    return columns | {
        "birth_year": table.column("birth_year"),
        "name_sealed": names,
        "name_index": [parties.name_indexes[place] for place in places],
        "id_sealed": numbers,
        "id_index": [parties.id_indexes[place] for place in places],
    }


def _change(cursor: Cursor, placing: Placing, columns: pa.Table, ids: list[int]) -> None:
    cursor.execute(
        statements.PARTIES_REMEMBER,
        {"day": placing.business_date, "at": placing.at, "by": placing.by, "ids": ids},
    )
    stage(cursor, "changed_parties", "portfolio_party", columns)
    cursor.execute(statements.PARTIES_CHANGE)
