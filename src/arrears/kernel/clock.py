"""The only place that asks what time it is.

Rules and columns get their date as an argument. Everything else asks here, so that a story can walk
sixty days and a night can be run for any date. `standing_at` moves the clock of this process only; no
setting, request or command of the product reaches it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

BUSINESS_ZONE = "Asia/Shanghai"

_lock = threading.Lock()
_standing: datetime | None = None


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _standing if _standing is not None else datetime.now(UTC)


def today(zone: str = BUSINESS_ZONE) -> date:
    """The calendar day of this moment in a zone."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Hold the clock of this process at a moment (stories and tests).

    Raises ValueError for a naive moment.
    """
    if moment.tzinfo is None:
        raise ValueError("the clock needs a moment with a zone")
    global _standing
    with _lock:
        before, _standing = _standing, moment.astimezone(UTC)
    try:
        yield
    finally:
        with _lock:
            _standing = before


def at_local(day: date, hour: int = 10, minute: int = 0, zone: str = BUSINESS_ZONE) -> datetime:
    """A moment of a business day, in UTC."""
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC)


def day_bounds(day: date, zone: str = BUSINESS_ZONE) -> tuple[datetime, datetime]:
    """First moment of a day and of the next one in a zone, in UTC (half-open)."""
    return at_local(day, 0, 0, zone), at_local(day + timedelta(days=1), 0, 0, zone)


def zone() -> ZoneInfo:
    """The zone in which business days begin."""
    return ZoneInfo(BUSINESS_ZONE)
