"""Running a business day."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connection

from arrears.daily.contracts import CycleReport, DayBusy, DayOutOfOrder, StepReport
from arrears.daily.models import StepRun
from arrears.daily.queries import last_day
from arrears.daily.steps import STEPS, Step
from arrears.kernel.clock import now

LOCK_SPACE = 7_301  # our number among PostgreSQL's advisory locks

StepProgress = Callable[[str, int, int], None]
"""Called with (step, done, total)."""


@contextmanager
def _alone(business_date: date) -> Iterator[None]:
    """Hold the date for this database session; DayBusy when another session holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, business_date.toordinal()])
        row = cursor.fetchone()
    if not row or not row[0]:
        raise DayBusy(f"{business_date} is being run by another process")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, business_date.toordinal()])


def cycle(business_date: date, *, progress: StepProgress | None = None) -> CycleReport:
    """Run every step of a business date that has not ended yet.

    Running a day twice changes nothing; a killed run is run again and ends the same. Raises DayBusy while
    another process runs the date, DayOutOfOrder when a later date has been run.
    """
    latest = last_day()
    if latest is not None and latest > business_date:
        raise DayOutOfOrder(
            f"{latest} has been run; {business_date} can only be restated (arrears night --restate)"
        )
    with _alone(business_date):
        return CycleReport(
            business_date=business_date, steps=tuple(_step(step, business_date, progress) for step in STEPS)
        )


def _step(step: Step, business_date: date, progress: StepProgress | None) -> StepReport:
    done = StepRun.objects.filter(business_date=business_date, step=step.name).first()
    if done is not None:
        return StepReport(step=step.name, repeated=True, seconds=done.seconds, result=done.result)
    if progress:
        progress(step.name, 0, 0)
    started, clock = now(), time.perf_counter()
    result = step.run(
        business_date, None if progress is None else lambda at, total: progress(step.name, at, total)
    )
    seconds = round(time.perf_counter() - clock, 3)
    StepRun.objects.create(
        business_date=business_date, step=step.name, started_at=started, seconds=seconds, result=result
    )
    if progress:
        progress(step.name, 1, 1)
    return StepReport(step=step.name, repeated=False, seconds=seconds, result=result)
