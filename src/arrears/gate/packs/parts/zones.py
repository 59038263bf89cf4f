"""Places and their clocks: plausible zones of an address, local days, local times as moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


@cache
def _numbers() -> tuple[Any, Any]:
    """The library of telephone numbers and its zones: loaded for the first number, since most answers need none."""
    return import_module("phonenumbers"), import_module("phonenumbers.timezone")


@lru_cache(maxsize=4096)
def of_names(names: tuple[str, ...]) -> tuple[ZoneInfo, ...]:
    return tuple(ZoneInfo(name) for name in names)


@lru_cache(maxsize=65536)
def of_address(address: str | None) -> tuple[ZoneInfo, ...]:
    """The zones that the prefix of a `phone:+…` number allows; empty when it says nothing."""
    if address is None or not address.startswith("phone:"):
        return ()
    numbers, zones = _numbers()
    try:
        number = numbers.parse(address[len("phone:") :])
    except numbers.NumberParseException:
        return ()
    names = zones.time_zones_for_number(number)
    return tuple(ZoneInfo(name) for name in names if name != zones.UNKNOWN_TIMEZONE)


@lru_cache(maxsize=16384)
def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a local day, in UTC."""
    return moment(day, time(0), zone)


@lru_cache(maxsize=16384)
def stretch_start(last: date, days: int, zone: ZoneInfo) -> datetime:
    """The first moment of the stretch of so many local days that ends with `last`, in UTC."""
    return day_start(last - (days - 1) * DAY, zone)


def next_day_start(day: date, zone: ZoneInfo) -> datetime:
    return day_start(day + DAY, zone)


def moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """A local time as a moment in UTC: the first one where clocks are put back, and where they are put
    forward over it, the moment at which they are.
    """
    offset = _steady(day, zone)
    if offset is not None:
        return datetime.combine(day, clock, UTC) - offset
    local = datetime.combine(day, clock, zone)
    found = local.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return found
    before = local.replace(fold=1).astimezone(UTC)
    return _jump(before, found, zone)


@lru_cache(maxsize=16384)
def _steady(day: date, zone: ZoneInfo) -> timedelta | None:
    """The offset of a zone all through a local day; None on a day on which its clocks are moved."""
    offset = datetime.combine(day, time(0), zone).utcoffset()
    last = datetime.combine(day, time.max, zone).replace(fold=1)
    return offset if last.utcoffset() == offset else None


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The moment between two at which the offset of a zone changes, to the second."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > SECOND:
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def moments(day: date, clock: time, zone: ZoneInfo) -> tuple[datetime, ...]:
    """As `moment`, with both moments where clocks are put back."""
    first = moment(day, clock, zone)
    if _steady(day, zone) is not None:
        return (first,)
    second = datetime.combine(day, clock, zone).replace(fold=1).astimezone(UTC)
    return (first, second) if second > first else (first,)


def local_day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
