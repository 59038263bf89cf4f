"""Targets: shared out from company to person, followed daily, with the gap and the reason of its light. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from arrears.kernel.days import each_day
from arrears.kernel.words import Words

AMBER_FROM = Fraction(9, 10)
"""From nine tenths of the way a forecast is amber, below red: the house's own mark."""


class Light(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    UNKNOWN = "unknown"


LIGHT_WORDS: Mapping[Light, Words] = {
    Light.GREEN: Words("正常", "on course"),
    Light.AMBER: Words("偏慢", "behind"),
    Light.RED: Words("落后", "far behind"),
    Light.UNKNOWN: Words("尚无法判断", "not known yet"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a target stands at the end of a day. Amounts in minor units; `needed` is per remaining working day,
    None when no working day is left."""

    goal: int
    actual: int
    days_gone: int
    days_left: int
    needed: int | None
    expected: int | None
    light: Light
    why: Words


def share_out(goal: int, weights: Mapping[int, int]) -> dict[int, int]:
    """A goal shared by weight, exact to the last minor unit (largest remainder, ties by key).

    Without any weight the goal is shared evenly. ValueError when there is nobody or a weight is negative.
    """
    if not weights or any(one < 0 for one in weights.values()):
        raise ValueError("a goal needs somebody, and no weight below zero")
    whole = sum(weights.values())
    parts = {
        key: Fraction(goal * (one if whole else 1), whole or len(weights)) for key, one in weights.items()
    }
    found = {key: int(part) for key, part in parts.items()}
    rest = goal - sum(found.values())
    for key in sorted(parts, key=lambda one: (found[one] - parts[one], one))[:rest]:
        found[key] += 1
    return found


def progress(
    goal: int, actual: int, first: date, last: date, today: date, rests: Callable[[date], bool]
) -> Progress:
    """How a target of money stands. `rests`: whether a day is no working day. The forecast goes on at the
    pace of the working days so far."""
    gone, whole = working_days(first, last, today, rests)
    left = whole - gone
    gap = max(0, goal - actual)
    needed = -(-gap // left) if left else None
    expected = actual * whole // gone if gone else None
    light = _light(goal, expected)
    return Progress(
        goal=goal, actual=actual, days_gone=gone, days_left=left, needed=needed, expected=expected, light=light,
        why=_why(light, goal, actual, expected, left),
    )  # fmt: skip


def share_progress(
    goal: Fraction, start: Fraction | None, actual: Fraction | None, gone: int, whole: int
) -> tuple[Fraction | None, Light, Words]:
    """How a target of pressing a share down to `goal` stands: where the trend since `start` ends after `whole`
    working days, `gone` of which have passed; its light and the reason."""
    if actual is None or start is None or gone <= 0:
        return None, Light.UNKNOWN, Words("尚无日终数据可比较", "No closing to compare with yet.")
    expected = max(Fraction(0), start + (actual - start) * whole / gone)
    percent = f"{float(expected) * 100:.1f}%"
    if expected <= goal:
        return expected, Light.GREEN, Words(
            f"按目前趋势期末为 {percent}", f"On this trend the share ends at {percent}."
        )  # fmt: skip
    light = Light.AMBER if expected * AMBER_FROM <= goal else Light.RED
    return expected, light, Words(
        f"按目前趋势期末为 {percent}，高于目标", f"On this trend the share ends at {percent}, above the goal."
    )  # fmt: skip


def working_days(first: date, last: date, today: date, rests: Callable[[date], bool]) -> tuple[int, int]:
    """Working days of a period that have passed by the end of `today`, and all of them."""
    gone = sum(not rests(day) for day in each_day(first, min(today, last))) if today >= first else 0
    return gone, sum(not rests(day) for day in each_day(first, last))


def _light(goal: int, expected: int | None) -> Light:
    if expected is None:
        return Light.UNKNOWN
    if expected >= goal:
        return Light.GREEN
    return Light.AMBER if goal and Fraction(expected, goal) >= AMBER_FROM else Light.RED


def _why(light: Light, goal: int, actual: int, expected: int | None, left: int) -> Words:
    if expected is None:
        return Words("期间尚无工作日", "No working day of the period has passed.")
    if actual >= goal:
        return Words("目标已达成", "The goal is reached.")
    percent = f"{float(Fraction(expected, goal)) * 100:.1f}%"
    if light is Light.GREEN:
        return Words(f"按目前进度可完成 {percent}", f"At this pace {percent} of the goal is reached.")
    rest = {0: "no working day is left", 1: "1 working day is left"}.get(
        left, f"{left} working days are left"
    )
    return Words(
        f"按目前进度只能完成 {percent}，" + (f"剩余 {left} 个工作日" if left else "已无工作日"),
        f"At this pace only {percent} of the goal is reached; {rest}.",
    )
