"""Parties of a chunk: matched by the creditor's key, new ones sealed. A missing value is no news."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from arrears.book.portfolio.actions import statements
from arrears.book.portfolio.actions.placing import Placing
from arrears.book.portfolio.actions.spelling import with_seal
from arrears.foundation.copying import Cursor, copy_in, new_ids, same, stage

_PASSED = ("kind", "id_kind", "region", "language")
_WRITTEN = ("birth_year", "name_sealed", "name_index", "id_sealed", "id_index")


@dataclass(slots=True)
class PartyTally:
    """Ids by the creditor's key, and what changed. `touched`: new or changed parties, in a later load alone (in
    a first one that is all of them)."""

    ids: dict[str, int] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    new: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Owners:
    """The parties of a chunk, row by row: their keys, their ids (of a merged one: whom it was merged into), and
    which of them this chunk made."""

    refs: pa.Array
    ids: NDArray[np.int64]
    made: NDArray[np.bool_]

    def places(self, refs: pa.Array) -> NDArray[np.int64]:
        """Rows of some keys. LookupError when a key stands for nobody in the chunk."""
        found = pc.index_in(refs, value_set=self.refs)
        if found.null_count:
            raise LookupError("a contact point of nobody")
        return np.asarray(found.to_numpy(zero_copy_only=False), np.int64)


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

    def differs(self, row: dict[str, Any]) -> bool:
        name_index, id_index = row["name_index"], row["id_index"]
        return (
            self.kind != (row["kind"] or "person")
            or self.name_index != name_index
            or (bool(id_index) and (self.id_index != id_index or self.id_kind != (row["id_kind"] or "")))
            or (row["birth_year"] is not None and self.birth_year != row["birth_year"])
            or (bool(row["region"]) and self.region != row["region"])
            or (bool(row["language"]) and self.language != row["language"])
        )


def load_parties(cursor: Cursor, placing: Placing, parties: pa.Table, tally: PartyTally) -> Owners:
    """Insert new parties, update changed ones, keep what a changed row said before."""
    keys = parties.column("ref").combine_chunks()
    refs: list[str] = keys.to_pylist()
    known = _known(cursor, placing, refs, tally)
    made = np.fromiter((ref not in known for ref in refs), bool, len(refs))
    own = np.zeros(len(refs), np.int64)
    if made.any():
        own[made] = _insert(cursor, placing, parties.filter(pa.array(made)))
        tally.new += int(made.sum())
        if not placing.first:
            tally.touched.update(own[made].tolist())
    old = np.flatnonzero(~made).tolist()
    changed = []
    for place, row in zip(old, parties.take(pa.array(old, pa.int64())).to_pylist(), strict=True):
        have = known[refs[place]]
        own[place] = have.owner
        if have.differs(row):
            changed.append(place)
    tally.ids.update(zip(refs, own.tolist(), strict=True))
    if changed:
        _change(
            cursor, placing, parties.take(pa.array(changed)), [known[refs[place]].id for place in changed]
        )
        tally.touched.update(known[refs[place]].id for place in changed)
        tally.changed += len(changed)
    _keep_apart(cursor, placing, own, parties.column("sex"))
    return Owners(keys, own, made)


def _insert(cursor: Cursor, placing: Placing, parties: pa.Table) -> NDArray[np.int64]:
    """Ids of new parties, in the order given."""
    count = parties.num_rows
    # keys from identity numbers are hashes: in order, an index is cheap
    order = pc.array_sort_indices(parties.column("ref").combine_chunks())
    ids = np.array(new_ids(cursor, "portfolio_party", count), np.int64)
    given = np.empty(count, np.int64)
    given[order.to_numpy()] = ids
    columns = _sealed(parties.take(order))
    columns |= {"id": pa.array(ids), "creditor_id": same(placing.creditor_id, count)}
    copy_in(cursor, "portfolio_party", pa.table(columns | {"ref": parties.column("ref").take(order)}))
    return given


def _known(cursor: Cursor, placing: Placing, refs: list[str], tally: PartyTally) -> dict[str, _Known]:
    """What the book has of some parties; in a first load only chunks before this one can have brought any."""
    if placing.first:
        again = [tally.ids[ref] for ref in refs if ref in tally.ids]
        if not again:
            return {}
        cursor.execute(statements.PARTIES_OF_THIS_LOAD, [placing.creditor_id, again])
    else:
        cursor.execute(statements.PARTIES_KNOWN, [placing.creditor_id, json.dumps(refs)])
    return {
        ref: _Known(id_, owner, kind, bytes(name), id_kind, bytes(id_index), *rest)
        for ref, id_, owner, kind, name, id_kind, id_index, *rest in cursor.fetchall()
    }


def _sealed(parties: pa.Table) -> dict[str, pa.Array]:
    table = with_seal(with_seal(parties, "name", "name_sealed"), "id_number", "id_sealed")
    columns = {name: pc.fill_null(table.column(name), "") for name in _PASSED}
    columns["kind"] = pc.fill_null(table.column("kind"), "person")
    return columns | {name: table.column(name) for name in _WRITTEN}


def _change(cursor: Cursor, placing: Placing, parties: pa.Table, ids: list[int]) -> None:
    cursor.execute(
        statements.PARTIES_REMEMBER,
        {"day": placing.business_date, "at": placing.at, "by": placing.by, "ids": ids},
    )
    columns = _sealed(parties) | {"id": pa.array(ids, pa.int64())}
    stage(cursor, "changed_parties", "portfolio_party", pa.table(columns))
    cursor.execute(statements.PARTIES_CHANGE)


def _keep_apart(cursor: Cursor, placing: Placing, owners: NDArray[np.int64], sex: pa.ChunkedArray) -> None:
    """What a file states for audits alone. It changes no party and is no news."""
    places = pc.indices_nonzero(pc.is_valid(sex))
    if not len(places):
        return
    columns = {
        "creditor_id": same(placing.creditor_id, len(places)),
        "party_id": pa.array(owners).take(places),
        "sex": sex.take(places),
    }
    stage(cursor, "stated_parties", "portfolio_partyaudit", pa.table(columns))
    cursor.execute(statements.PARTIES_KEEP_APART)
