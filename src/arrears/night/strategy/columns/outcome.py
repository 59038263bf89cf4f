"""What becomes of the step of each account: its line, the days until it is due, the state of the ladder; and what
is open to someone who chooses among the steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ibis
from ibis.expr.types import Table

from arrears.night.contracts import CHANNELS
from arrears.night.strategy.columns.places import Place, first, places_of
from arrears.night.strategy.columns.timing import wait
from arrears.night.strategy.contracts import CONTACT_ACTIONS, REVIEW_DAYS_MAX, Action, Guard, Step, Strategy
from arrears.night.strategy.rules.lines import NO_LADDER

MINUTE_BITS = 11
"""The minutes of a day fit into so many bits."""


def options(
    table: Table, guards: Sequence[Guard], strategies: Sequence[Strategy], actions: Sequence[str]
) -> Any:
    """The actions that are open to an account tonight, as a mask of their places in `actions`; null where no
    step is due. To wait (`none`) is always open, except where several steps are proposed together."""
    branches = []
    for place in places_of(guards, strategies):
        if place.strategy.collect:
            firsts = [
                (table.step == place.waiting + 1 + offset, 1 << actions.index(step.action))
                for offset, step in enumerate(place.segment.steps)
            ]
            found = ibis.cases(*firsts, else_=1) if firsts else ibis.literal(1)
        else:
            found = ibis.literal(1 << actions.index(Action.NONE))
            for action, bits in _bits_by_action(place).items():
                if action != Action.NONE:
                    due = (table.due_steps & bits) != 0
                    found = found + ibis.ifelse(due, 1 << actions.index(action), 0)
        branches.append((table.segment == place.waiting, found.cast("int32")))
    mask = ibis.cases(*branches, else_=ibis.null("int32")) if branches else ibis.null("int32")
    return ibis.ifelse((table.guard == 0) & (table.step > 0), mask, ibis.null("int32")).cast("int32")


def _bits_by_action(place: Place) -> dict[str, int]:
    found: dict[str, int] = {}
    for offset, step in enumerate(place.segment.steps):
        if not step.retired:
            found[step.action] = found.get(step.action, 0) | 1 << (place.first_bit + offset)
    return found


def step_of(
    table: Table, guards: Sequence[Guard], strategies: Sequence[Strategy], actions: Sequence[str], kind: Any
) -> Any:
    """The line code of the first due step with the chosen action (`kind`, a place in `actions`); 0 to wait."""
    branches = []
    for place in places_of(guards, strategies):
        if place.strategy.collect:
            branches.append((table.segment == place.waiting, table.step))
            continue
        due = [
            (
                (kind == actions.index(step.action))
                & ((table.due_steps & 1 << place.first_bit + offset) != 0),
                place.waiting + 1 + offset,
            )
            for offset, step in enumerate(place.segment.steps)
            if not step.retired and step.action != Action.NONE
        ]
        if due:
            branches.append((table.segment == place.waiting, first(due, 0)))
    return ibis.cases(*branches, else_=0).cast("int32") if branches else ibis.literal(0).cast("int32")


def _next_due(table: Table, places: Sequence[Place]) -> Any:
    """Days until some step of the segment can be due again, at most the review time of the strategy."""
    branches = []
    for place in places:
        waits = [wait(step, table) for step in place.segment.steps if not step.retired]
        known = [wait for wait in waits if wait is not None]
        review = place.strategy.review_days
        soonest = ibis.least(*known, review) if known else ibis.literal(review)
        branches.append((table.segment == place.waiting, soonest.cast("int32")))
    return ibis.cases(*branches, else_=0) if branches else ibis.literal(0)


def outcome(table: Table, guards: Sequence[Guard], strategies: Sequence[Strategy]) -> Table:
    """Turn the step of each account into its line, the days until it is due, and the state of the ladder."""
    places = places_of(guards, strategies)
    waiting = table.segment > 0
    line = ibis.cases(
        (table.guard > 0, table.guard),
        (table.step > 0, table.step),
        (waiting, table.segment),
        else_=NO_LADDER,
    ).cast("int16")
    guard_waits = first(
        [(table.guard == place + 1, _resume(guard, table)) for place, guard in enumerate(guards)], 0
    )
    due_in = ibis.cases(
        (table.guard > 0, guard_waits),
        (table.step > 0, 0),
        (waiting, _next_due(table, places)),
        else_=ibis.null("int32"),
    ).cast("int16")
    table = table.mutate(proposed=_once_bit(table, places, lambda step: True))
    fading = (table.fading | _once_bit(table, places, _fades)).cast("int64")
    kept = ibis.ifelse(table.fading > 0, table.was_fading_since, table.as_of)
    return table.mutate(
        line=line,
        due_in=due_in,
        closed=ibis.ifelse(waiting & (table.guard == 0), table.gate_closed, 0).cast("int16"),
        opens_minute=_opens(table, places),
        steps_done=table.done,
        fading=fading,
        fading_since=ibis.ifelse(fading > 0, kept, ibis.null("date")),
    ).drop("guard", "ladder", "segment", "step", "done")


def _opens(table: Table, places: Sequence[Place]) -> Any:
    """The minute of the day from which tonight's step is permitted; null without a step that the gate opens."""
    minutes = []
    for number, channel in enumerate(CHANNELS):
        lines = [
            place.waiting + 1 + offset
            for place in places
            for offset, step in enumerate(place.segment.steps)
            if step.channel == channel
        ]
        if lines:
            minute = (table.gate_opens // (1 << (MINUTE_BITS * number))) % (1 << MINUTE_BITS)
            minutes.append((table.step.isin(lines) & (table.guard == 0), minute))
    none = ibis.null("int16")
    return ibis.cases(*minutes, else_=none).cast("int16") if minutes else none


def _resume(guard: Guard, table: Table) -> Any:
    if guard.resume is None:
        return ibis.literal(guard.review_days)
    ahead = ibis.greatest(table[guard.resume] + 1, 1)
    return ibis.least(ahead.fill_null(guard.review_days), REVIEW_DAYS_MAX)


def _once_bit(table: Table, places: Sequence[Place], wanted: Callable[[Step], bool]) -> Any:
    """The bit of tonight's step when it is one that is taken once in an episode."""
    branches = [
        (
            table.step == place.waiting + 1 + offset,
            ibis.literal(1 << (place.first_bit + offset)).cast("int64"),
        )
        for place in places
        for offset, step in enumerate(place.segment.steps)
        if step.once and wanted(step)
    ]
    found = ibis.cases(*branches, else_=0) if branches else ibis.literal(0)
    return ibis.ifelse(table.episode_on.notnull() & (table.guard == 0), found, 0).cast("int64")


def _fades(step: Step) -> bool:
    """Steps that are proposed for `retry_days` and then left: automatic ones, which no person will take up
    again, and those of other rooms, whose work item stands on its own."""
    return step.automatic or step.action not in CONTACT_ACTIONS
