"""The house as it is shipped, in an invented world: the night's own expression decides each week.

The world has no days of the week: a night runs every seventh day, so a step whose window lies between two
nights is not seen. Talks that the shipped cards call a plan's or a last call are the world's plan and
negotiation; what other rooms do (the review of a dispute) is done at once.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from arrears.kernel.days import add_months
from arrears.night.contracts import NIGHT, STATE
from arrears.night.engine.engines import INPUTS, plan_of
from arrears.night.engine.rules import parse
from arrears.night.engine.shipped import shipped_texts
from arrears.night.proof.rules.cohort import NEVER, Cohort, Seen
from arrears.night.proof.rules.ladders import owed, within
from arrears.night.proof.rules.law import AT, DISPUTED, ON_PLAN, Array

_BEGAN = date(2026, 1, 5)
_TYPES: Mapping[str, pa.DataType] = {
    "int16": pa.int16(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "string": pa.string(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "array<string>": pa.list_(pa.string()),
}
_REASONS = np.array([None, "dispute", "cash_flow", "inertia", "business_distress", "malice"], dtype=object)
_TALKS = {"plan_call": "plan", "plan_email": "email", "repeated_call": "negotiate", "last_call": "negotiate"}
_ACTIONS = {
    "sms": "sms",
    "email": "email",
    "letter": "letter",
    "call": "call",
    "visit": "call",
    "lawyer_letter": "lawyer_letter",
    "suit": "suit",
    "care": "care",
}


class Shipped:
    """The shipped policy over the weeks of one cohort; it keeps the state that one night leaves to the next."""

    def __init__(self) -> None:
        self._policy = parse(shipped_texts())
        self._state: pa.Table | None = None
        self._treatment = np.array(
            [
                AT[_TALKS.get(line.script or "", _ACTIONS.get(line.action.value, "wait"))]
                for line in self._policy.lines
            ]
        )
        self._codes = {line.code: place for place, line in enumerate(self._policy.lines)}
        self._care = {line.code for line in self._policy.lines if line.action.value == "care"}

    def __call__(self, cohort: Cohort) -> Array:
        return self.together([cohort])[0]

    def together(self, cohorts: Sequence[Cohort]) -> list[Array]:
        """The week's choices for cohorts that are equally far, decided in one night: its statement is planned once."""
        week = cohorts[0].seen.week
        if week == 0:
            self._state = None
        as_of = _BEGAN + timedelta(weeks=week)
        firsts = np.cumsum([0, *(cohort.size for cohort in cohorts)])
        books = [_tables(cohort, as_of, first) for cohort, first in zip(cohorts, firsts[:-1], strict=True)]
        found = self._night(books, as_of)
        code = found["line"].to_numpy()
        place = np.array([self._codes[each] for each in code], dtype=np.int64)
        due = found["due_in"].fill_null(1).to_numpy() == 0
        due |= np.isin(code, list(self._care))
        chosen = np.zeros(firsts[-1], dtype=np.int64)
        rank = np.zeros(firsts[-1])
        at = found["account_id"].to_numpy() - 1
        chosen[at] = np.where(due, self._treatment[place], AT["wait"])
        rank[at] = found["value_minor"].to_numpy()
        parts = zip(cohorts, firsts[:-1], firsts[1:], strict=True)
        return [_within(cohort, chosen[first:end], rank[first:end]) for cohort, first, end in parts]

    def _night(self, books: Sequence[Mapping[str, Mapping[str, Any]]], as_of: date) -> pa.Table:
        with duckdb.connect() as duck:
            duck.execute("SET threads = 1")
            for each in INPUTS:
                kept = self._state if each.table == STATE.table and self._state is not None else None
                some = books[:1] if each.table == NIGHT.table else books
                rows = [_arrow(each.columns, book.get(each.table, {})) for book in some]
                duck.register(each.table, kept or pa.concat_tables(rows))
            found = duck.sql(plan_of(self._policy)).to_arrow_table()
        columns = {
            name: found[name].cast(_TYPES[STATE.columns[name]])
            for name in STATE.columns
            if name != "night_on"
        }
        night_on = pa.array([as_of] * len(found), type=pa.date32())
        self._state = pa.table({name: columns.get(name, night_on) for name in STATE.columns})
        return found


def _within(cohort: Cohort, chosen: Array, rank: Array) -> Array:
    """What law and limits leave of a night's choice; disputes are reviewed, care rests two weeks."""
    rested = (chosen != AT["care"]) | (cohort.seen.since_attempt >= 2)
    chosen = np.where(cohort.seen.talk == DISPUTED, AT["review"], np.where(rested, chosen, AT["wait"]))
    return within(cohort, np.where(cohort.alive, chosen, AT["wait"]), rank)


def _arrow(columns: Mapping[str, str], given: Mapping[str, Any]) -> pa.Table:
    size = len(next(iter(given.values()))) if given else 0
    arrays = {}
    for name, kind in columns.items():
        values = given.get(name)
        arrays[name] = pa.nulls(size, _TYPES[kind]) if values is None else pa.array(values).cast(_TYPES[kind])
    return pa.table(arrays)


def _days(as_of: date, weeks: Array, extra: int = 3) -> Array:
    """Dates so many weeks before; NaT where it never happened."""
    found = np.datetime64(as_of) - (weeks.astype(np.int64) * 7 + extra).astype("timedelta64[D]")
    return np.where(weeks >= NEVER, np.datetime64("NaT"), found)


def _tables(cohort: Cohort, as_of: date, first: int) -> dict[str, dict[str, Any]]:
    """What the rooms would publish about the accounts of a cohort, numbered from the one after `first`."""
    seen, n = cohort.seen, cohort.size
    ids = np.arange(first + 1, first + n + 1)
    ones = np.ones(n, dtype=np.int16)
    key = {"creditor_id": ones, "debtor_id": ids}
    start = np.full(n, np.datetime64(_BEGAN))
    cents = np.rint(seen.balance * 100).astype(np.int64)
    left = np.rint(owed(seen) * 100).astype(np.int64)
    following = add_months(as_of.replace(day=1), 1)
    paid = seen.payments > 0
    nothing = np.zeros(n, dtype=np.int64)
    return {
        "accounts": {
            **key,
            "account_id": ids,
            "kind": ["card"] * n,
            "product": ["card"] * n,
            "currency": ["CNY"] * n,
            "opened_on": start - np.timedelta64(700, "D"),
            "placed_on": start,
            "status": np.where(cohort.alive, "open", "closed"),
            "guarantors": nothing,
            "debtor_kind": ["person"] * n,
            "lost_contact": np.zeros(n, dtype=bool),
            "phones_valid": 1 + seen.cue_reach,
            "emails_valid": ones,
            "addresses_valid": ones,
        },
        "items": {
            "account_id": ids,
            "item_id": ids,
            "due_on": np.datetime64(as_of) - seen.days_past_due.astype("timedelta64[D]"),
            "billed_minor": cents,
            "paid_minor": cents - left,
            "owed_principal": left,
            "owed_penalty": nothing,
        },
        "receipts": {
            "account_id": ids[paid],
            "entry_id": ids[paid],
            "effective_on": _days(as_of, seen.since_paid)[paid],
            "amount_minor": (cents - left)[paid],
        },
        "contact": {**key, **_contact(seen, as_of)},
        "promises": {
            "creditor_id": ones,
            "account_id": ids,
            "broken": seen.broken,
            "kept": np.where(seen.talk == ON_PLAN, seen.payments, 0),
            "plan_active": seen.talk == ON_PLAN,
        },
        "care": {
            **key,
            "disputed": seen.talk == DISPUTED,
            "hardship": seen.hardship,
            "vulnerable": seen.vulnerable,
            "complaint_open": np.zeros(n, dtype=bool),
            "reason": _REASONS[seen.reason],
        },
        "night": {
            "as_of": [as_of],
            "month_days": [calendar.monthrange(as_of.year, as_of.month)[1]],
            "next_month_days": [calendar.monthrange(following.year, following.month)[1]],
        },
    }


def _contact(seen: Seen, as_of: date) -> dict[str, Any]:
    heard = np.where(seen.last == 2, np.where(seen.refused > 0, 3, 2), seen.last)
    outcome = np.array([None, "no_answer", "reached_debtor", "refused"], dtype=object)[heard]
    return {
        "attempts_7": (seen.since_attempt == 0).astype(np.int16),
        "attempts_30": np.minimum(seen.attempts, 4),
        "reached_30": np.where(seen.since_reached < 4, np.minimum(seen.reached, 4), 0),
        "last_attempt_on": _days(as_of, seen.since_attempt),
        "last_reached_on": _days(as_of, seen.since_reached),
        "last_outcome": outcome,
    }
