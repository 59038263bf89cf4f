"""Strategy and guard files, read and checked part by part."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from arrears.kernel.words import Words
from arrears.night.contracts import Feature
from arrears.night.strategy.contracts import (
    REVIEW_DAYS_MAX,
    STEPS_MAX,
    Action,
    Guard,
    Scope,
    Segment,
    Step,
    Strategy,
    StrategyError,
    Window,
)
from arrears.night.strategy.rules.conditions import parse_condition

_STEP_KEYS = frozenset(
    {
        "id",
        "title",
        "action",
        "channel",
        "script",
        "audience",
        "automatic",
        "days",
        "days_before_due",
        "day_of_month",
        "after_broken",
        "wait_days",
        "once",
        "retired",
        "when",
    }
)
_SEGMENT_KEYS = frozenset({"id", "title", "when", "step"})
_STRATEGY_KEYS = frozenset(
    {"id", "version", "title", "applies", "segment", "review_days", "retry_days", "collect"}
)
_GUARD_KEYS = frozenset({"id", "title", "when", "action", "resume", "review_days"})
CHANNELS = frozenset({"sms", "email", "call", "letter", "visit"})
AUDIENCES = frozenset({"debtor", "debtor_and_guarantors", "guarantors"})


def parse_strategy(text: str, features: Mapping[str, Feature], scope: Scope | None = None) -> Strategy:
    """A strategy from its file. StrategyError names the part that cannot be used."""
    raw = _toml(text)
    _known_keys("strategy", raw, _STRATEGY_KEYS)
    segments = tuple(_segment(entry, features) for entry in raw.get("segment", ()))
    strategy = Strategy(
        id=_identifier(raw.get("id")),
        version=str(raw.get("version", "")),
        title=_words("strategy", raw),
        applies=parse_condition(raw.get("applies", "true"), features).text,
        segments=segments,
        review_days=_days("review_days", raw.get("review_days", 7)),
        retry_days=_days("retry_days", raw.get("retry_days", 3)),
        collect=raw.get("collect", False),
        scope=scope or Scope(),
    )
    if not strategy.version or not segments:
        raise StrategyError(f"{strategy.id}: a strategy needs a version and segments")
    _unique(strategy.id, [segment.id for segment in segments])
    _unique(strategy.id, [step.id for step in strategy.steps()])
    if len(strategy.steps()) > STEPS_MAX:
        raise StrategyError(f"{strategy.id}: more than {STEPS_MAX} steps")
    return strategy


def parse_guards(text: str, features: Mapping[str, Feature]) -> tuple[Guard, ...]:
    """The guards, in the order in which they are asked."""
    guards = tuple(_guard(entry, features) for entry in _toml(text).get("guard", ()))
    _unique("guards", [guard.id for guard in guards])
    return guards


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StrategyError(f"not a TOML file: {error}") from error


def _known_keys(where: str, entry: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = sorted(set(entry) - known)
    if unknown:
        raise StrategyError(f"{where}: unknown {', '.join(unknown)}")


def _identifier(value: object) -> str:
    if not isinstance(value, str) or not value.replace("_", "").isalnum() or not value.isascii():
        raise StrategyError(f"not an id (letters, digits, underscores): {value!r}")
    return value


def _words(where: str, entry: Mapping[str, Any]) -> Words:
    title = entry.get("title")
    if not isinstance(title, dict) or set(title) != {"zh", "en"}:
        raise StrategyError(f"{where}: a title in zh and en is needed")
    return Words(title["zh"], title["en"])


def _days(where: str, value: object, at_least: int = 1) -> int:
    if type(value) is not int or not at_least <= value <= REVIEW_DAYS_MAX:
        raise StrategyError(f"{where}: {at_least} to {REVIEW_DAYS_MAX} days, not {value!r}")
    return value


def _unique(where: str, ids: list[str]) -> None:
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise StrategyError(f"{where}: twice {', '.join(twice)}")


def _segment(entry: dict[str, Any], features: Mapping[str, Feature]) -> Segment:
    name = _identifier(entry.get("id"))
    _known_keys(name, entry, _SEGMENT_KEYS)
    return Segment(
        id=name,
        title=_words(name, entry),
        when=parse_condition(entry.get("when", "true"), features).text,
        steps=tuple(_step(step, features) for step in entry.get("step", ())),
    )


def _step(entry: dict[str, Any], features: Mapping[str, Feature]) -> Step:
    name = _identifier(entry.get("id"))
    _known_keys(name, entry, _STEP_KEYS)
    channel, audience = entry.get("channel"), entry.get("audience", "debtor")
    if channel is not None and channel not in CHANNELS:
        raise StrategyError(f"{name}: no channel {channel!r}")
    if audience not in AUDIENCES:
        raise StrategyError(
            f"{name}: no audience {audience!r}; others than debtors and guarantors are not asked"
        )
    when = entry.get("when")
    action = _action(name, entry.get("action"))
    automatic = bool(entry.get("automatic", False))
    if automatic and (channel not in ("sms", "email", "letter") or not entry.get("script")):
        raise StrategyError(f"{name}: an automatic step needs sms, email or letter and a script")
    return Step(
        id=name,
        title=_words(name, entry),
        action=action,
        channel=channel,
        script=entry.get("script"),
        audience=audience,
        automatic=automatic,
        days=_window(name, entry.get("days")),
        days_before_due=_window(name, entry.get("days_before_due")),
        day_of_month=_calendar_days(name, entry.get("day_of_month", ())),
        after_broken=_window(name, entry.get("after_broken")),
        wait_days=_days(name, entry["wait_days"]) if "wait_days" in entry else None,
        once=bool(entry.get("once", False)),
        retired=bool(entry.get("retired", False)),
        when=parse_condition(when, features).text if when is not None else None,
    )


def _action(where: str, value: object) -> Action:
    try:
        return Action(str(value))
    except ValueError as error:
        raise StrategyError(f"{where}: no action {value!r}") from error


def _window(where: str, value: object) -> Window | None:
    """`[3, 5]`, `[30]` (30 and more) or a single number."""
    if value is None:
        return None
    parts = [value] if type(value) is int else value
    if (
        not isinstance(parts, list)
        or not 1 <= len(parts) <= 2
        or any(type(part) is not int for part in parts)
    ):
        raise StrategyError(f"{where}: a window is [from, to], [from] or one day, not {value!r}")
    low = parts[0]
    high = low if type(value) is int else (parts[1] if len(parts) == 2 else None)
    if low < 0 or (high is not None and high < low):
        raise StrategyError(f"{where}: the window {value!r} holds no day")
    return Window(low=low, high=high)


def _calendar_days(where: str, value: object) -> tuple[int, ...]:
    days = tuple(value) if isinstance(value, list | tuple) else (value,)
    if any(type(day) is not int or not 1 <= day <= 31 for day in days):
        raise StrategyError(f"{where}: days of the month are 1 to 31")
    return tuple(sorted(days))


def _guard(entry: dict[str, Any], features: Mapping[str, Feature]) -> Guard:
    name = _identifier(entry.get("id"))
    _known_keys(name, entry, _GUARD_KEYS)
    resume = entry.get("resume")
    if resume is not None and (resume not in features or features[resume].unit != "days"):
        raise StrategyError(f"{name}: resume must be a documented column of days, not {resume!r}")
    return Guard(
        id=name,
        title=_words(name, entry),
        when=parse_condition(entry.get("when", ""), features).text,
        action=_action(name, entry.get("action", "none")),
        resume=resume,
        review_days=_days(name, entry.get("review_days", 7)),
    )
