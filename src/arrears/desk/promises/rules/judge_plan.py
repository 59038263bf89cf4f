"""The verdict on an agreement with dated payments: plan, settlement, extension. From the ledger alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from arrears.desk.promises.contracts import AgreementState, Line, LineState
from arrears.desk.promises.rules.money_in import MoneyIn, received


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """A running agreement and the account's money (any order).

    Money from `starts_on` on fills the lines in their order. `missed_max` lines may stand unpaid after
    their day and grace; one more breaks the agreement, and paying later does not mend it.
    """

    lines: tuple[Line, ...]
    starts_on: date
    money: tuple[MoneyIn, ...]
    grace_days: int = 0
    missed_max: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LineVerdict:
    state: LineState
    received_minor: int
    paid_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVerdict:
    """`ended_on`: the day it was completed or broken. `behind_minor`: due by now and not received."""

    state: AgreementState
    lines: tuple[LineVerdict, ...]
    received_minor: int
    behind_minor: int
    next_due_on: date | None
    next_due_minor: int
    ended_on: date | None


def judge_plan(facts: PlanFacts, as_of: date) -> PlanVerdict:
    """Judge an agreement at the end of a day."""
    grace = timedelta(days=facts.grace_days)
    money = received(facts.money, facts.starts_on, as_of)
    total = sum(entry.amount_minor for entry in money)
    whole = sum(line.amount_minor for line in facts.lines)
    verdicts, before = [], 0
    for line in facts.lines:
        got = min(max(total - before, 0), line.amount_minor)
        before += line.amount_minor
        paid_on = _reached_on(money, before)
        state = _state(line, paid_on, grace, as_of)
        verdicts.append(LineVerdict(state=state, received_minor=got, paid_on=paid_on))
    completed_on = _reached_on(money, whole)
    broken_on = _broken_on(facts, verdicts, grace, as_of)
    verdict, ended_on = AgreementState.ACTIVE, None
    if completed_on and (broken_on is None or completed_on < broken_on):
        verdict, ended_on = AgreementState.COMPLETED, completed_on
    elif broken_on:
        verdict, ended_on = AgreementState.BROKEN, broken_on
    open_lines = [
        (line.due_on, line.amount_minor - found.received_minor)
        for line, found in zip(facts.lines, verdicts, strict=True)
        if found.paid_on is None
    ]
    due_by_now = sum(line.amount_minor for line in facts.lines if line.due_on <= as_of)
    return PlanVerdict(
        state=verdict,
        lines=tuple(verdicts),
        received_minor=min(total, whole),
        behind_minor=max(due_by_now - total, 0),
        next_due_on=open_lines[0][0] if open_lines else None,
        next_due_minor=open_lines[0][1] if open_lines else 0,
        ended_on=ended_on,
    )


def _reached_on(money: list[MoneyIn], amount_minor: int) -> date | None:
    """The day on which the money received reached a sum."""
    total = 0
    for entry in money:
        total += entry.amount_minor
        if total >= amount_minor:
            return entry.day
    return None


def _state(line: Line, paid_on: date | None, grace: timedelta, as_of: date) -> LineState:
    last_day = line.due_on + grace
    if paid_on is not None:
        return LineState.PAID if paid_on <= last_day else LineState.LATE
    if as_of > last_day:
        return LineState.BROKEN
    return LineState.DUE if as_of >= line.due_on else LineState.NOT_DUE


def _broken_on(facts: PlanFacts, verdicts: list[LineVerdict], grace: timedelta, as_of: date) -> date | None:
    """The first day on which more than `missed_max` lines stood unpaid after their day and grace."""
    for line in facts.lines:
        day = line.due_on + grace + timedelta(days=1)
        if day > as_of:
            return None
        missed = sum(
            1
            for other, verdict in zip(facts.lines, verdicts, strict=True)
            if other.due_on + grace < day and (verdict.paid_on is None or verdict.paid_on >= day)
        )
        if missed > facts.missed_max:
            return day
    return None
