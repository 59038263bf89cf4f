"""The one writer of entries and lines. Everything that is posted goes through `book`.

An order that comes last on its account needs what the account owes and nothing else; any other is fitted in
by a replay of the account's history, and the lines that differ are added.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from django.db import connection

from arrears.book.payments.contracts import Component, EntryKind
from arrears.book.payments.queries.histories import TermsBook, histories, standings
from arrears.book.payments.rules.facts import Conflict, LineKey, Movement
from arrears.book.payments.rules.order import ordered
from arrears.book.payments.rules.replay import difference, replay
from arrears.book.portfolio.contracts import AccountKey
from arrears.foundation.copying import Cursor, copy_in, jsonb, new_ids, same
from arrears.kernel.clock import now
from arrears.kernel.words import Words

_RECEIVED = frozenset({EntryKind.PAYMENT, EntryKind.POINTS})
_LOCK_HEADS = """
INSERT INTO payments_head (creditor_id, account_id, last_on)
SELECT %(creditor)s, s.id, '0001-01-01' FROM unnest(%(accounts)s::bigint[]) s (id) ORDER BY s.id
ON CONFLICT (account_id) DO NOTHING
"""
_READ_HEADS = """
SELECT account_id, last_on FROM payments_head WHERE account_id = ANY(%s) ORDER BY account_id FOR UPDATE
"""
_MOVE_HEADS = """
UPDATE payments_head h SET last_on = s.last_on
FROM unnest(%s::bigint[], %s::date[]) s (account_id, last_on)
WHERE h.account_id = s.account_id AND h.last_on < s.last_on
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry about to be booked. `tag` is the caller's own mark."""

    account: AccountKey
    movement: Movement  # its entry_id is given by `book`
    way: str = ""
    memo: str = ""
    pair_tag: int | None = None
    tag: int = 0


@dataclass(slots=True)
class Booked:
    """What was written. `ids`: entry id by tag; `refused`: reason by tag."""

    ids: dict[int, int] = field(default_factory=dict)
    lines: dict[int, dict[LineKey, int]] = field(default_factory=dict)
    refused: dict[int, Words] = field(default_factory=dict)
    refitted: int = 0


def book(creditor_id: int, drafts: Sequence[Draft], by: str) -> Booked:
    """Book drafts of one creditor inside the caller's transaction.

    An account whose history could not stand with its new drafts is refused as a whole. Locks the ledgers of
    the accounts, in order.
    """
    done = Booked()
    if not drafts:
        return done
    with connection.cursor() as cursor:
        ids = new_ids(cursor, "payments_entry", len(drafts))
        numbered = [
            replace(draft, movement=replace(draft.movement, entry_id=id_))
            for draft, id_ in zip(drafts, ids, strict=True)
        ]
        by_account: dict[int, list[Draft]] = defaultdict(list)
        for draft in numbered:
            by_account[draft.account.account_id].append(draft)
        heads = lock_heads(cursor, creditor_id, sorted(by_account))
        terms = TermsBook(creditor_id)
        quick = {account for account, own in by_account.items() if _comes_last(own, heads[account])}
        lines: dict[int, dict[LineKey, int]] = {}
        if quick:
            _quick(creditor_id, by_account, quick, terms, lines)
        if slow := [account for account in by_account if account not in lines]:
            _slow(creditor_id, by_account, slow, terms, lines, done)
        kept = [draft for draft in numbered if draft.tag not in done.refused]
        _write(cursor, creditor_id, kept, lines, by)
    done.ids = {draft.tag: draft.movement.entry_id for draft in kept}
    done.lines = lines
    return done


def refit(creditor_id: int, accounts: Mapping[int, AccountKey]) -> int:
    """Fit what was booked to the creditor's present figures; returns how many accounts got new lines."""
    with connection.cursor() as cursor:
        cursor.execute(_READ_HEADS, [list(accounts)])
        known = [row[0] for row in cursor.fetchall()]
        terms = TermsBook(creditor_id)
        lines: dict[int, dict[LineKey, int]] = {}
        for account_id, history in histories(creditor_id, known).items():
            wanted = replay(history.versions, history.movements, terms.of(accounts[account_id]))
            lines[account_id] = difference(wanted, history.booked)
        _write(cursor, creditor_id, [], lines, "")
    return sum(1 for own in lines.values() if own)


def lock_heads(cursor: Cursor, creditor_id: int, accounts: list[int]) -> dict[int, date]:
    """Lock the ledgers of accounts (ids in order); the last day on which each of them has a line."""
    cursor.execute(_LOCK_HEADS, {"creditor": creditor_id, "accounts": accounts})
    cursor.execute(_READ_HEADS, [accounts])
    return dict(cursor.fetchall())


def _comes_last(drafts: Iterable[Draft], last_on: date) -> bool:
    return all(_adds_only(draft.movement) and draft.movement.effective_on > last_on for draft in drafts)


def _adds_only(movement: Movement) -> bool:
    """Whether a movement needs nothing of the past but what is owed."""
    if movement.kind is EntryKind.ACCRUAL:
        return all(charge.amount_minor > 0 for charge in movement.charges)
    return movement.kind in _RECEIVED


def _quick(
    creditor_id: int,
    by_account: Mapping[int, list[Draft]],
    quick: set[int],
    terms: TermsBook,
    lines: dict[int, dict[LineKey, int]],
) -> None:
    """Lines of postings that come last on accounts without credit and without later figures."""
    for account, standing in standings(creditor_id, sorted(quick)).items():
        own = by_account[account]
        first = min(draft.movement.effective_on for draft in own)
        if standing.plain_on(first):
            movements = ordered(draft.movement for draft in own)
            lines[account] = replay(standing.versions, movements, terms.of(own[0].account))


def _slow(
    creditor_id: int,
    by_account: Mapping[int, list[Draft]],
    accounts: list[int],
    terms: TermsBook,
    lines: dict[int, dict[LineKey, int]],
    done: Booked,
) -> None:
    """Lines that fit the drafts into the whole history."""
    for account, history in histories(creditor_id, accounts).items():
        own = by_account[account]
        movements = [*history.movements, *(draft.movement for draft in own)]
        try:
            wanted = replay(history.versions, movements, terms.of(own[0].account))
        except Conflict as conflict:
            done.refused |= dict.fromkeys((draft.tag for draft in own), conflict.words)
            continue
        lines[account] = difference(wanted, history.booked)
        mine = {draft.movement.entry_id for draft in own}
        done.refitted += any(key[0] not in mine for key in lines[account])


def _write(
    cursor: Cursor,
    creditor_id: int,
    drafts: Sequence[Draft],
    lines: Mapping[int, dict[LineKey, int]],
    by: str,
) -> None:
    at = now()
    ids = {draft.tag: draft.movement.entry_id for draft in drafts}
    if drafts:
        copy_in(cursor, "payments_entry", _entries(creditor_id, drafts, ids, by, at))
    flat = [(account, key, sum_) for account, own in lines.items() for key, sum_ in own.items()]
    if flat:
        copy_in(cursor, "payments_allocation", _allocations(creditor_id, flat, at))
    reach: dict[int, date] = {}
    for draft in drafts:
        account, day = draft.account.account_id, draft.movement.effective_on
        reach[account] = max(day, reach.get(account, day))
    for account, (_, day, *_rest), _sum in flat:
        reach[account] = max(day, reach.get(account, day))
    move_heads(cursor, reach)


def move_heads(cursor: Cursor, reach: Mapping[int, date]) -> None:
    """Note the last day on which each account has a line now."""
    cursor.execute(_MOVE_HEADS, [list(reach), list(reach.values())])


def _entries(
    creditor_id: int, drafts: Sequence[Draft], ids: Mapping[int, int], by: str, at: datetime
) -> pa.Table:
    moves = [draft.movement for draft in drafts]
    count = len(drafts)
    pairs = [ids.get(draft.pair_tag) if draft.pair_tag is not None else None for draft in drafts]
    return pa.table(
        {
            "id": pa.array([move.entry_id for move in moves], pa.int64()),
            "creditor_id": same(creditor_id, count),
            "account_id": pa.array([draft.account.account_id for draft in drafts], pa.int64()),
            "kind": [move.kind.value for move in moves],
            "effective_on": pa.array([move.effective_on for move in moves], pa.date32()),
            "booked_at": same(at, count),
            "amount_minor": pa.array([move.amount_minor for move in moves], pa.int64()),
            "currency": [draft.account.currency for draft in drafts],
            "way": [draft.way[:20] for draft in drafts],
            "key": [move.key for move in moves],
            "reverses_id": pa.array([move.reverses_id for move in moves], pa.int64()),
            "pair_id": pa.array(pairs, pa.int64()),
            "designation": jsonb(json.dumps(list(move.designation)) for move in moves),
            "directed": jsonb(json.dumps(_directed(move)) for move in moves),
            "memo": [draft.memo[:400] for draft in drafts],
            "by": same(by[:80], count),
        }
    )


def _directed(move: Movement) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if move.directed:
        found["amounts"] = {part.value: sum_ for part, sum_ in move.directed.items()}
    if move.charges:
        found["charges"] = [[one.sequence, one.component.value, one.amount_minor] for one in move.charges]
    return found


def _allocations(creditor_id: int, flat: Sequence[tuple[int, LineKey, int]], at: datetime) -> pa.Table:
    count = len(flat)
    components: list[Component] = [key[3] for _, key, _ in flat]
    return pa.table(
        {
            "creditor_id": same(creditor_id, count),
            "account_id": pa.array([account for account, _, _ in flat], pa.int64()),
            "entry_id": pa.array([key[0] for _, key, _ in flat], pa.int64()),
            "effective_on": pa.array([key[1] for _, key, _ in flat], pa.date32()),
            "item_id": pa.array([key[2] for _, key, _ in flat], pa.int64()),
            "component": [part.value for part in components],
            "charge": pa.array([key[4] for _, key, _ in flat], pa.bool_()),
            "amount_minor": pa.array([sum_ for _, _, sum_ in flat], pa.int64()),
            "booked_at": same(at, count),
        }
    )
