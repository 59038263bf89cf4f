"""Plain payments of a file, many thousands at once: read, spread and written as columns.

What is not plain (a key that is known or stands twice, an earlier day, credit, an order among equals) is left to
`post_many`, account by account; both end at the same lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from django.db import connection
from numpy.typing import NDArray

from arrears.book.payments.actions.booking import lock_heads, move_heads
from arrears.book.payments.contracts import KEY_LENGTH_MAX, OWED_COMPONENTS, Component, EntryKind
from arrears.book.payments.queries.histories import Claims, TermsBook, claims, known_keys
from arrears.book.payments.rules.facts import Terms
from arrears.book.payments.rules.plain import (
    CREDIT_ITEM,
    Open,
    Payments,
    Ranks,
    Settled,
    day_number,
    ranks_of,
    settle,
)
from arrears.book.portfolio.contracts import AccountKey
from arrears.foundation.copying import Cursor, copy_in, new_ids, same
from arrears.kernel.clock import now
from arrears.kernel.money import AMOUNT_MINOR_MAX

Row = dict[str, Any]
Numbers = NDArray[np.int64]
_PARTS = [part.value for part in (*OWED_COMPONENTS, Component.CREDIT)]
_NOTHING, _NO_LIST = b"\x01{}", b"\x01[]"  # jsonb


@dataclass(slots=True)
class Plain:
    """`rows`: places of the rows that were posted; `amounts`: what they came to, by currency."""

    rows: set[int] = field(default_factory=set)
    amounts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Candidates in the order in which accounts receive them. `of`: each row's place among `accounts`."""

    places: list[int]
    rows: list[Row]
    accounts: list[AccountKey]
    of: Numbers
    days: Numbers


def post_plain(
    creditor_id: int, rows: Sequence[Row], accounts: Mapping[str, AccountKey], twice: Set[str], by: str
) -> Plain:
    """Post what is plain among some rows of a payment file, inside the caller's transaction.

    `accounts`: the creditor's accounts by number. `twice`: keys that stand more than once in the file.
    """
    batch = _candidates(rows, accounts, twice | known_keys(creditor_id, [row["key"] or "" for row in rows]))
    if not batch.rows:
        return Plain()
    ids = [account.account_id for account in batch.accounts]
    with connection.cursor() as cursor:
        heads = lock_heads(cursor, creditor_id, sorted(ids))
        owed = claims(creditor_id, ids)
        ranks, which = _ranks(creditor_id, batch)
        amounts = np.array([row["amount_minor"] for row in batch.rows], np.int64)
        settled = settle(
            Open(account=owed.account, due=owed.due, owed=owed.owed),
            Payments(account=batch.of, ranks=which, day=batch.days, amount=amounts),
            ranks,
            len(ids),
        )
        last = np.array([day_number(heads[id_]) for id_ in ids], np.int64)
        kept = _plain(batch, owed, last, which, settled)
        if not kept.any():
            return Plain()
        _write(cursor, creditor_id, batch, owed, settled, kept, by)
    found = Plain(rows={batch.places[place] for place in np.flatnonzero(kept).tolist()})
    for place in np.flatnonzero(kept).tolist():
        row = batch.rows[place]
        found.amounts[row["currency"]] = found.amounts.get(row["currency"], 0) + row["amount_minor"]
    return found


def _candidates(rows: Sequence[Row], accounts: Mapping[str, AccountKey], barred_keys: Set[str]) -> _Batch:
    """Rows that nothing speaks against by themselves, of accounts all of whose rows are such."""
    by_account: dict[str, list[tuple[date, str, int]]] = defaultdict(list)
    barred: set[str] = set()
    for place, row in enumerate(rows):
        number, key, amount = row["number"] or "", row["key"] or "", row["amount_minor"] or 0
        account = accounts.get(number)
        good = (
            account is not None
            and 0 < amount <= AMOUNT_MINOR_MAX
            and row["currency"] == account.currency
            and 0 < len(key) <= KEY_LENGTH_MAX
            and key not in barred_keys
        )
        if good:
            by_account[number].append((row["effective_on"], key, place))
        else:
            barred.add(number)
    numbers = [number for number in by_account if number not in barred]
    places = [place for number in numbers for _, _, place in sorted(by_account[number])]
    counts = [len(by_account[number]) for number in numbers]
    taken = [rows[place] for place in places]
    return _Batch(
        places=places,
        rows=taken,
        accounts=[accounts[number] for number in numbers],
        of=np.repeat(np.arange(len(numbers)), counts),
        days=np.array([day_number(row["effective_on"]) for row in taken], np.int64),
    )


def _ranks(creditor_id: int, batch: _Batch) -> tuple[list[Ranks], Numbers]:
    """The orders of allocation in force, and each row's place among them (-1: none that ranks can tell)."""
    book = TermsBook(creditor_id)
    found: list[Ranks] = [_STATUTORY]
    known: dict[tuple[int, int], int] = {}
    which = np.empty(len(batch.rows), np.int64)
    for place, (account, row) in enumerate(zip(batch.of.tolist(), batch.rows, strict=True)):
        terms, day = book.of(batch.accounts[account]), row["effective_on"]
        rank = known.get((id(terms), day.toordinal()))
        if rank is None:
            made = ranks_of(_on(terms, day))
            rank = -1 if made is None else len(found)
            if made is not None:
                found.append(made)
            known[id(terms), day.toordinal()] = rank
        which[place] = rank
    return found, which


def _on(terms: Sequence[Terms], day: date) -> Terms:
    own = (one for one in terms if one.valid_from <= day)
    return max(own, key=lambda one: one.valid_from, default=Terms())


def _ranks_of_law() -> Ranks:
    ranks = ranks_of(Terms())
    if ranks is None:
        raise LookupError("the statutory order is told by ranks")
    return ranks


_STATUTORY = _ranks_of_law()


def _plain(batch: _Batch, owed: Claims, last: Numbers, which: Numbers, settled: Settled) -> NDArray[np.bool_]:
    """Rows of accounts whose payments all come last, and which the columns could settle."""
    replay = settled.replay | (owed.credit != 0) | ~owed.there
    early = (batch.days <= last[batch.of]) | (batch.days < owed.latest[batch.of]) | (which < 0)
    replay[batch.of[early]] = True
    kept: NDArray[np.bool_] = ~replay[batch.of]
    return kept


def _write(
    cursor: Cursor,
    creditor_id: int,
    batch: _Batch,
    owed: Claims,
    settled: Settled,
    kept: NDArray[np.bool_],
    by: str,
) -> None:
    at = now()
    places = np.flatnonzero(kept)
    count = len(places)
    rows = [batch.rows[place] for place in places.tolist()]
    entry = np.full(len(kept), -1, np.int64)
    entry[places] = new_ids(cursor, "payments_entry", count)
    account_ids = np.array([account.account_id for account in batch.accounts], np.int64)
    days = pa.array(batch.days.astype(np.int32), pa.int32()).cast(pa.date32())
    entries = {
        "id": pa.array(entry[places]),
        "creditor_id": same(creditor_id, count),
        "account_id": pa.array(account_ids[batch.of[places]]),
        "kind": same(EntryKind.PAYMENT.value, count),
        "effective_on": days.take(pa.array(places)),
        "booked_at": same(at, count),
        "amount_minor": pa.array([row["amount_minor"] for row in rows], pa.int64()),
        "currency": [row["currency"] for row in rows],
        "way": [(row["way"] or "")[:20] for row in rows],
        "key": [row["key"] for row in rows],
        "reverses_id": pa.nulls(count, pa.int64()),
        "pair_id": pa.nulls(count, pa.int64()),
        "designation": same(_NO_LIST, count, pa.binary()),
        "directed": same(_NOTHING, count, pa.binary()),
        "memo": [(row["memo"] or "")[:400] for row in rows],
        "by": same(by[:80], count),
    }
    copy_in(cursor, "payments_entry", pa.table(entries))
    lines = np.flatnonzero(kept[settled.payment])
    of, item = settled.payment[lines], settled.item[lines]
    credit = item == CREDIT_ITEM
    count = len(lines)
    allocations = {
        "creditor_id": same(creditor_id, count),
        "account_id": pa.array(account_ids[batch.of[of]]),
        "entry_id": pa.array(entry[of]),
        "effective_on": days.take(pa.array(of)),
        "item_id": pa.array(owed.item[np.where(credit, 0, item)], mask=credit),
        "component": pa.array(_PARTS).take(pa.array(settled.part[lines] % len(_PARTS))),
        "charge": same(False, count),
        "amount_minor": pa.array(settled.amount[lines]),
        "booked_at": same(at, count),
    }
    copy_in(cursor, "payments_allocation", pa.table(allocations))
    reach: dict[int, date] = {}
    for account, row in zip(batch.of[places].tolist(), rows, strict=True):
        reach[batch.accounts[account].account_id] = row["effective_on"]  # the last of an account comes last
    move_heads(cursor, reach)
