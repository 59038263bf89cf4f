"""The small tables that the shadow joins: what the gate answers for each profile on one day.

Nothing is written down twice: hours, edges, house rules, which stop closes which act and every figure come
out of the gate's own rules by asking them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import get_args
from zoneinfo import ZoneInfo

from arrears.gate.contracts import Slot, StopKind
from arrears.gate.packs.parts.slots import edges
from arrears.gate.packs.parts.zones import DAY, day_start, local_day
from arrears.gate.rules.compile import packs_of
from arrears.gate.rules.plain import (
    ACTS,
    Profile,
    closed_by,
    counters,
    moment,
    openings,
    stop_closes,
)

Row = tuple[object, ...]
HISTORY_DAYS = 10  # the longest counter of the shadow looks back seven local days
_CHANNELS = (None, "call", "sms", "email", "letter", "visit", "voicemail", "postcard", "social", "in_app")


def shadow_tables(profiles: Sequence[Profile], first: int, last: int) -> dict[str, list[Row]]:
    """`open`, `effects`, `counters` and `days` (see columns/reach.py) for profiles numbered in their order."""
    found: dict[str, list[Row]] = {"open": [], "effects": [], "counters": [], "days": []}
    for number, profile in enumerate(profiles):
        rules: dict[str, tuple[str, ...]] = {}
        for act in ACTS:
            opened = openings(profile, act, first, last)
            found["open"] += [(number, act, opens, closes) for opens, closes in opened]
            if not opened:
                continue
            found["effects"] += _effects(number, profile, act, opened[0][0])
            for one in counters(profile, act, opened[0][0]):
                found["counters"].append((number, act, one.rule, one.most, one.length))
                rules[one.rule] = one.zones
        for rule, zones in rules.items():
            found["days"] += [(number, rule, *row) for zone in zones for row in _days(zone, first, last)]
    return found


def _effects(number: int, profile: Profile, act: str, at: int) -> Iterable[Row]:
    """Which stops close an act. A stop that closes it from another medium and address closes it from any;
    one that does not close it on its own medium never does.
    """
    own = ACTS[act][0]
    other = "email" if own == "call" else "call"
    for kind in get_args(StopKind):
        anyway = stop_closes(profile, act, at, kind, other, elsewhere=True)
        if not anyway and not _narrowly(profile, act, at, kind, own):
            continue
        for channel in _CHANNELS:
            for elsewhere in (False, True):
                if anyway or stop_closes(profile, act, at, kind, channel, elsewhere=elsewhere):
                    yield (number, act, kind, channel or "", elsewhere)


def _narrowly(profile: Profile, act: str, at: int, kind: str, own: str) -> bool:
    return any(stop_closes(profile, act, at, kind, channel, elsewhere=False) for channel in (None, own))


def _days(zone: str, first: int, last: int) -> Iterable[Row]:
    """Local days of a zone as (zone, day, starts, ends), from before the longest counter to after it."""
    clock = ZoneInfo(zone)
    day = local_day(moment(first), clock) - HISTORY_DAYS * DAY
    until = local_day(moment(last), clock) + HISTORY_DAYS * DAY
    while day <= until:
        yield (zone, day.toordinal(), _seconds(day_start(day, clock)), _seconds(day_start(day + DAY, clock)))
        day += DAY


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def slot_stretches(
    profile: Profile, slots: tuple[Slot, ...], first: int, last: int, acts: Iterable[str] = tuple(ACTS)
) -> list[tuple[str, int, int]]:
    """What barred slots close on a day: (act, since, until) for the table `slots`."""
    named = profile.zones or [name for pack, _, _ in packs_of(profile.regimes) for name in pack.data.zones]
    zones = tuple(ZoneInfo(name) for name in dict.fromkeys(named))
    cuts = [_seconds(edge) for edge in edges(slots, moment(first), zones)]
    found: list[tuple[str, int, int]] = []
    for act in acts:
        found += [(act, since, until) for since, until in closed_by(profile, act, slots, cuts, first, last)]
    return found


def business_day(day: date, zone: str = "Asia/Shanghai") -> tuple[int, int]:
    """First second of a day in a zone, and of the next one."""
    clock = ZoneInfo(zone)
    return _seconds(day_start(day, clock)), _seconds(day_start(day + DAY, clock))
