"""Running a business day."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date

from django.db import connection, transaction

from arrears.daily.contracts import CycleReport, DayBusy, DayOutOfOrder, StepReport
from arrears.daily.models import StepRun
from arrears.daily.queries import has_ended, last_day
from arrears.daily.steps import STEPS, Result, Step, Task, figures
from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import DispatchSummary
from arrears.foundation.api import Progress
from arrears.kernel.clock import now

LOCK = 7_301  # our number among PostgreSQL's advisory locks
DISPATCH = "dispatch"

StepProgress = Callable[[str, int, int], None]
"""Called with (step, done, total)."""


@contextmanager
def _alone(business_date: date) -> Iterator[None]:
    """Hold the clockwork for this database session; DayBusy when another session holds it.

    The lock is the session's: when the process dies, the server lets it go.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        row = cursor.fetchone()
    if not row or not row[0]:
        raise DayBusy(f"{business_date} waits: another process is running a day")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def cycle(
    business_date: date, *, until: str | None = None, progress: StepProgress | None = None
) -> CycleReport:
    """Run every step of a business date that has not ended yet, or those up to and with `until`.

    Running a day twice changes nothing; a killed run is run again and ends the same. Raises DayBusy while
    another process runs a day, DayOutOfOrder when a later date has been run, ValueError for no such step.
    """
    steps = _up_to(until)
    with _alone(business_date):
        latest = last_day()
        if latest is not None and latest > business_date:
            raise DayOutOfOrder(
                f"{latest} has been run; {business_date} can only be restated (arrears night --restate)"
            )
        return CycleReport(
            business_date=business_date, steps=tuple(_step(step, business_date, progress) for step in steps)
        )


def _up_to(until: str | None) -> Sequence[Step]:
    if until is None:
        return STEPS
    names = [step.name for step in STEPS]
    if until not in names:
        raise ValueError(f"no step {until!r}: {', '.join(names)}")
    return STEPS[: names.index(until) + 1]


def dispatch_again(business_date: date, progress: Progress | None = None) -> DispatchSummary | None:
    """Send what waited for its permitted hour; the day's figures of dispatch follow. Not while it is running.

    None when the day has not come to dispatch yet.
    """
    if not has_ended(business_date, DISPATCH):
        return None
    summary = contact.dispatch(business_date, progress=progress)
    StepRun.objects.filter(business_date=business_date, step=DISPATCH).update(result=figures(summary))
    return summary


def _step(step: Step, business_date: date, progress: StepProgress | None) -> StepReport:
    row, _made = StepRun.objects.get_or_create(
        business_date=business_date, step=step.name, defaults={"started_at": now()}
    )
    if row.ended_at is not None:
        return StepReport(step=step.name, repeated=True, seconds=row.seconds, result=row.result)
    if progress:
        progress(step.name, 0, 0)
    clock = time.perf_counter()
    with transaction.atomic() if step.whole else nullcontext():
        row.result = step.run(_task(step, row, progress))
        row.seconds, row.ended_at = round(time.perf_counter() - clock, 3), now()
        row.save(update_fields=["result", "seconds", "ended_at"])
    if progress:
        progress(step.name, 1, 1)
    return StepReport(step=step.name, repeated=False, seconds=row.seconds, result=row.result)


def _task(step: Step, row: StepRun, progress: StepProgress | None) -> Task:
    def keep(result: Result) -> None:
        StepRun.objects.filter(pk=row.pk).update(result=result)

    return Task(
        day=row.business_date,
        so_far=row.result,
        keep=keep,
        progress=None if progress is None else lambda at, total: progress(step.name, at, total),
    )
