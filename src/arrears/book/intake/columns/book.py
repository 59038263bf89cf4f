"""Checked rows as the book takes them: whole accounts, in chunks, as Arrow tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from arrears.book.intake.columns.accounts import AMOUNTS, AccountBatch
from arrears.book.intake.columns.whole import Whole
from arrears.book.intake.contracts.mapping import Plan

Refer = Callable[[str, Mapping[str, pa.Array], pa.Array, pa.Array], pa.Array]
"""(group, its columns, account numbers, keys of the debtors) to the key of each party; the debtors come first."""

TERMS = ("amount", "annual_rate", "last_paid_on", "periods", "periods_overdue")
"""Days overdue are not kept: they change every day and follow from the due dates."""
CONTACTS = (
    ("phone", "phone"),
    ("phone2", "phone"),
    ("email", "email"),
    ("wechat", "wechat"),
    ("address", "address"),
)
COLLATERAL = ("description", "plate", "frame_number", "location", "value")


@dataclass(slots=True)
class Chunk:
    """Tables of whole accounts: accounts, parties, contacts, roles, items, collateral."""

    accounts: pa.Table
    parties: pa.Table
    contacts: pa.Table
    roles: pa.Table
    items: pa.Table
    collateral: pa.Table


@dataclass(slots=True)
class Sums:
    """Control totals over what went into the book."""

    accounts: int = 0
    rows: int = 0
    settled: int = 0
    amounts: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class BookWriter:
    """Turns batches into chunks. Accounts whose rows stand apart in the file are kept aside to the end."""

    plan: Plan
    whole: Whole
    roles: Mapping[str, str]  # party group to role on the account
    refer: Refer
    chunk_accounts: int
    sums: Sums = field(default_factory=Sums)
    notices: list[tuple[str, str, str]] = field(default_factory=list)  # account number, kind, detail

    def chunks(self, batches: Iterable[AccountBatch]) -> Iterator[Chunk]:
        whole = self.whole
        held = np.fromiter(whole.held, np.int64, len(whole.held))
        keep_head = np.zeros(len(whole.head_key), bool)
        keep_head[np.unique(whole.head_key, return_index=True)[1]] = True
        keep_head &= ~np.isin(whole.head_key, held)
        runs = whole.head_key[np.flatnonzero(np.diff(whole.head_key, prepend=whole.head_key[:1] + 1))]
        distinct, times = np.unique(runs, return_counts=True)
        apart = distinct[times > 1]
        ready: list[AccountBatch] = []
        aside: list[AccountBatch] = []
        head_from = waiting = 0
        for batch in batches:
            head_to = head_from + batch.heads.num_rows
            heads = batch.heads.filter(pa.array(keep_head[head_from:head_to]))
            keys = whole.head_key[batch.items.column("_head").to_numpy()]
            keep = ~np.isin(keys, held)
            if len(whole.dropped):
                keep &= ~np.isin(batch.items.column("_row").to_numpy(), whole.dropped)
            items = batch.items.append_column("_key", pa.array(keys)).filter(pa.array(keep))
            head_from = head_to
            good = AccountBatch(heads, items)
            if len(apart):
                out, good = _split(good, apart)
                aside.append(out)
            ready.append(good)
            waiting += good.heads.num_rows
            if waiting >= self.chunk_accounts:
                done, rest = self._cut(ready)
                yield from self._tables(done)
                ready, waiting = [rest], rest.heads.num_rows
        for left in (ready, aside):
            if left:
                yield from self._tables(_joined(left))

    def _cut(self, ready: list[AccountBatch]) -> tuple[AccountBatch, AccountBatch]:
        """All accounts but the last, whose rows may go on in the next batch."""
        both = _joined(ready)
        last = both.items.column("_key").to_numpy()[-1:] if both.items.num_rows else np.empty(0, np.int64)
        rest, done = _split(both, last)
        return done, rest

    def _tables(self, batch: AccountBatch) -> Iterator[Chunk]:
        """Cut what is ready into chunks of whole accounts; a small rest goes with the others."""
        count = batch.heads.num_rows
        pieces = max(1, count // self.chunk_accounts)
        size = -(-count // pieces)
        for start in range(0, count, size or 1):
            heads = batch.heads.slice(start, size).combine_chunks()
            items = batch.items
            if pieces > 1:
                items = items.filter(pc.is_in(items.column("_key"), heads.column("_key").combine_chunks()))
            yield self._chunk(heads, items.combine_chunks())

    def _chunk(self, heads: pa.Table, items: pa.Table) -> Chunk:
        number = _of(heads, "account.number")
        parties, contacts, roles = [], [], []
        debtor_ref = pa.nulls(len(number), pa.string())
        for group, role in self.roles.items():
            columns = {name: _of(heads, name) for name in heads.column_names if name.startswith(f"{group}.")}
            if f"{group}.kind" not in columns:
                continue
            there = _any({code: values for code, values in columns.items() if not code.endswith("kind")})
            number_here = number.filter(there)
            part = {code.partition(".")[2]: values.filter(there) for code, values in columns.items()}
            ref = self.refer(group, part, number_here, debtor_ref.filter(there))
            parties.append(_parties(ref, part))
            contacts += _contacts(ref, part)
            if role == "debtor":
                debtor_ref = ref
            else:
                roles.append(_roles(number_here, ref, part, role))
        accounts = pa.table(
            {
                "number": number,
                "kind": pa.repeat(self.plan.mapping.account_kind, len(number)),
                "product": _of(heads, "account.product"),
                "currency": pc.fill_null(_of(heads, "account.currency"), self.plan.mapping.currency),
                "opened_on": _of(heads, "account.opened_on", pa.date32()),
                "placed_on": _of(heads, "account.placed_on", pa.date32()),
                "debtor_ref": debtor_ref,
                "terms": _terms(heads),
            }
        )
        return Chunk(
            accounts=accounts,
            parties=pa.concat_tables(parties),
            contacts=pa.concat_tables(contacts) if contacts else _NO_CONTACTS,
            roles=pa.concat_tables(roles) if roles else _NO_ROLES,
            items=self._items(heads, items, number),
            collateral=_collateral(heads, number),
        )

    def _items(self, heads: pa.Table, items: pa.Table, number: pa.Array) -> pa.Table:
        keys = heads.column("_key").to_numpy()
        order = np.argsort(keys)
        item_keys = items.column("_key").to_numpy()
        place = order[np.searchsorted(keys[order], item_keys)]
        columns = {
            "number": number.take(pa.array(place)),
            "sequence": _of(items, "item.sequence").cast(pa.int32()),
            "due_on": _of(items, "item.due_on"),
        }
        self._note(items, columns["number"])
        owed = np.zeros(items.num_rows, np.int64)
        for part in AMOUNTS:
            amount = _of(items, f"item.{part}")
            columns[f"{part}_minor"] = amount
            values = amount.to_numpy()
            owed += values
            self.sums.amounts[f"item.{part}"] = self.sums.amounts.get(f"item.{part}", 0) + int(values.sum())
        self.sums.rows += items.num_rows
        self.sums.accounts += heads.num_rows
        self.sums.settled += heads.num_rows - len(np.unique(item_keys[owed > 0]))
        return pa.table(columns)

    def _note(self, items: pa.Table, numbers: pa.Array) -> None:
        """Collect what rows say beside the money, once per account and kind."""
        if "notice.kind" not in items.column_names:
            return
        there = pc.is_valid(items.column("notice.kind"))
        told = [
            column.filter(there).to_pylist()
            for column in (_of(items, "notice.kind"), _of(items, "notice.detail"))
        ]
        for number, kind, detail in zip(numbers.filter(there).to_pylist(), *told, strict=True):
            if (number, kind, detail or "") not in self.notices[-20:]:
                self.notices.append((number, kind, detail or ""))


_NO_CONTACTS = pa.table(
    {name: pa.array([], pa.string()) for name in ("party_ref", "kind", "value", "use", "source")}
)
_NO_ROLES = pa.table(
    {
        "number": pa.array([], pa.string()),
        "party_ref": pa.array([], pa.string()),
        "role": pa.array([], pa.string()),
        "guarantor_kind": pa.array([], pa.string()),
        "since": pa.array([], pa.date32()),
        "until": pa.array([], pa.date32()),
        "proof": pa.array([], pa.string()),
    }
)


def _joined(batches: list[AccountBatch]) -> AccountBatch:
    return AccountBatch(
        pa.concat_tables([batch.heads for batch in batches]),
        pa.concat_tables([batch.items for batch in batches]),
    )


def _split(batch: AccountBatch, keys: np.ndarray) -> tuple[AccountBatch, AccountBatch]:
    """What belongs to some accounts, and the rest."""
    some = pa.array(keys)
    heads = pc.is_in(batch.heads.column("_key"), some)
    items = pc.is_in(batch.items.column("_key"), some)
    return (
        AccountBatch(batch.heads.filter(heads), batch.items.filter(items)),
        AccountBatch(batch.heads.filter(pc.invert(heads)), batch.items.filter(pc.invert(items))),
    )


def _of(table: pa.Table, name: str, kind: pa.DataType | None = None) -> pa.Array:
    if name not in table.column_names:
        return pa.nulls(table.num_rows, kind or pa.string())
    column = table.column(name)
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _any(columns: Mapping[str, pa.Array]) -> pa.Array:
    """Rows in which at least one of the columns says something."""
    there = None
    for values in columns.values():
        valid = pc.is_valid(values)
        there = valid if there is None else pc.or_(there, valid)
    return there


def _parties(ref: pa.Array, part: Mapping[str, pa.Array]) -> pa.Table:
    count = len(ref)
    empty = pa.nulls(count, pa.string())
    return pa.table(
        {
            "ref": ref,
            "kind": part["kind"],
            "name": pc.fill_null(part.get("name", empty), ""),
            "id_kind": part.get("id_kind", empty),
            "id_number": part.get("id_number", empty),
            "birth_year": part.get("birth_year", empty).cast(pa.int16()),
            "region": part.get("region", empty),
            "language": empty,
            "sex": part.get("sex", empty),
        }
    )


def _contacts(ref: pa.Array, part: Mapping[str, pa.Array]) -> list[pa.Table]:
    """Contact rows. The phone column is a person's own number, or a company's; else the use is unknown."""
    found = []
    for name, kind in CONTACTS:
        if name not in part:
            continue
        there = pc.is_valid(part[name])
        values, refs, kinds = part[name].filter(there), ref.filter(there), part["kind"].filter(there)
        if kind == "phone":
            several = pc.split_pattern(values, "\n")
            parents = pc.list_parent_indices(several)
            values, refs, kinds = pc.list_flatten(several), refs.take(parents), kinds.take(parents)
        use = pa.repeat("unknown", len(values))
        if name == "phone":
            use = pc.if_else(pc.equal(kinds, "person"), "personal", "work")
        found.append(
            pa.table(
                {
                    "party_ref": refs,
                    "kind": pa.repeat(kind, len(values)),
                    "value": values,
                    "use": use,
                    "source": pa.repeat("creditor", len(values)),
                }
            )
        )
    return found


def _roles(number: pa.Array, ref: pa.Array, part: Mapping[str, pa.Array], role: str) -> pa.Table:
    count = len(number)
    return pa.table(
        {
            "number": number,
            "party_ref": ref,
            "role": pa.repeat(role, count),
            "guarantor_kind": part.get("guarantee", pa.nulls(count, pa.string())),
            "since": part.get("since", pa.nulls(count, pa.date32())),
            "until": part.get("until", pa.nulls(count, pa.date32())),
            "proof": part.get("proof", pa.nulls(count, pa.string())),
        }
    )


def _collateral(heads: pa.Table, number: pa.Array) -> pa.Table:
    columns = {
        name: _of(heads, f"collateral.{name}", pa.int64() if name == "value" else pa.string())
        for name in COLLATERAL
    }
    there = _any(columns)
    kept = {name: values.filter(there) for name, values in columns.items()}
    count = len(kept["plate"])
    return pa.table(
        {
            "number": number.filter(there),
            "ref": pc.coalesce(
                kept["frame_number"], kept["plate"], kept["description"], pa.repeat("1", count)
            ),
            "kind": pc.if_else(pc.is_valid(kept["plate"]), "vehicle", "equipment"),
            "description": kept["description"],
            "plate": kept["plate"],
            "frame_number": kept["frame_number"],
            "location_note": kept["location"],
            "value_minor": kept["value"],
        }
    )


def _terms(heads: pa.Table) -> pa.Array:
    """Terms as JSON, keys sorted; only numbers, dates and plain decimals stand in it."""
    parts = []
    for name in TERMS:
        if f"terms.{name}" not in heads.column_names:
            continue
        values = _of(heads, f"terms.{name}")
        key = "amount_minor" if name == "amount" else name
        quote = "" if pa.types.is_integer(values.type) else '"'
        text = values.cast(pa.string())
        parts.append(pc.binary_join_element_wise(f'"{key}": {quote}', text, quote, ""))
    if not parts:
        return pa.repeat("{}", heads.num_rows)
    inside = pc.binary_join_element_wise(*parts, ", ", null_handling="skip")
    return pc.binary_join_element_wise("{", inside, "}", "")
