"""Faults of a strategy that reading it row by row does not show.

A condition compares documented columns with fixed values, so it can only change its mind at those values.
Lint walks every combination of values around them (a sample where there are too many) and asks which
segment and which step takes each. It finds rows that never apply, overdue accounts that no row takes, rows
that lie on top of one another, and the account that shows it.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlglot import exp

from arrears.kernel.words import Words
from arrears.night.contracts import ColumnType, Feature
from arrears.night.strategy.contracts import Fault, Finding, Segment, Step, Strategy, Window
from arrears.night.strategy.rules.conditions import Condition, parse_condition
from arrears.night.strategy.rules.evaluating import holds

POINTS_MAX = 20_000
_SEED = 20_261_123
Row = dict[str, Any]


def lint(strategy: Strategy, features: Mapping[str, Feature]) -> tuple[Finding, ...]:
    """All faults of a strategy; empty when there is none."""
    applies = parse_condition(strategy.applies, features)
    segments = [(segment, parse_condition(segment.when, features)) for segment in strategy.segments]
    found = _segment_faults(applies, segments, features)
    for segment, condition in segments:
        found += _step_faults(strategy, segment, condition, features)
    return tuple(found)


def moved_steps(old: Strategy, new: Strategy) -> tuple[Finding, ...]:
    """Steps of the version in force that the new one moves or drops: a step that was taken would come again.

    A step that is no longer wanted stays where it is, marked `retired`; new ones are added at the end.
    """
    places = {step.id: place for place, step in enumerate(new.steps())}
    return tuple(
        Finding(
            fault=Fault.MOVED_STEP,
            place=step.id,
            words=Words(
                f"步骤“{step.title.zh}”被移动或删除：已执行过的步骤会重复。请保留原位并标记 retired。",
                f"Step '{step.title.en}' was moved or dropped: steps already taken would come again. "
                "Keep it in its place and mark it retired.",
            ),
            example={},
        )
        for place, step in enumerate(old.steps())
        if places.get(step.id) != place
    )


def _segment_faults(
    applies: Condition, segments: Sequence[tuple[Segment, Condition]], features: Mapping[str, Feature]
) -> list[Finding]:
    conditions = [applies, *(condition for _, condition in segments)]
    taken: set[str] = set()
    gap: Row | None = None
    overlaps: dict[tuple[str, str], Row] = {}
    for row in points(conditions, features, ("days_past_due",)):
        if not holds(applies, row):
            continue
        fitting = [segment for segment, condition in segments if holds(condition, row)]
        if fitting:
            taken.add(fitting[0].id)
            for other in fitting[1:]:
                overlaps.setdefault((fitting[0].id, other.id), row)
        elif row["days_past_due"] > 0 and gap is None:
            gap = row
    found = [_unreachable(segment) for segment, _ in segments if segment.id not in taken]
    if gap is not None:
        found.append(_gap(gap))
    return found + [_overlap(pair, row) for pair, row in overlaps.items()]


def _unreachable(segment: Segment) -> Finding:
    return Finding(
        fault=Fault.UNREACHABLE_SEGMENT,
        place=segment.id,
        words=Words(
            f"分段“{segment.title.zh}”永远不会生效：前面的分段已全部覆盖，或条件不可能成立。",
            f"Segment '{segment.title.en}' never applies: the ones before take all of it, or it cannot be true.",
        ),
        example={},
    )


def _gap(row: Row) -> Finding:
    return Finding(
        fault=Fault.GAP,
        place="strategy",
        words=Words("有逾期账户不属于任何分段。", "Some overdue accounts belong to no segment."),
        example=row,
    )


def _overlap(pair: tuple[str, str], row: Row) -> Finding:
    first, second = pair
    return Finding(
        fault=Fault.OVERLAP,
        place=f"{first} / {second}",
        words=Words(
            f"分段 {first} 与 {second} 有重叠，以前者为准。",
            f"Segments {first} and {second} overlap; the first one takes the account.",
        ),
        example=row,
    )


def _step_faults(
    strategy: Strategy, segment: Segment, condition: Condition, features: Mapping[str, Feature]
) -> list[Finding]:
    """A step is reachable when it is due for some account and, first match, no earlier step is due."""
    live = [step for step in segment.steps if not step.retired]
    timed = {step.id: _step_condition(step, features) for step in live}
    reached: set[str] = set()
    conditions = [condition, *timed.values()]
    for row in points(conditions, features, ("days_past_due",)):
        if not holds(condition, row):
            continue
        for step in live:
            # a step taken once, waiting after an attempt or on other days makes room for the next one
            if holds(timed[step.id], row):
                reached.add(step.id)
                if not (strategy.collect or step.once or step.wait_days or step.day_of_month):
                    break
        if len(reached) == len(live):
            break
    return [
        Finding(
            fault=Fault.UNREACHABLE_STEP,
            place=f"{segment.id}.{step.id}",
            words=Words(
                f"步骤“{step.title.zh}”永远轮不到：条件与分段矛盾，或总被前面的步骤占先。",
                f"Step '{step.title.en}' never comes: its condition contradicts the segment, "
                "or an earlier step always comes first.",
            ),
            example={},
        )
        for step in live
        if step.id not in reached
    ]


def _step_condition(step: Step, features: Mapping[str, Feature]) -> Condition:
    """The timing of a step as a condition. Days of the month hold on some date, so they are left out."""
    parts = [
        *_bounds("days_past_due", step.days),
        *_bounds("days_to_due", step.days_before_due),
        *_bounds("days_since_broken", step.after_broken),
    ]
    if step.when:
        parts.append(f"({step.when})")
    return parse_condition(" and ".join(parts) or "true", features)


def _bounds(column: str, window: Window | None) -> Iterator[str]:
    if window is not None and window.low is not None:
        yield f"{column} >= {window.low}"
    if window is not None and window.high is not None:
        yield f"{column} <= {window.high}"


def points(
    conditions: Sequence[Condition], features: Mapping[str, Feature], always: tuple[str, ...]
) -> Iterator[Row]:
    """Rows around every value that the conditions compare with; possible ones only, at most POINTS_MAX."""
    names = sorted({*always, *(name for condition in conditions for name in condition.columns)})
    values = {name: _critical(name, conditions, features[name]) for name in names}
    count = 1
    for found in values.values():
        count *= len(found)
    if count <= POINTS_MAX:
        chosen: Iterator[tuple[Any, ...]] = itertools.product(*values.values())
    else:
        dice = random.Random(_SEED)  # noqa: S311  the same sample each time, no secret
        chosen = (tuple(dice.choice(found) for found in values.values()) for _ in range(POINTS_MAX))
    for point in chosen:
        row = dict(zip(names, point, strict=True))
        if _possible(row):
            yield row


def _critical(name: str, conditions: Sequence[Condition], feature: Feature) -> list[Any]:
    found: set[Any]
    if feature.type is ColumnType.FLAG:
        found = {True, False}
    elif feature.type is ColumnType.TEXT:
        found = {*_texts(name, conditions), "another"}
    else:
        numbers = _numbers(name, conditions)
        found = {near for number in numbers for near in (number - 1, number, number + 1) if near >= 0} | {
            0,
            1,
        }
    ordered = sorted(found)
    return [*ordered, None] if feature.unknown is not None else ordered


def _texts(name: str, conditions: Sequence[Condition]) -> set[str]:
    return {
        literal.name
        for condition in conditions
        if name in condition.columns
        for literal in condition.tree.find_all(exp.Literal)
        if literal.is_string
    }


def _numbers(name: str, conditions: Sequence[Condition]) -> set[int]:
    """Numbers that stand in one comparison with the column."""
    found: set[int] = set()
    for condition in conditions:
        for column in condition.tree.find_all(exp.Column):
            comparison = column.find_ancestor(exp.Predicate)
            if column.name == name and comparison is not None:
                literals = comparison.find_all(exp.Literal)
                found |= {int(literal.name) for literal in literals if not literal.is_string}
    return found


def _possible(row: Row) -> bool:
    """Whether an account can look like this: columns that follow from one another agree."""
    days = row["days_past_due"]
    periods, overdue, balance = row.get("periods_overdue"), row.get("overdue_minor"), row.get("balance_minor")
    if (periods is not None and (periods > 0) != (days > 0)) or (
        overdue is not None and (overdue > 0) != (days > 0)
    ):
        return False
    if balance is not None and balance == 0 and days > 0:
        return False
    kinds = [row.get(name) for name in ("phones_valid", "emails_valid", "addresses_valid")]
    ways = row.get("ways")
    if ways is None:
        return True
    known = sum(1 for count in kinds if count)
    unsaid = sum(1 for count in kinds if count is None)
    return known <= int(ways) <= known + unsaid
