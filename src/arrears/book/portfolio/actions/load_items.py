"""Instalments of a chunk: straight in for new accounts, compared set-wise for the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection, transaction

from arrears.book.portfolio.actions import statements
from arrears.book.portfolio.actions.placing import Placing
from arrears.book.portfolio.contracts import AMOUNT_FIELDS, Figures
from arrears.book.portfolio.models import EVER
from arrears.book.portfolio.rules import refusals
from arrears.foundation.contracts import Actor, require_scope
from arrears.foundation.copying import Cursor, copy_in, same, stage
from arrears.kernel.clock import now
from arrears.kernel.money import AMOUNT_MINOR_MAX
from arrears.kernel.words import Words

_AMOUNTS = tuple(f"{name}_minor" for name in AMOUNT_FIELDS)


@dataclass(slots=True)
class ItemTally:
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    settled: int = 0
    accounts_changed: set[int] = field(default_factory=set)


def faults(items: pa.Table, numbers: list[str]) -> dict[str, Words]:
    """Accounts of a chunk that cannot be taken as they stand, by number, with the first reason found."""
    mentions = Counter(numbers)
    found: dict[str, Words] = {number: refusals.TWICE for number in mentions if mentions[number] > 1}
    for name in _AMOUNTS:
        column = items.column(name)
        bad = pc.or_(pc.less(column, 0), pc.greater(column, AMOUNT_MINOR_MAX))
        for number in items.filter(pc.fill_null(bad, False)).column("number").to_pylist():
            found.setdefault(number, refusals.BAD_AMOUNT)
    counted = items.group_by(["number", "sequence"]).aggregate([([], "count_all")])
    twice = counted.filter(pc.greater(counted.column("count_all"), 1))
    for number in twice.column("number").to_pylist():
        found.setdefault(number, refusals.ITEM_TWICE)
    named = set(pc.unique(items.column("number")).to_pylist())
    found |= {number: refusals.NO_ITEMS for number in numbers if number not in named}
    return found


def load_items(
    cursor: Cursor,
    placing: Placing,
    items: pa.Table,
    accounts: dict[str, int],
    made: set[int],
    tally: ItemTally,
) -> None:
    """Write the instalments of the accounts that were taken."""
    if not accounts:
        return
    places = pc.index_in(items.column("number"), value_set=pa.array(list(accounts), pa.string()))
    ids = pa.array(list(accounts.values()), pa.int64()).take(places.combine_chunks())
    items = items.drop_columns(["number"]).append_column("account_id", ids)
    items = _filled(items.filter(pc.is_valid(ids)) if ids.null_count else items)
    old = [account for account in accounts.values() if account not in made]
    if not old:
        _insert(cursor, placing, items, first=True)
        tally.new += items.num_rows
        return
    is_old = pc.is_in(items.column("account_id"), pa.array(old, pa.int64()))
    first = items.filter(pc.invert(is_old))
    _insert(cursor, placing, first, first=True)
    tally.new += first.num_rows
    _compare(cursor, placing, items.filter(is_old), old, tally)


def _filled(items: pa.Table) -> pa.Table:
    for name in _AMOUNTS:
        place = items.column_names.index(name)
        items = items.set_column(place, name, pc.fill_null(items.column(name), 0))
    return items


def _insert(cursor: Cursor, placing: Placing, items: pa.Table, *, first: bool) -> None:
    """`first`: a first billed version counts since ever; an outstanding figure counts from its own day."""
    count = items.num_rows
    since = EVER if first and placing.figures is Figures.BILLED else placing.business_date
    counted = EVER if placing.figures is Figures.BILLED else placing.business_date
    items = items.append_column("creditor_id", same(placing.creditor_id, count))
    items = items.append_column("valid_from", same(since, count))
    copy_in(cursor, "portfolio_item", items.append_column("counted_from", same(counted, count)))


def _compare(
    cursor: Cursor, placing: Placing, items: pa.Table, accounts: list[int], tally: ItemTally
) -> None:
    """Find what differs from the book, keep the old version, write the new one."""
    stage(cursor, "incoming_items", "portfolio_item", items)
    cursor.execute("DROP TABLE IF EXISTS changed_items")
    cursor.execute(statements.ITEMS_DIFFERENT, {"creditor": placing.creditor_id})
    cursor.execute("ANALYZE changed_items")
    changed = _changed(cursor)
    settled = 0
    if placing.figures is Figures.OUTSTANDING:
        settled = _settle_missing(cursor, placing, accounts)
    if changed or settled:
        tally.accounts_changed.update(replace_versions(cursor, placing))
    fresh = _insert_missing(cursor, placing)
    tally.accounts_changed.update(account for account, _ in fresh)
    new = sum(count for _, count in fresh)
    tally.new += new
    tally.changed += changed
    tally.settled += settled
    tally.unchanged += items.num_rows - changed - new


def _changed(cursor: Cursor) -> int:
    cursor.execute("SELECT count(*) FROM changed_items")
    return int(cursor.fetchone()[0])


def _settle_missing(cursor: Cursor, placing: Placing, accounts: list[int]) -> int:
    """An outstanding file states the whole account: what it leaves out is settled."""
    cursor.execute(statements.ITEMS_LEFT_OUT, {"creditor": placing.creditor_id, "accounts": accounts})
    return int(cursor.rowcount)


def replace_versions(cursor: Cursor, placing: Placing) -> list[int]:
    """Put `changed_items` in force from the business date; the versions before go to the past."""
    stated = placing.figures is Figures.OUTSTANDING
    values = {"day": placing.business_date, "at": placing.at, "by": placing.by, "stated": stated}
    cursor.execute(statements.ITEMS_REMEMBER, values)
    cursor.execute(statements.ITEMS_CHANGE, values)
    return [row[0] for row in cursor.fetchall()]


def restate(creditor_id: int, account_ids: Sequence[int], day: date, actor: Actor) -> int:
    """Take the present outstanding figures of some accounts as stated anew on a day, so that payments before
    it no longer count against them. Returns how many instalments got a new version."""
    require_scope(actor, creditor_id)
    placing = Placing(
        creditor_id=creditor_id,
        batch_id=None,
        business_date=day,
        figures=Figures.OUTSTANDING,
        region="",
        by=actor.name[:80],
        at=now(),
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS changed_items")
        cursor.execute(
            statements.ITEMS_RESTATED,
            {"creditor": creditor_id, "accounts": list(account_ids), "day": day},
        )
        return len(replace_versions(cursor, placing))


def _insert_missing(cursor: Cursor, placing: Placing) -> list[tuple[int, int]]:
    """Instalments that the file adds to accounts of the book: known from the business date on."""
    counted: date = EVER if placing.figures is Figures.BILLED else placing.business_date
    cursor.execute(
        statements.ITEMS_ADDED,
        {"creditor": placing.creditor_id, "day": placing.business_date, "counted": counted},
    )
    return [(account, count) for account, count in cursor.fetchall()]
