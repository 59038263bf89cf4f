"""The ladder as columns.

Guards are asked first, then the strategies in their order, then the segments of the strategy, then the
steps of the segment; the first that fits takes the account.

The mask of done steps belongs to an episode of arrears: a part payment that makes the account younger never
brings back a step that is marked `once`, and a step that was due while no night ran is still due while its
window lasts.
"""

from __future__ import annotations

import operator
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import ibis
from ibis.expr.types import Table

from arrears.night.contracts import CHANNELS, Feature
from arrears.night.strategy.columns.conditions import compile_condition
from arrears.night.strategy.contracts import (
    CONTACT_ACTIONS,
    REVIEW_DAYS_MAX,
    Action,
    Guard,
    Segment,
    Step,
    Strategy,
    Window,
)
from arrears.night.strategy.rules.arms import ticket
from arrears.night.strategy.rules.conditions import parse_condition
from arrears.night.strategy.rules.lines import NO_LADDER

Stage = Callable[[str, Table], Table]
_ALWAYS = frozenset(
    {
        "creditor_id", "debtor_id", "as_of", "month_days", "next_month_days", "day_of_month", "ladder_days",
        "days_to_due",
        "days_since_broken", "days_since_attempt", "last_attempt_on", "episode_on", "was_night_on",
        "was_strategy_key", "was_episode_on", "was_steps_done", "was_proposed", "was_fading",
        "was_fading_since", "gate_closed", "gate_opens",
    }
)  # fmt: skip
_OUTCOME = frozenset(
    {
        "guard", "ladder", "segment", "step", "done", "fading", "was_fading_since", "as_of", "episode_on",
        "ladder_days", "days_since_broken", "days_to_due", "days_since_attempt", "month_days",
        "next_month_days", "day_of_month", "due_steps", "also", "strategy_key", "gate_closed", "gate_opens",
    }
)  # fmt: skip
_NEVER = 2 * REVIEW_DAYS_MAX
MINUTE_BITS = 11
"""The minutes of a day fit into so many bits."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A segment with the code of its waiting line and the bit of its first step."""

    strategy: Strategy
    segment: Segment
    waiting: int
    first_bit: int


def _places(guards: Sequence[Guard], strategies: Sequence[Strategy]) -> tuple[_Place, ...]:
    found = []
    code = NO_LADDER + 1 + len(guards)
    for strategy in strategies:
        bit = 0
        for segment in strategy.segments:
            found.append(_Place(strategy, segment, code, bit))
            code += 1 + len(segment.steps)
            bit += len(segment.steps)
    return tuple(found)


def plan(
    table: Table,
    guards: Sequence[Guard],
    strategies: Sequence[Strategy],
    features: Mapping[str, Feature],
    stage: Stage,
) -> Table:
    """Add `line`, `also`, `due_in`, `strategy_key` and the state of the ladder (`steps_done`, `proposed`,
    `fading`, `fading_since`). `due_in`: days until the step is due, 0 today. `stage` names a step of the work."""
    chosen = stage("step", candidates(table, guards, strategies, features, stage))
    return outcome(chosen, guards, strategies)


def candidates(
    table: Table,
    guards: Sequence[Guard],
    strategies: Sequence[Strategy],
    features: Mapping[str, Feature],
    stage: Stage,
    *,
    all_due: bool = False,
) -> Table:
    """Add the guard, the segment and the first step that is due (`step`, a line code or 0); with `all_due`
    every step that is due, as the mask `due_steps`, for someone who chooses among them."""

    def holds(text: str, of: Table) -> Any:
        return compile_condition(parse_condition(text, features), of)

    places = _places(guards, strategies)
    placed = table.mutate(
        guard=_first([(holds(guard.when, table), place + 1) for place, guard in enumerate(guards)], 0),
        ladder=_first(
            [(_applies(strategy, table, holds), place + 1) for place, strategy in enumerate(strategies)], 0
        ),
    )
    placed = placed.mutate(segment=_segments(placed, strategies, places, holds))
    placed = stage("segment", _carried(placed, strategies))
    found = {
        "step": _choose(placed, places, holds, _first_due).cast("int32"),
        "also": _choose(placed, places, holds, _all_due, only_collect=True).cast("int64"),
    }
    if all_due:
        found["due_steps"] = _choose(placed, places, holds, _all_due).cast("int64")
    return placed.mutate(**found)


def options(
    table: Table, guards: Sequence[Guard], strategies: Sequence[Strategy], actions: Sequence[str]
) -> Any:
    """The actions that are open to an account tonight, as a mask of their places in `actions`; null where no
    step is due. To wait (`none`) is always open, except where several steps are proposed together."""
    branches = []
    for place in _places(guards, strategies):
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


def _bits_by_action(place: _Place) -> dict[str, int]:
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
    for place in _places(guards, strategies):
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
            branches.append((table.segment == place.waiting, _first(due, 0)))
    return ibis.cases(*branches, else_=0).cast("int32") if branches else ibis.literal(0).cast("int32")


def outcome_needs(guards: Sequence[Guard]) -> frozenset[str]:
    """The columns that `options`, `step_of` and `outcome` look at."""
    return _OUTCOME | {guard.resume for guard in guards if guard.resume}


def columns_needed(
    guards: Sequence[Guard], strategies: Sequence[Strategy], features: Mapping[str, Feature]
) -> frozenset[str]:
    """The columns that `plan` looks at, conditions and timings included."""
    texts = [guard.when for guard in guards]
    for strategy in strategies:
        texts.append(strategy.applies)
        texts += [segment.when for segment in strategy.segments]
        texts += [step.when for step in strategy.steps() if step.when]
    named = [parse_condition(text, features).columns for text in texts]
    resumed = {guard.resume for guard in guards if guard.resume}
    return frozenset().union(_ALWAYS, resumed, *named)


def _first(branches: list[tuple[Any, Any]], otherwise: int) -> Any:
    found = ibis.cases(*branches, else_=otherwise) if branches else ibis.literal(otherwise)
    return found.cast("int32")


def _applies(strategy: Strategy, table: Table, holds: Callable[[str, Table], Any]) -> Any:
    scope = strategy.scope
    fits = holds(strategy.applies, table)
    if scope.creditor_ids:
        fits = fits & table.creditor_id.isin(list(scope.creditor_ids))
    if scope.salt is not None:
        fits = fits & ticket(table.debtor_id, scope.salt).between(scope.first, scope.last)
    return fits


def _segments(
    table: Table,
    strategies: Sequence[Strategy],
    places: Sequence[_Place],
    holds: Callable[[str, Table], Any],
) -> Any:
    """The waiting line of the segment that takes the account; 0 when a guard stands or nothing fits."""
    outer: list[tuple[Any, Any]] = [(table.guard > 0, 0)]
    for number, strategy in enumerate(strategies, start=1):
        inner = [
            (holds(place.segment.when, table), place.waiting)
            for place in places
            if place.strategy is strategy
        ]
        outer.append((table.ladder == number, _first(inner, 0)))
    return _first(outer, 0)


def _carried(table: Table, strategies: Sequence[Strategy]) -> Table:
    """What is still true of the last night's ladder.

    Done: what was done before, the step proposed last night when an attempt was made since, and steps that
    were proposed for `retry_days` and faded.
    """
    keys = [(table.ladder == number, strategy_key(each)) for number, each in enumerate(strategies, start=1)]
    table = table.mutate(strategy_key=ibis.cases(*keys, else_=0).cast("int32") if keys else ibis.literal(0))
    same = (
        (table.was_strategy_key == table.strategy_key)
        & table.was_episode_on.notnull()
        & table.episode_on.notnull()
    ).fill_null(False)
    proposed, fading, done = (
        ibis.ifelse(same, column.fill_null(0), 0)
        for column in (table.was_proposed, table.was_fading, table.was_steps_done)
    )
    attempted = (table.last_attempt_on >= table.was_night_on).fill_null(False)
    days = table.as_of.delta(table.was_fading_since, unit="day").fill_null(0)
    retry = [
        (table.ladder == number, strategy.retry_days) for number, strategy in enumerate(strategies, start=1)
    ]
    faded = days >= (ibis.cases(*retry, else_=REVIEW_DAYS_MAX) if retry else REVIEW_DAYS_MAX)
    settled = ibis.ifelse(attempted, proposed, 0) | ibis.ifelse(faded, fading, 0)
    table = table.mutate(done=(done | settled).cast("int64"), fading=fading.cast("int64"))
    return table.mutate(fading=(table.fading & ~table.done).cast("int64"))


def strategy_key(strategy: Strategy) -> int:
    """A number for a strategy's id that stays the same over versions and processes."""
    return zlib.crc32(strategy.id.encode()) & 0x7FFF_FFFF


def _falls_today(step: Step, table: Table) -> Any:
    """Whether the date is one of a step's days of the month; a short month has them on its last day."""
    days = [ibis.least(day, table.month_days) == table.day_of_month for day in step.day_of_month]
    return reduce(operator.or_, days)


def _due(step: Step, bit: int, table: Table, holds: Callable[[str, Table], Any]) -> Any:
    """Whether a step is due tonight."""
    parts = [
        *_within(table.ladder_days, step.days),
        *_within(table.days_to_due, step.days_before_due),
        *_within(table.days_since_broken, step.after_broken),
    ]
    if step.day_of_month:
        parts.append(_falls_today(step, table))
    if step.wait_days:
        since = table.days_since_attempt
        parts.append(since.isnull() | (since >= step.wait_days))
    if step.once:
        parts.append((table.done & (1 << bit)) == 0)
    if step.channel in CHANNELS:
        parts.append((table.gate_closed & (1 << CHANNELS.index(step.channel))) == 0)
    if step.when:
        parts.append(holds(step.when, table))
    return reduce(operator.and_, parts, ibis.literal(True)).fill_null(False)


def _within(column: Any, window: Window | None) -> list[Any]:
    if window is None:
        return []
    bounds = []
    if window.low is not None:
        bounds.append(column >= window.low)
    if window.high is not None:
        bounds.append(column <= window.high)
    return bounds


Found = list[tuple[Any, int, int]]
"""Steps that may be due: condition, line code, bit."""


def _first_due(found: Found) -> Any:
    return _first([(due, code) for due, code, _ in found], 0)


def _all_due(found: Found) -> Any:
    parts = [ibis.ifelse(due, ibis.literal(1 << bit).cast("int64"), 0) for due, _, bit in found]
    return sum(parts[1:], parts[0]) if parts else ibis.literal(0).cast("int64")


def _choose(
    table: Table,
    places: Sequence[_Place],
    holds: Callable[[str, Table], Any],
    pick: Callable[[Found], Any],
    only_collect: bool = False,
) -> Any:
    branches = []
    for place in places:
        if only_collect and not place.strategy.collect:
            continue
        found: Found = []
        for offset, step in enumerate(place.segment.steps):
            bit = place.first_bit + offset
            if not step.retired:
                found.append((_due(step, bit, table, holds), place.waiting + 1 + offset, bit))
        if found:
            branches.append((table.segment == place.waiting, pick(found)))
    return ibis.cases(*branches, else_=0) if branches else ibis.literal(0)


def _next_due(table: Table, places: Sequence[_Place]) -> Any:
    """Days until some step of the segment can be due again, at most the review time of the strategy."""
    branches = []
    for place in places:
        waits = [_wait(step, table) for step in place.segment.steps if not step.retired]
        known = [wait for wait in waits if wait is not None]
        review = place.strategy.review_days
        soonest = ibis.least(*known, review) if known else ibis.literal(review)
        branches.append((table.segment == place.waiting, soonest.cast("int32")))
    return ibis.cases(*branches, else_=0) if branches else ibis.literal(0)


def _wait(step: Step, table: Table) -> Any | None:
    """Days until the timing of a step can hold, at least 1; beyond the review time when it cannot."""
    bounds = [
        *_until(table.ladder_days, step.days),
        *_until(table.days_since_broken, step.after_broken),
        *_down_to(table.days_to_due, step.days_before_due),
    ]
    if step.wait_days:
        bounds.append((step.wait_days - table.days_since_attempt).fill_null(1))
    if step.day_of_month:
        bounds.append(_to_month_day(step, table))
    return ibis.greatest(*bounds, 1) if bounds else None


def _until(column: Any, window: Window | None) -> list[Any]:
    """Days until a counter that rises daily enters a window; `_NEVER` when it is past it or unknown."""
    if window is None:
        return []
    ahead = (window.low or 0) - column
    if window.high is not None:
        ahead = ibis.ifelse(column >= window.high, _NEVER, ahead)
    return [ahead.fill_null(_NEVER)]


def _down_to(column: Any, window: Window | None) -> list[Any]:
    """The same for a counter that falls daily."""
    if window is None:
        return []
    ahead = column - window.high if window.high is not None else ibis.literal(1)
    if window.low is not None:
        ahead = ibis.ifelse(column <= window.low, _NEVER, ahead)
    return [ahead.fill_null(_NEVER)]


def _to_month_day(step: Step, table: Table) -> Any:
    """Days to the next day of the month on which a step falls, the date itself excluded."""
    ahead = []
    for day in step.day_of_month:
        this_month = ibis.least(day, table.month_days)
        next_month = table.month_days + ibis.least(day, table.next_month_days)
        ahead.append(
            ibis.ifelse(this_month > table.day_of_month, this_month, next_month) - table.day_of_month
        )
    return ibis.least(*ahead) if len(ahead) > 1 else ahead[0]


def outcome(table: Table, guards: Sequence[Guard], strategies: Sequence[Strategy]) -> Table:
    """Turn the step of each account into its line, the days until it is due, and the state of the ladder."""
    places = _places(guards, strategies)
    waiting = table.segment > 0
    line = ibis.cases(
        (table.guard > 0, table.guard),
        (table.step > 0, table.step),
        (waiting, table.segment),
        else_=NO_LADDER,
    ).cast("int16")
    guard_waits = _first(
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


def _opens(table: Table, places: Sequence[_Place]) -> Any:
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


def _once_bit(table: Table, places: Sequence[_Place], wanted: Callable[[Step], bool]) -> Any:
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
