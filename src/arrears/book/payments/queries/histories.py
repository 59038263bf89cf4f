"""What the replay needs of many accounts at once: versions, movements, booked lines, terms."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from arrears.book.calculators.api import policy
from arrears.book.payments.contracts import OWED_COMPONENTS, Ahead, Component, EntryKind
from arrears.book.payments.models import AllocationPolicy, Entry
from arrears.book.payments.rules.facts import CARD, EVER, STATUTORY, Charge, LineKey, Movement, Terms, Version
from arrears.book.portfolio.contracts import AccountKey, AccountKind

_VERSIONS = """
SELECT account_id, item_id, sequence, due_on, valid_from, counted_from,
       principal_minor, interest_minor, fee_minor, penalty_minor, cost_minor, tax_minor
FROM book_versions() WHERE creditor_id = %s AND account_id = ANY(%s)
"""
_CURRENT = """
SELECT account_id, item_id, sequence, due_on, valid_from, counted_from,
       principal_minor, interest_minor, fee_minor, penalty_minor, cost_minor, tax_minor
FROM book_schedule('9999-12-31') WHERE creditor_id = %s AND account_id = ANY(%s)
"""
_BOOKED = """
SELECT account_id, entry_id, effective_on, item_id, component, charge, sum(amount_minor)::bigint
FROM payments_allocation WHERE creditor_id = %s AND account_id = ANY(%s)
GROUP BY account_id, entry_id, effective_on, item_id, component, charge
"""
_SETTLED = """
SELECT account_id, item_id, component, effective_on, sum(amount_minor)::bigint
FROM payments_allocation WHERE creditor_id = %s AND account_id = ANY(%s)
GROUP BY account_id, item_id, component, effective_on
"""
PolicyRow = tuple[str, date, dict[str, Any]]
_AMOUNTS_AT = 6
_CREDIT_PART = len(OWED_COMPONENTS)
_PARTS = [part.value for part in (*OWED_COMPONENTS, Component.CREDIT)]
_CURRENT_NUMBERS = """
SELECT account_id, item_id, due_on - '1970-01-01'::date, valid_from - '1970-01-01'::date,
       counted_from - '1970-01-01'::date,
       principal_minor, interest_minor, fee_minor, penalty_minor, cost_minor, tax_minor
FROM book_schedule('9999-12-31') WHERE creditor_id = %s AND account_id = ANY(%s)
"""
_SETTLED_NUMBERS = """
SELECT account_id, coalesce(item_id, 0),
       coalesce(array_position(%s::text[], component::text), 99) - 1,
       effective_on - '1970-01-01'::date, sum(amount_minor)::bigint
FROM payments_allocation WHERE creditor_id = %s AND account_id = ANY(%s)
GROUP BY account_id, item_id, component, effective_on
"""
_KNOWN_KEYS = """
SELECT key FROM payments_entry
WHERE creditor_id = %s AND key IN (SELECT json_array_elements_text(%s::json))
"""


@dataclass(slots=True)
class AccountHistory:
    """Everything that a replay of one account takes, and the lines that stand."""

    versions: list[Version] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    booked: dict[LineKey, int] = field(default_factory=dict)


def _version(row: Sequence[Any]) -> Version:
    stated = {part: row[_AMOUNTS_AT + place] for place, part in enumerate(OWED_COMPONENTS)}
    return Version(
        item_id=row[1],
        sequence=row[2],
        due_on=row[3],
        valid_from=row[4],
        counted_from=row[5],
        amounts={part: sum_ for part, sum_ in stated.items() if sum_},
    )


def _rows(
    statement: str, creditor_id: int, account_ids: Sequence[int], *before: list[str]
) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [*before, creditor_id, list(account_ids)])
        return list(cursor.fetchall())


def movement_of(row: Entry) -> Movement:
    """An entry as the replay sees it."""
    charges = tuple(
        Charge(sequence=sequence, component=Component(part), amount_minor=amount)
        for sequence, part, amount in row.directed.get("charges", ())
    )
    amounts = {Component(part): sum_ for part, sum_ in row.directed.get("amounts", {}).items()}
    return Movement(
        entry_id=row.pk,
        kind=EntryKind(row.kind),
        effective_on=row.effective_on,
        amount_minor=row.amount_minor,
        key=row.key,
        reverses_id=row.reverses_id,
        designation=tuple(row.designation),
        directed=amounts,
        charges=charges,
    )


def histories(creditor_id: int, account_ids: Sequence[int]) -> dict[int, AccountHistory]:
    """The whole histories of some accounts of a creditor."""
    found: dict[int, AccountHistory] = {account: AccountHistory() for account in account_ids}
    for row in _rows(_VERSIONS, creditor_id, account_ids):
        found[row[0]].versions.append(_version(row))
    for entry in Entry.objects.filter(creditor_id=creditor_id, account_id__in=list(account_ids)):
        found[entry.account_id].movements.append(movement_of(entry))
    for account, entry_id, day, item, part, charge, sum_ in _rows(_BOOKED, creditor_id, account_ids):
        if sum_:
            found[account].booked[(entry_id, day, item, Component(part), charge)] = sum_
    return found


@dataclass(slots=True)
class Standing:
    """What an account owes after its last line, as versions that count since ever; what a posting that comes
    last depends on. `latest`: the latest day on which anything of it changes; `credit`: money kept."""

    versions: list[Version] = field(default_factory=list)
    latest: date = EVER
    credit: int = 0

    def plain_on(self, day: date) -> bool:
        """Whether a posting of a day depends on nothing but what is owed."""
        return self.credit == 0 and self.latest <= day and bool(self.versions)


def standings(creditor_id: int, account_ids: Sequence[int]) -> dict[int, Standing]:
    """The state of many accounts after all their lines."""
    current = _rows(_CURRENT, creditor_id, account_ids)
    return standings_of(account_ids, current, _rows(_SETTLED, creditor_id, account_ids))


def standings_of(
    account_ids: Iterable[int], current: Iterable[Sequence[Any]], lines: Iterable[Sequence[Any]]
) -> dict[int, Standing]:
    """The same from rows of the instalments in force and of sums of lines, as the statements above give them."""
    found: dict[int, Standing] = {account: Standing() for account in account_ids}
    rows = {row[1]: row for row in current}
    settled: dict[tuple[int, str], int] = defaultdict(int)
    for account, item, part, day, sum_ in lines:
        own = found[account]
        own.latest = max(own.latest, day)
        if item is None:
            own.credit += sum_ if part == Component.CREDIT.value else 0
        elif day >= rows[item][5]:
            settled[(item, part)] += sum_
    for item, row in rows.items():
        own = found[row[0]]
        own.latest = max(own.latest, row[4])
        amounts = {
            part: row[_AMOUNTS_AT + place] - settled.get((item, part.value), 0)
            for place, part in enumerate(OWED_COMPONENTS)
        }
        owed = {part: sum_ for part, sum_ in amounts.items() if sum_}
        own.versions.append(Version(item_id=item, sequence=row[2], due_on=row[3], amounts=owed))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What accounts owe after all their lines, as columns: one row an instalment, accounts by place.

    `latest` (days since 1970), `credit` and `there` (whether it has instalments at all) are by account.
    """

    account: NDArray[np.int64]
    item: NDArray[np.int64]
    due: NDArray[np.int64]
    owed: NDArray[np.int64]
    latest: NDArray[np.int64]
    credit: NDArray[np.int64]
    there: NDArray[np.bool_]


def claims(creditor_id: int, account_ids: Sequence[int]) -> Claims:
    """The same as `standings`, for very many accounts."""
    count = len(account_ids)
    ids = np.array(account_ids, np.int64)
    order = np.argsort(ids)

    def place(accounts: NDArray[np.int64]) -> NDArray[np.int64]:
        return order[np.searchsorted(ids, accounts, sorter=order)]

    rows = np.array(_rows(_CURRENT_NUMBERS, creditor_id, account_ids), np.int64).reshape(-1, 11)
    rows = rows[np.argsort(rows[:, 1])]
    lines = np.array(_rows(_SETTLED_NUMBERS, creditor_id, account_ids, _PARTS), np.int64).reshape(-1, 5)
    account, of = place(rows[:, 0]), place(lines[:, 0])
    latest = np.full(count, -(2**40), np.int64)
    np.maximum.at(latest, account, rows[:, 3])
    np.maximum.at(latest, of, lines[:, 3])
    credit = np.zeros(count, np.int64)
    kept = lines[:, 2] == _CREDIT_PART
    np.add.at(credit, of[kept], lines[kept, 4])
    owed = rows[:, 5:].copy()
    item = np.searchsorted(rows[:, 1], lines[:, 1])
    counts = (lines[:, 2] < len(OWED_COMPONENTS)) & (lines[:, 1] > 0)
    counts[counts] &= lines[counts, 3] >= rows[item[counts], 4]
    np.subtract.at(owed, (item[counts], lines[counts, 2]), lines[counts, 4])
    there = np.zeros(count, bool)
    there[account] = True
    return Claims(
        account=account,
        item=rows[:, 1],
        due=rows[:, 2],
        owed=owed,
        latest=latest,
        credit=credit,
        there=there,
    )


class TermsBook:
    """The allocation terms of a creditor's accounts: agreed ones by product, else those of the law.

    `rows`: product, first day and policy of what is agreed, by day, where the caller has read them already.
    """

    def __init__(self, creditor_id: int, rows: Sequence[PolicyRow] | None = None) -> None:
        if rows is None:
            agreed = AllocationPolicy.objects.filter(creditor_id=creditor_id).order_by("valid_from")
            rows = list(agreed.values_list("product", "valid_from", "policy"))
        self._rows = rows
        self._known: dict[tuple[str, AccountKind], tuple[Terms, ...]] = {}

    def of(self, account: AccountKey) -> tuple[Terms, ...]:
        found = self._known.get((account.product, account.kind))
        if found is None:
            own = [row for row in self._rows if row[0] == account.product and account.product]
            general = [row for row in self._rows if not row[0]]
            base = CARD if account.kind is AccountKind.CARD else STATUTORY
            found = (*base, *(_terms(row) for row in (own or general)))
            self._known[(account.product, account.kind)] = found
        return found


def _terms(row: PolicyRow) -> Terms:
    _, valid_from, data = row
    order = data.get("order", "statutory")
    return Terms(
        valid_from=valid_from,
        order=order if isinstance(order, str) else "statutory",
        agreed=None if isinstance(order, str) else policy(order),
        late_order=data.get("late_order"),
        late_days=int(data.get("late_days", 0)),
        ahead=Ahead(data.get("ahead", Ahead.CREDIT.value)),
    )


def known_keys(creditor_id: int, keys: Sequence[str]) -> set[str]:
    """Which of these keys stand for an entry already."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN_KEYS, [creditor_id, json.dumps([key for key in keys if "\0" not in key])])
        return {row[0] for row in cursor.fetchall()}


def entries_by_key(creditor_id: int, keys: Iterable[str]) -> dict[str, Entry]:
    """Entries that stand under these keys."""
    return {row.key: row for row in Entry.objects.filter(creditor_id=creditor_id, key__in=list(keys))}
