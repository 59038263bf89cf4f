"""The ladder as columns.

Guards are asked first, then the strategies in their order, then the segments of the strategy, then the
steps of the segment; the first that fits takes the account.

The mask of done steps belongs to an episode of arrears: a part payment that makes the account younger never
brings back a step that is marked `once`, and a step that was due while no night ran is still due while its
window lasts.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ibis
from ibis.expr.types import Table

from arrears.night.contracts import Feature
from arrears.night.strategy.columns.conditions import compile_condition
from arrears.night.strategy.columns.outcome import outcome
from arrears.night.strategy.columns.places import Place, first, places_of
from arrears.night.strategy.columns.timing import is_due
from arrears.night.strategy.contracts import (
    REVIEW_DAYS_MAX,
    Guard,
    Strategy,
)
from arrears.night.strategy.rules.arms import ticket
from arrears.night.strategy.rules.conditions import parse_condition

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

    places = places_of(guards, strategies)
    placed = table.mutate(
        guard=first([(holds(guard.when, table), place + 1) for place, guard in enumerate(guards)], 0),
        ladder=first(
            [(_applies(strategy, table, holds), place + 1) for place, strategy in enumerate(strategies)], 0
        ),
    )
    placed = placed.mutate(segment=_segments(placed, strategies, places, holds))
    placed = placed.mutate(**_arms(placed, strategies))
    placed = stage("segment", _carried(placed, strategies))
    if all_due:  # every condition is asked once; what else is told of steps is read from the mask
        due = _choose(placed, places, holds, _all_due).cast("int64")
        placed = stage("due", placed.mutate(due_steps=due))
        return placed.mutate(step=_first_of_mask(placed, places), also=_mask_of_collect(placed, places))
    return placed.mutate(
        step=_choose(placed, places, holds, _first_due).cast("int32"),
        also=_choose(placed, places, holds, _all_due, only_collect=True).cast("int64"),
    )


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


def _applies(strategy: Strategy, table: Table, holds: Callable[[str, Table], Any]) -> Any:
    scope = strategy.scope
    fits = holds(strategy.applies, table)
    if scope.creditor_ids:
        fits = fits & table.creditor_id.isin(list(scope.creditor_ids))
    if scope.salt is not None:
        fits = fits & ticket(table.debtor_id, scope.salt).between(scope.first, scope.last)
    if scope.wave_salt is not None:
        fits = fits & (ticket(table.debtor_id, scope.wave_salt) <= scope.wave_last)
    return fits


def _arms(table: Table, strategies: Sequence[Strategy]) -> dict[str, Any]:
    """`experiment` and `arm` of each account; null outside of every experiment."""
    tried = [
        (number, each.scope)
        for number, each in enumerate(strategies, start=1)
        if each.scope.experiment is not None
    ]
    if not tried:
        return {"experiment": ibis.null("int32"), "arm": ibis.null("int16")}
    return {
        "experiment": ibis.cases(*[(table.ladder == at, of.experiment) for at, of in tried]).cast("int32"),
        "arm": ibis.cases(*[(table.ladder == at, of.arm) for at, of in tried]).cast("int16"),
    }


def _segments(
    table: Table,
    strategies: Sequence[Strategy],
    places: Sequence[Place],
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
        outer.append((table.ladder == number, first(inner, 0)))
    return first(outer, 0)


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


Found = list[tuple[Any, int, int]]
"""Steps that may be due: condition, line code, bit."""


def _first_due(found: Found) -> Any:
    return first([(due, code) for due, code, _ in found], 0)


def _all_due(found: Found) -> Any:
    parts = [ibis.ifelse(due, ibis.literal(1 << bit).cast("int64"), 0) for due, _, bit in found]
    return sum(parts[1:], parts[0]) if parts else ibis.literal(0).cast("int64")


def _first_of_mask(table: Table, places: Sequence[Place]) -> Any:
    """The line of the lowest bit of `due_steps`: bits stand in the order of the steps."""
    lowest = table.due_steps & -table.due_steps
    branches = [
        (table.segment == place.waiting, _line_of(lowest, place)) for place in places if place.segment.steps
    ]
    found = ibis.cases(*branches, else_=0) if branches else ibis.literal(0)
    return ibis.ifelse(table.due_steps == 0, 0, found).cast("int32")


def _line_of(lowest: Any, place: Place) -> Any:
    lines = [
        (lowest == 1 << (place.first_bit + offset), place.waiting + 1 + offset)
        for offset, step in enumerate(place.segment.steps)
        if not step.retired
    ]
    return ibis.cases(*lines, else_=0) if lines else ibis.literal(0)


def _mask_of_collect(table: Table, places: Sequence[Place]) -> Any:
    waiting = [place.waiting for place in places if place.strategy.collect]
    if not waiting:
        return ibis.literal(0).cast("int64")
    return ibis.ifelse(table.segment.isin(waiting), table.due_steps, 0).cast("int64")


def _choose(
    table: Table,
    places: Sequence[Place],
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
                found.append((is_due(step, bit, table, holds), place.waiting + 1 + offset, bit))
        if found:
            branches.append((table.segment == place.waiting, pick(found)))
    return ibis.cases(*branches, else_=0) if branches else ibis.literal(0)
