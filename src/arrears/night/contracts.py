"""The columns that a night wants from each room.

A room publishes them as a set-returning SQL function of one date. The night reads these functions by name
and nothing else, keeps what it read as Parquet, and every expression of the wing starts from these tables.
Amounts are whole minor units of the account's currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from arrears.kernel.words import Words

OWED = ("owed_principal", "owed_penalty")
"""What a night looks at apart; all that is owed of an item is what was billed less what was paid of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One table that a night reads: who publishes it, under which name, with which columns.

    `columns` maps each name to its Ibis type. `key` names the columns that identify a row. `history_days`
    limits an event table to the days that any feature looks back, counted from `dated_by`. `among`: a usual
    night reads of this table only accounts that changed since the night before, through `<function>_among`.
    """

    table: str
    room: str
    function: str
    key: tuple[str, ...]
    columns: Mapping[str, str]
    dated_by: str | None = None
    history_days: int | None = None
    among: bool = False


def _wanted(
    table: str,
    room: str,
    function: str,
    key: tuple[str, ...],
    columns: dict[str, str],
    *,
    among: bool = False,
) -> Wanted:
    return Wanted(
        table=table, room=room, function=function, key=key, columns=MappingProxyType(columns), among=among
    )


ACCOUNTS = _wanted(
    "accounts",
    "book.portfolio",
    "book_accounts",
    ("account_id",),
    {
        "creditor_id": "int64",
        "account_id": "int64",
        "debtor_id": "int64",
        "kind": "string",
        "product": "string",
        "currency": "string",
        "opened_on": "date",
        "placed_on": "date",
        "status": "string",
        "region": "string",
        "guarantors": "int16",
        "debtor_kind": "string",
        "lost_contact": "boolean",
        "phones_valid": "int16",
        "emails_valid": "int16",
        "addresses_valid": "int16",
    },
    among=True,
)

ITEMS = _wanted(
    "items",
    "book.payments",
    "book_items",
    ("item_id",),
    {
        "account_id": "int64",
        "item_id": "int64",
        "due_on": "date",
        "billed_minor": "int64",
        "paid_minor": "int64",
        **dict.fromkeys(OWED, "int64"),
    },
    among=True,
)

RECEIPTS = Wanted(
    table="receipts",
    room="book.payments",
    function="book_receipts",
    key=("entry_id", "account_id"),
    columns=MappingProxyType(
        {"account_id": "int64", "entry_id": "int64", "effective_on": "date", "amount_minor": "int64"}
    ),
    dated_by="effective_on",
    history_days=400,
    among=True,
)

GATE = _wanted(
    "gate",
    "gate",
    "gate_debtors",
    ("creditor_id", "debtor_id"),
    {
        "creditor_id": "int64",
        "debtor_id": "int64",
        "stopped": "boolean",
        "stop_kinds": "array<string>",
        "connected_today": "int32",
        "opted_out_channels": "array<string>",
    },
)

STOPS = _wanted(
    "stops",
    "gate",
    "gate_stops_on",
    ("creditor_id", "debtor_id"),
    {
        "creditor_id": "int64",
        "debtor_id": "int64",
        "debts": "array<string>",
        "kind": "string",
        "channel": "string",
        "since": "int64",
        "until": "int64",
    },
)

CONTACTS = _wanted(
    "contacts",
    "gate",
    "gate_contacts_until",
    ("debtor_id", "contact_no"),
    {
        "creditor_id": "int64",
        "debtor_id": "int64",
        "contact_no": "int64",
        "at": "int64",
        "own": "boolean",
        "channel": "string",
        "direction": "string",
        "result": "string",
        "call_kind": "string",
        "lender_group": "string",
        "operator": "string",
        "debts": "array<string>",
    },
)

CONTACT = _wanted(
    "contact",
    "desk.contact",
    "contact_debtors",
    ("creditor_id", "debtor_id"),
    {
        "creditor_id": "int64",
        "debtor_id": "int64",
        "attempts_7": "int32",
        "attempts_30": "int32",
        "reached_30": "int32",
        "last_attempt_on": "date",
        "last_reached_on": "date",
        "last_outcome": "string",
    },
)

PROMISES = _wanted(
    "promises",
    "desk.promises",
    "promises_accounts",
    ("creditor_id", "account_id"),
    {
        "creditor_id": "int64",
        "account_id": "int64",
        "open_promises": "int32",
        "open_due_on": "date",
        "kept": "int32",
        "partly_kept": "int32",
        "late": "int32",
        "broken": "int32",
        "last_broken_on": "date",
        "plan_active": "boolean",
    },
)

CARE = _wanted(
    "care",
    "desk.care",
    "care_debtors",
    ("creditor_id", "debtor_id"),
    {
        "creditor_id": "int64",
        "debtor_id": "int64",
        "disputed": "boolean",
        "hardship": "boolean",
        "vulnerable": "boolean",
        "complaint_open": "boolean",
        "reason": "string",
    },
)

WANTED: tuple[Wanted, ...] = (ACCOUNTS, ITEMS, RECEIPTS, GATE, CONTACT, PROMISES, CARE, STOPS, CONTACTS)

CHANGED = "book_changed"
"""The accounts whose rows of the tables read `among` may differ from those of an earlier night."""

CHANNELS = ("call", "sms", "email", "letter", "visit")
"""The channels that the gate's shadow speaks of, in the order of their bits in `closed`."""
_OPENS = {f"{channel}_opens": "int32" for channel in CHANNELS}

OPENINGS = _wanted(
    "openings",
    "gate",
    "the gate's shadow",
    ("creditor_id",),
    {"creditor_id": "int64", "told": "boolean", **_OPENS},
)
"""The day of each creditor as the gate sees it: seconds from its beginning until a channel opens, null where it
stays closed. `told` false: the shadow does not know every rule that may stand in the way, and masks nothing."""

REACH = _wanted(
    "reach",
    "gate",
    "the gate's shadow",
    ("account_id",),
    {"account_id": "int64", "told": "boolean", **_OPENS},
)
"""The same for accounts of debtors of whom something is noted: stops, contacts, wishes, facts of the person."""

NIGHT = _wanted(
    "night",
    "night.engine",
    "the date of the night",
    ("as_of",),
    {"as_of": "date", "month_days": "int32", "next_month_days": "int32"},
)
"""One row: the business date, the length of its month and of the next. A column, so that the expressions
of a policy are the same every night."""

STATE = _wanted(
    "state",
    "night.engine",
    "the previous night",
    ("account_id",),
    {
        "account_id": "int64",
        "night_on": "date",
        "bucket_no": "int16",
        "first_overdue_on": "date",
        "episode_on": "date",
        "episodes": "int32",
        "worst_days": "int32",
        "paused_days": "int32",
        "strategy_key": "int32",
        "steps_done": "int64",
        "proposed": "int64",
        "fading": "int64",
        "fading_since": "date",
    },
)
"""What the night before leaves to the next one; part of the snapshot, so that a night can be repeated."""


class ColumnType(StrEnum):
    INT = "int"
    FLAG = "flag"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A documented column. `unknown` says what null means; without it the column is never null."""

    name: str
    type: ColumnType
    unit: str
    source: str
    title: Words
    unknown: Words | None
    values: tuple[str, ...]
    scored: bool
