"""The ledger of one account as a function of its history.

The state at the end of a day follows from the figures known by that day and the entries effective by it that
are not reversed by it, whatever the order in which they were booked. Lines are the differences from day to
day, so that the lines effective by a date sum to the state of that date. Booking a new entry means: replay,
and write what differs from the lines that stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from arrears.book.payments.contracts import EntryKind
from arrears.book.payments.rules.facts import EVER, LineKey, Movement, Terms, Version
from arrears.book.payments.rules.order import ordered
from arrears.book.payments.rules.state import State


@dataclass(slots=True)
class _Day:
    versions: list[Version] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    reversals: list[Movement] = field(default_factory=list)


def replay(
    versions: Sequence[Version], movements: Iterable[Movement], terms: Sequence[Terms]
) -> dict[LineKey, int]:
    """All lines of an account, zero sums left out. Conflict when money is given back that is not there."""
    days = _days(versions, movements)
    closing = _closing_days(versions)
    entries = {move.entry_id: move for day in days.values() for move in day.movements}
    state = State(terms)
    gone: dict[int, date] = {}
    for date_, day in days.items():
        _live(state, date_, day, gone)
        fresh = {}
        for reversal in day.reversals:
            target = entries[reversal.reverses_id or 0]
            if any(target.effective_on < closed <= date_ for closed in closing):
                state.restore(reversal.entry_id, target.entry_id, date_)
            else:
                fresh[target.entry_id] = reversal.entry_id
        if fresh:
            gone |= dict.fromkeys(fresh, date_)
            state.become(_without(days, set(gone), closing, entries, terms, date_), fresh, date_)
        if day.reversals:
            state.use_credit(date_)
    return {key: amount for key, amount in state.lines.items() if amount}


def _live(state: State, date_: date, day: _Day, gone: Mapping[int, object]) -> None:
    """One day without its reversals: figures, old credit, movements, new credit."""
    if day.versions:
        state.put(day.versions, date_)
    state.use_credit(date_)
    for movement in day.movements:
        if movement.entry_id not in gone:
            state.move(movement, date_)
    if day.movements:
        state.use_credit(date_)


def _without(
    days: Mapping[date, _Day],
    gone: set[int],
    closing: Sequence[date],
    entries: Mapping[int, Movement],
    terms: Sequence[Terms],
    last: date,
) -> State:
    """The state at the end of a day had the reversed entries never been."""
    state = State(terms)
    for date_, day in days.items():
        if date_ > last:
            break
        _live(state, date_, day, dict.fromkeys(gone))
        for reversal in day.reversals:
            if reversal.reverses_id not in gone:
                state.restore(reversal.entry_id, entries[reversal.reverses_id or 0].entry_id, date_)
        if day.reversals:
            state.use_credit(date_)
    return state


def _days(versions: Sequence[Version], movements: Iterable[Movement]) -> dict[date, _Day]:
    """What happens on each day, in order. Due dates are days on which credit may be used."""
    days: dict[date, _Day] = {version.due_on: _Day() for version in versions}
    for version in versions:
        days.setdefault(version.valid_from, _Day()).versions.append(version)
    for movement in ordered(movements):
        day = days.setdefault(movement.effective_on, _Day())
        (day.reversals if movement.kind is EntryKind.REVERSAL else day.movements).append(movement)
    return dict(sorted(days.items()))


def _closing_days(versions: Sequence[Version]) -> list[date]:
    """Days on which an outstanding figure took over everything before it."""
    return sorted({version.counted_from for version in versions if version.counted_from > EVER})


def difference(wanted: Mapping[LineKey, int], booked: Mapping[LineKey, int]) -> dict[LineKey, int]:
    """The lines to add so that the booked ones sum to the wanted ones."""
    keys = dict.fromkeys([*wanted, *booked])
    found = {key: wanted.get(key, 0) - booked.get(key, 0) for key in keys}
    return {key: amount for key, amount in found.items() if amount}
