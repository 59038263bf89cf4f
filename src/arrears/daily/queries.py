"""Reads of the clockwork."""

from __future__ import annotations

from datetime import date

from arrears.daily.contracts import CycleReport, StepReport
from arrears.daily.models import StepRun


def last_day() -> date | None:
    """The latest business date of which any step has finished."""
    return StepRun.objects.order_by("-business_date").values_list("business_date", flat=True).first()


def report_of(business_date: date) -> CycleReport:
    """What was done on a date, in the order it ended; empty when nothing was."""
    rows = StepRun.objects.filter(business_date=business_date).order_by("ended_at", "pk")
    steps = tuple(
        StepReport(step=row.step, repeated=True, seconds=row.seconds, result=row.result) for row in rows
    )
    return CycleReport(business_date=business_date, steps=steps)
