"""A fortnight as a grid: local days by hours, each hour open, closed or partly, with the reasons in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from arrears.gate import api as gate
from arrears.gate.api import Days, Opening
from arrears.gate.contracts import RuleResult
from arrears.kernel.words import Words

SECOND = 1
HOURS = 24
OPEN, CLOSED, PART, PAST = "open", "closed", "part", "past"


@dataclass(frozen=True, slots=True)
class Reason:
    """Rules that close some hours together; `number` stands in the cells."""

    number: int
    rules: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Hours of one day next to each other that are alike."""

    state: str
    first: int
    hours: int
    reason: Reason | None

    @property
    def clock(self) -> str:
        return f"{self.first:02d}:00–{self.first + self.hours:02d}:00"


@dataclass(frozen=True, slots=True)
class Row:
    day: date
    cells: tuple[Cell, ...]
    permitted: tuple[str, ...]


@dataclass(slots=True)
class Grid:
    """One channel and contact point over the days ahead."""

    zone: str
    now: Opening
    opens_at: datetime | None
    rows: list[Row] = field(default_factory=list)
    reasons: dict[tuple[str, ...], Reason] = field(default_factory=dict)


def grid_of(days: Days, on: date) -> Grid:
    """The grid of one contact; `on` is the day whose titles of the rules are shown."""
    zone = ZoneInfo(days.zone)
    found = days.openings
    later = (one.start for one in found if one.permitted)
    grid = Grid(days.zone, found[0], None if found[0].permitted else next(later, None))
    first, last = found[0].start.astimezone(zone).date(), found[-1].end.astimezone(zone).date()
    day = first
    while day <= last:
        of_day = _within(found, _bounds(day, 0, zone)[0], _bounds(day, HOURS - 1, zone)[1])
        hours = [_hour(grid, of_day, day, hour, zone, on) for hour in range(HOURS)]
        if any(state != PAST for state, _reason in hours):
            grid.rows.append(Row(day, tuple(_merged(hours)), tuple(_permitted(found, day, zone))))
        day += timedelta(days=1)
    return grid


def _bounds(day: date, hour: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    start = datetime.combine(day, time(hour), zone)
    end = datetime.combine(day + timedelta(days=1), time(0), zone)
    return start, end if hour == HOURS - 1 else datetime.combine(day, time(hour + 1), zone)


def _within(found: Sequence[Opening], start: datetime, end: datetime) -> list[Opening]:
    """The stretches that take at least a second of a time; an opening second is no stretch of its own."""
    since, until = start.timestamp(), end.timestamp()
    return [
        one for one in found if min(one.end.timestamp(), until) - max(one.start.timestamp(), since) > SECOND
    ]


def _hour(
    grid: Grid, found: Sequence[Opening], day: date, hour: int, zone: ZoneInfo, on: date
) -> tuple[str, Reason | None]:
    inside = _within(found, *_bounds(day, hour, zone))
    if not inside:
        return PAST, None
    shut = [one for one in inside if not one.permitted]
    if not shut:
        return OPEN, None
    reason = _reason(grid, shut[0].rules, on)
    return (CLOSED if len(shut) == len(inside) else PART), reason


def _reason(grid: Grid, rules: Iterable[RuleResult], on: date) -> Reason:
    listed = list({rule.id: rule for rule in rules}.values())
    key = tuple(rule.id for rule in listed)
    if key not in grid.reasons:
        named = tuple((rule.id, _title(rule, on)) for rule in listed)
        grid.reasons[key] = Reason(len(grid.reasons) + 1, named)
    return grid.reasons[key]


def _title(rule: RuleResult, on: date) -> Words:
    """What a rule is called; a house rule is told by its words."""
    pack = gate.regime_of_rule(rule.id)
    found = gate.rule_detail(pack, rule.id, on) if pack else None
    return found.title if found else rule.words


def _merged(hours: Sequence[tuple[str, Reason | None]]) -> Iterator[Cell]:
    first = 0
    for (state, reason), same in groupby(hours):
        count = len(list(same))
        yield Cell(state, first, count, reason)
        first += count


def _permitted(found: Sequence[Opening], day: date, zone: ZoneInfo) -> Iterator[str]:
    """The permitted stretches of a day as text, to the minute (the second where it matters)."""
    start, end = _bounds(day, 0, zone)[0], _bounds(day, HOURS - 1, zone)[1]
    for one in _within(found, start, end):
        if one.permitted:
            until = min(one.end, end)
            shown = "24:00" if until == end else _clock(until.astimezone(zone))
            yield f"{_clock(max(one.start, start).astimezone(zone))}–{shown}"


def _clock(at: datetime) -> str:
    return at.strftime("%H:%M:%S" if at.second else "%H:%M")
