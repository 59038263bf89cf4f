"""The bulk door: a file's portfolio into the book in one transaction; the same file twice changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from django.db import connection, transaction

from arrears.book.portfolio.actions import statements
from arrears.book.portfolio.actions.ahead import ahead
from arrears.book.portfolio.actions.apart import apart
from arrears.book.portfolio.actions.first_load import Dropped, bare, indexed
from arrears.book.portfolio.actions.likeness import Likeness
from arrears.book.portfolio.actions.load_accounts import AccountTally, load_accounts
from arrears.book.portfolio.actions.load_attached import load_collateral, load_roles
from arrears.book.portfolio.actions.load_contacts import ContactTally, load_contacts
from arrears.book.portfolio.actions.load_items import ItemTally, faults, load_items
from arrears.book.portfolio.actions.load_parties import PartyTally, load_parties
from arrears.book.portfolio.actions.merging import propose_pairs
from arrears.book.portfolio.actions.placing import Placing
from arrears.book.portfolio.actions.prepare import Prepared, prepare
from arrears.book.portfolio.actions.records import chunks
from arrears.book.portfolio.columns import BookColumns
from arrears.book.portfolio.contracts import AccountRecord, Figures, LoadSummary
from arrears.book.portfolio.models import Batch, Party, WipedContact
from arrears.foundation.api import audit, creditor_by_id
from arrears.foundation.contracts import Actor, Progress, require_scope
from arrears.foundation.copying import Cursor
from arrears.kernel.clock import now

LISTED_MAX = 1_000
MANY = 5_000
APART_MIN = 10_000  # accounts; for less, starting a process costs more than it saves
SAMPLE = 30  # 9,000 rows a table; the server looks closer by itself within a minute
DEFAULT_REGION = "CN"
_LOCK = 7_310  # advisory lock class: one load per creditor at a time


def load(
    creditor_id: int,
    records: Iterable[AccountRecord],
    *,
    batch: str | None = None,
    business_date: date,
    actor: Actor,
    figures: Figures = Figures.BILLED,
    progress: Progress | None = None,
) -> LoadSummary:
    """Take a portfolio given as records. See `load_columns`."""
    return load_columns(
        creditor_id,
        chunks(records),
        batch=batch,
        business_date=business_date,
        actor=actor,
        figures=figures,
        progress=progress,
    )


def load_columns(
    creditor_id: int,
    source: Iterable[BookColumns],
    *,
    batch: str | None = None,
    business_date: date,
    actor: Actor,
    figures: Figures = Figures.BILLED,
    progress: Progress | None = None,
    accounts: int = 0,
) -> LoadSummary:
    """Take a portfolio given as columns: new rows in, changed rows with their past, same content unchanged.

    All or nothing: an exception of the source leaves the book as it was. Accounts that cannot be taken are
    listed in `refused` and the others are written. `batch` names the placement batch; None leaves accounts
    in the batch they have. `accounts`: about how many there will be, 0 when nobody knows: a large first load is
    sealed in a process of its own. The source is drawn from in another thread, one chunk ahead: it must not use the
    database. OutOfScope when the actor may not see the creditor.
    """
    require_scope(actor, creditor_id)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, creditor_id])
        placing = _placing(creditor_id, batch, business_date, figures, actor)
        tally = _Tally()
        dropped: tuple[Dropped, ...] | None = None if placing.first else ()
        with _prepared(source, placing, accounts) as chunks_ready:
            for ready in chunks_ready:
                if dropped is None:
                    dropped = bare(cursor, ready.chunk.accounts.num_rows)
                _chunk(cursor, placing, ready, tally)
                if progress:
                    progress(len(tally.accounts.ids), 0)
        indexed(cursor, dropped or ())
        alike = tally.likeness.suspects() if placing.first else tally.parties.touched
        if alike:
            propose_pairs(creditor_id, sorted(alike))
        missing: int = 0
        numbers: tuple[str, ...] = ()
        if not placing.first:
            missing, numbers = _missing(cursor, creditor_id, list(tally.accounts.ids.values()))
        if tally.accounts.new >= MANY:  # the planner must know of them before anything else is asked
            cursor.execute(f"SET LOCAL default_statistics_target = {SAMPLE}")
            cursor.execute(
                "ANALYZE portfolio_account, portfolio_item, portfolio_party, portfolio_contactpoint,"
                " portfolio_accountrole"
            )
            cursor.execute("SET LOCAL default_statistics_target TO DEFAULT")
        audit(
            actor,
            "portfolio.loaded",
            f"creditor:{creditor_id}",
            {
                "business_date": business_date.isoformat(),
                "accounts": len(tally.accounts.ids),
                "new": tally.accounts.new,
            },
        )
    return _summary(tally, missing, numbers)


@dataclass(slots=True)
class _Tally:
    parties: PartyTally = field(default_factory=PartyTally)
    contacts: ContactTally = field(default_factory=ContactTally)
    accounts: AccountTally = field(default_factory=AccountTally)
    items: ItemTally = field(default_factory=ItemTally)
    likeness: Likeness = field(default_factory=Likeness)


def _placing(
    creditor_id: int, batch: str | None, business_date: date, figures: Figures, actor: Actor
) -> Placing:
    creditor = creditor_by_id(creditor_id)
    return Placing(
        creditor_id=creditor_id,
        batch_id=_batch(creditor_id, batch, business_date),
        business_date=business_date,
        figures=figures,
        region=str(creditor.settings.get("phone_region", DEFAULT_REGION)),
        by=actor.name[:80],
        at=now(),
        first=not Party.objects.filter(creditor_id=creditor_id).exists(),
        wiped=_wiped(creditor_id),
    )


@contextmanager
def _prepared(source: Iterable[BookColumns], placing: Placing, accounts: int) -> Iterator[Iterator[Prepared]]:
    """The chunks of the source, made ready while the ones before are written."""
    seal = placing.first
    if not seal or accounts < APART_MIN:
        with closing(ahead(source, partial(prepare, region=placing.region, seal=seal))) as ready:
            yield ready
        return
    with (
        apart(placing.region) as helper,
        closing(ahead(source, lambda chunk: chunk)) as drawn,  # put together while the one before is sealed
        closing(ahead(drawn, partial(prepare, region=placing.region, seal=True, helper=helper))) as ready,
    ):
        yield ready


def _wiped(creditor_id: int) -> dict[bytes, set[bytes]]:
    """Values that were wiped, by hash, each with the hashes of its owners' keys."""
    found = defaultdict[bytes, set[bytes]](set)
    rows = WipedContact.objects.filter(creditor_id=creditor_id).values_list("value_index", "owner")
    for value_index, owner in rows:
        found[bytes(value_index)].add(bytes(owner))
    return dict(found)


def _chunk(cursor: Cursor, placing: Placing, ready: Prepared, tally: _Tally) -> None:
    chunk, accounts = ready.chunk, tally.accounts
    owners = load_parties(cursor, placing, ready.parties, tally.parties)
    load_contacts(cursor, placing, ready.contacts, owners, tally.parties, tally.contacts)
    if placing.first:
        tally.likeness.note(ready.parties, ready.contacts, owners)
    for refusal in chunk.refused:
        accounts.refuse(refusal.number, refusal.reason)
    barred = faults(chunk.items, chunk.accounts.column("number").to_pylist())
    taken = load_accounts(cursor, placing, chunk.accounts, tally.parties.ids, barred, accounts)
    load_items(cursor, placing, chunk.items, taken, accounts.made, tally.items)
    load_roles(cursor, placing, chunk.roles, taken, accounts.made, tally.parties.ids)
    load_collateral(cursor, placing, chunk.collateral, taken, accounts.made)


def _summary(tally: _Tally, missing: int, numbers: tuple[str, ...]) -> LoadSummary:
    accounts, items = tally.accounts, tally.items
    return LoadSummary(
        accounts_new=accounts.new,
        accounts_changed=accounts.changed,
        accounts_unchanged=accounts.unchanged,
        items_new=items.new,
        items_changed=items.changed,
        items_unchanged=items.unchanged,
        items_settled=items.settled,
        parties_new=tally.parties.new,
        parties_changed=tally.parties.changed,
        contacts_new=tally.contacts.new,
        contacts_malformed=tally.contacts.malformed,
        contacts_wiped=tally.contacts.wiped,
        missing=missing,
        missing_numbers=numbers,
        refused=tuple(accounts.refused),
        refused_count=accounts.refused_count,
        figures_changed=tuple(sorted(items.accounts_changed)),
    )


def _batch(creditor_id: int, code: str | None, business_date: date) -> int | None:
    if code is None:
        return None
    row, _ = Batch.objects.get_or_create(
        creditor_id=creditor_id, code=code, defaults={"placed_on": business_date}
    )
    return row.pk


def _missing(cursor: Cursor, creditor_id: int, seen: list[int]) -> tuple[int, tuple[str, ...]]:
    """Open accounts of the creditor that the load did not name: how many, and the first of them."""
    cursor.execute(statements.ACCOUNTS_MISSING, [creditor_id, seen, LISTED_MAX])
    rows = cursor.fetchall()
    return (rows[0][1] if rows else 0), tuple(row[0] for row in rows)
