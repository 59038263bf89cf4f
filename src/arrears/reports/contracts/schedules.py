"""Summaries that are written and sent after each period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleOrder:
    """A summary after each period (`span`: day, week, month, quarter, half, year), sent to users."""

    scope: str
    ref: str
    span: str
    language: str
    form: str
    reader_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleFacts:
    """A schedule as lists show it; `last_sent`: (last day of the period, reader's name, state), newest first."""

    id: int
    scope: str
    ref: str
    span: str
    language: str
    form: str
    readers: tuple[str, ...]
    made_by: str
    last_sent: tuple[tuple[date, str, str], ...]
