"""The verdict on a promise follows from the ledger alone (invariant I4).

Nothing here knows what was judged before: the same money and the same day give the same verdict, so a
reversal or a back-dated payment is answered by judging again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from arrears.desk.promises.contracts import PromiseState
from arrears.desk.promises.rules.money_in import MoneyIn, received


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A promise as it was said. It counts money from the day it was taken.

    `grace_days` after `due_on` still keep it; `late_days` after that still make it late rather than
    broken or partly kept. Later money is not this promise's.
    """

    id: int
    amount_minor: int
    taken_on: date
    due_on: date
    grace_days: int = 0
    late_days: int = 30
    withdrawn_on: date | None = None

    @property
    def last_day(self) -> date:
        """The last day on which paying keeps the promise."""
        return self.due_on + timedelta(days=self.grace_days)

    @property
    def closed_after(self) -> date:
        """The last day whose money is counted at all."""
        return self.last_day + timedelta(days=self.late_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All promises of one account and its money (any order)."""

    promises: tuple[Said, ...]
    money: tuple[MoneyIn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    id: int
    state: PromiseState
    received_minor: int
    completed_on: date | None = None


@dataclass(slots=True)
class _Tally:
    said: Said
    in_time: int = 0
    total: int = 0
    completed_on: date | None = None


def judge(facts: Facts, as_of: date) -> tuple[Verdict, ...]:
    """Judge every promise of an account at the end of a day; verdicts in the order of the promises.

    Money goes once: to the promise that falls due first among those it can count for, and what is left
    to the next. A promise not yet taken on `as_of` is open with nothing received.
    """
    tallies = {
        said.id: _Tally(said)
        for said in sorted(facts.promises, key=lambda said: (said.due_on, said.id))
        if said.taken_on <= as_of and not _withdrawn(said, as_of)
    }
    if tallies:
        first, listed = min(tally.said.taken_on for tally in tallies.values()), list(tallies.values())
        for entry in received(facts.money, first, as_of):
            _spread(entry, listed)
    return tuple(_verdict(said, tallies.get(said.id), as_of) for said in facts.promises)


def _withdrawn(said: Said, as_of: date) -> bool:
    return said.withdrawn_on is not None and said.withdrawn_on <= as_of


def _spread(entry: MoneyIn, tallies: Sequence[_Tally]) -> None:
    left = entry.amount_minor
    for tally in tallies:
        said = tally.said
        if not left:
            return
        if not said.taken_on <= entry.day <= said.closed_after:
            continue
        part = min(left, said.amount_minor - tally.total)
        if not part:
            continue
        left -= part
        tally.total += part
        if entry.day <= said.last_day:
            tally.in_time += part
        if tally.total == said.amount_minor:
            tally.completed_on = entry.day


def _verdict(said: Said, tally: _Tally | None, as_of: date) -> Verdict:
    if _withdrawn(said, as_of):
        return Verdict(id=said.id, state=PromiseState.WITHDRAWN, received_minor=0)
    if tally is None:
        return Verdict(id=said.id, state=PromiseState.OPEN, received_minor=0)
    if tally.in_time == said.amount_minor:
        state = PromiseState.KEPT
    elif tally.total == said.amount_minor:
        state = PromiseState.LATE
    elif as_of <= said.last_day:
        state = PromiseState.OPEN
    else:
        state = PromiseState.PARTLY_KEPT if tally.in_time else PromiseState.BROKEN
    return Verdict(id=said.id, state=state, received_minor=tally.total, completed_on=tally.completed_on)


def score(kept: int, late: int, partly_kept: int, broken: int) -> int | None:
    """Reliability 0..100, None before any verdict. Kept counts whole, late and partly kept half.

    Two imagined promises, one kept and one broken, keep a single promise from deciding everything.
    """
    judged = kept + late + partly_kept + broken
    if not judged:
        return None
    return round(100 * (kept + 0.5 * (late + partly_kept) + 1) / (judged + 2))
