"""The clockwork's door."""

from arrears.daily.actions import cycle, dispatch_again
from arrears.daily.background import simulate_later
from arrears.daily.contracts import CycleReport, DayBusy, DayOutOfOrder, StepReport
from arrears.daily.queries import last_day, report_of

__all__ = [
    "CycleReport",
    "DayBusy",
    "DayOutOfOrder",
    "StepReport",
    "cycle",
    "dispatch_again",
    "last_day",
    "report_of",
    "simulate_later",
]
