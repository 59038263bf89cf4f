"""Reads of the clockwork."""

from __future__ import annotations

from datetime import date

from arrears.daily.contracts import CycleReport, StepReport
from arrears.daily.models import StepRun


def last_day() -> date | None:
    """The latest business date of which any step has finished."""
    ended = StepRun.objects.filter(ended_at__isnull=False).order_by("-business_date")
    return ended.values_list("business_date", flat=True).first()


def report_of(business_date: date) -> CycleReport:
    """What was finished on a date, in the order it ended; empty when nothing was."""
    rows = StepRun.objects.filter(business_date=business_date, ended_at__isnull=False)
    steps = tuple(
        StepReport(step=row.step, repeated=True, seconds=row.seconds, result=row.result)
        for row in rows.order_by("ended_at", "pk")
    )
    return CycleReport(business_date=business_date, steps=steps)


def has_ended(business_date: date, step: str) -> bool:
    """Whether a step of a date is done."""
    return StepRun.objects.filter(business_date=business_date, step=step, ended_at__isnull=False).exists()
