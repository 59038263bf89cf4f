"""What the clockwork tells of a business day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


class DayBusy(RuntimeError):
    """Another process is running this business date."""


class DayOutOfOrder(ValueError):
    """A later business date has been run: a past date is restated by the night, not run again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepReport:
    """One step of a day. `repeated` says that it had been done before and was left alone."""

    step: str
    repeated: bool
    seconds: float
    result: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleReport:
    """A whole business day."""

    business_date: date
    steps: tuple[StepReport, ...]

    def result(self, step: str) -> Mapping[str, object]:
        """The figures of one step; KeyError when there is no such step."""
        for report in self.steps:
            if report.step == step:
                return report.result
        raise KeyError(step)
