"""Reversals of a file (debits that came back), many at once; what is not plain goes through `reverse`, in the file's
order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from arrears.book.payments.actions.booking import Draft, book
from arrears.book.payments.actions.corrections import reverse
from arrears.book.payments.contracts import KEY_LENGTH_MAX, EntryKind, PostingRefused, RefusedOrder
from arrears.book.payments.models import Entry
from arrears.book.payments.queries.histories import entries_by_key
from arrears.book.payments.rules import refusals
from arrears.book.payments.rules.facts import Movement
from arrears.book.portfolio.api import account_keys
from arrears.foundation.api import audit
from arrears.foundation.contracts import Actor
from arrears.kernel.words import Words

Row = tuple[int, dict[str, Any]]
_WHY = "file"


@dataclass(slots=True)
class Returned:
    posted: int = 0
    repeated: int = 0
    refused: list[RefusedOrder] = field(default_factory=list)

    def refuse(self, place: int, row: dict[str, Any], reason: Words) -> None:
        self.refused.append(RefusedOrder(place=place, key=row["key"] or "", reason=reason))


def reverse_rows(creditor_id: int, rows: Sequence[Row], actor: Actor) -> Returned:
    """Reverse payments by their keys, inside the caller's transaction; rows come with their places in the file."""
    done = Returned()
    if not rows:
        return done
    keys = {row[name] or "" for _, row in rows for name in ("key", "reverses_key")}
    known = entries_by_key(creditor_id, (key for key in keys if "\0" not in key))
    plain = _plain(creditor_id, rows, known)
    _book(creditor_id, [one for one in rows if one[0] in plain], known, actor, done)
    for place, row in rows:
        if place not in plain:
            _one(creditor_id, place, row, actor, done)
    return done


def _plain(creditor_id: int, rows: Sequence[Row], known: dict[str, Entry]) -> set[int]:
    """Places of rows under a new key that are the only ones to take back a payment of their account, and about
    which no entry says anything yet."""
    targets = {place: known.get(row["reverses_key"] or "") for place, row in rows}
    accounts = Counter(entry.account_id for entry in targets.values() if entry is not None)
    keys = Counter(row["key"] for _, row in rows)
    ids = [entry.pk for entry in targets.values() if entry is not None]
    turned = set(
        Entry.objects.filter(creditor_id=creditor_id, reverses__in=ids).values_list("reverses_id", flat=True)
    )
    found = set()
    for place, row in rows:
        entry, key = targets[place], row["key"] or ""
        if (
            entry is not None
            and entry.kind == EntryKind.PAYMENT.value
            and entry.pk not in turned
            and accounts[entry.account_id] == 1
            and keys[row["key"]] == 1
            and key not in known
            and 0 < len(key) < KEY_LENGTH_MAX - 1
            and "\0" not in key
            and row["effective_on"] >= entry.effective_on
        ):
            found.add(place)
    return found


def _book(
    creditor_id: int, rows: Sequence[Row], known: dict[str, Entry], actor: Actor, done: Returned
) -> None:
    if not rows:
        return
    targets = {place: known[row["reverses_key"]] for place, row in rows}
    accounts = account_keys(entry.account_id for entry in targets.values())
    drafts = [
        Draft(
            account=accounts[targets[place].account_id],
            tag=place,
            memo=row["memo"] or _WHY,
            movement=Movement(
                entry_id=0,
                kind=EntryKind.REVERSAL,
                effective_on=row["effective_on"],
                amount_minor=-targets[place].amount_minor,
                key=row["key"],
                reverses_id=targets[place].pk,
            ),
        )
        for place, row in rows
    ]
    booked = book(creditor_id, drafts, actor.name)
    for place, row in rows:
        if place in booked.refused:
            done.refuse(place, row, booked.refused[place])
            continue
        done.posted += 1
        audit(
            actor,
            "entry.reversed",
            f"entry:{targets[place].pk}",
            {"on": row["effective_on"].isoformat(), "why": (row["memo"] or _WHY)[:200]},
        )


def _one(creditor_id: int, place: int, row: dict[str, Any], actor: Actor, done: Returned) -> None:
    wanted = row["reverses_key"] or ""
    entry = entries_by_key(creditor_id, [wanted] if "\0" not in wanted else []).get(wanted)
    if entry is None:
        done.refuse(place, row, refusals.NO_ENTRY)
        return
    try:
        with transaction.atomic():
            posting = reverse(entry.pk, row["effective_on"], row["key"] or "", row["memo"] or _WHY, actor)
    except PostingRefused as refused:
        done.refuse(place, row, refused.words)
        return
    done.posted += not posting.repeated
    done.repeated += posting.repeated
