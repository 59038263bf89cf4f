"""How periods of law are counted (Civil Code 201-203, CPL 85): first day out, same date, rest days moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from arrears.book.calculators.contracts.basis import Doubt, Step
from arrears.book.calculators.rules import law
from arrears.kernel import days

REST_RUN_DAYS_MAX = 15  # no run of rest days in China has been as long: after it a period is over for certain


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalEnd:
    """The end of a period: as counted, and moved past rest days where the calendar of that year is known."""

    nominal_day: date
    last_day: date
    calendar: Literal["known", "unknown"]

    @property
    def moved(self) -> bool:
        return self.last_day != self.nominal_day

    def includes(self, day: date) -> bool | None:
        """Whether a day lies inside the period; None when only an unknown calendar could tell."""
        if day <= self.last_day:
            return True
        if self.calendar == "known" or day > self.nominal_day + timedelta(days=REST_RUN_DAYS_MAX):
            return False
        return None

    def doubts(self) -> tuple[Doubt, ...]:
        return () if self.calendar == "known" else (law.doubt("no_calendar", day=self.nominal_day),)


def legal_end(nominal: date) -> LegalEnd:
    """A last day moved to the next workday in China; left where it is for a year without a calendar."""
    try:
        return LegalEnd(nominal_day=nominal, last_day=days.next_workday(nominal), calendar="known")
    except days.NoCalendar:
        return LegalEnd(nominal_day=nominal, last_day=nominal, calendar="unknown")


def end_step(end: LegalEnd, rule: str) -> Step:
    """The step that tells where a period ends and why."""
    if end.calendar == "unknown":
        return law.step(
            rule,
            f"期间届满日 {end.nominal_day}；该年放假安排未知，未顺延。",
            f"The period ends on {end.nominal_day}; not moved, as the rest days of that year are unknown.",
        )
    if end.moved:
        return law.step(
            rule,
            f"届满日 {end.nominal_day} 为休息日，顺延至 {end.last_day}。",
            f"{end.nominal_day} is a rest day; the last day moves to {end.last_day}.",
        )
    return law.step(rule, f"期间届满日 {end.last_day}。", f"The period ends on {end.last_day}.")
