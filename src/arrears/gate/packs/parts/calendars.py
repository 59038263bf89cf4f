"""Holidays of a place, from the calendar library; the days that a year's law adds are in its releases."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from importlib import import_module


@lru_cache(maxsize=256)
def _of_year(country: str, region: str | None, year: int) -> frozenset[date]:
    # loaded for the first place that asks: most answers need no calendar
    holidays = import_module("holidays")
    return frozenset(holidays.country_holidays(country, subdiv=region, years=year).keys())


def holiday(day: date, country: str, region: str | None = None) -> bool:
    """Whether a day is a public holiday, on its own date or the one on which it is observed."""
    return day in _of_year(country, region, day.year)
