"""Jobs and schedules, kept by procrastinate in the same PostgreSQL. Times of the schedule are UTC.

The clock of a day in China: from 06:00 every quarter of an hour the day is brought forward (its steps up to
dispatch, once; then what waited for a permitted hour), at 22:10 it is closed with the report. A worker that
was killed is made up for by the next quarter.
"""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime

from django.conf import settings
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from arrears.book.intake import api as intake
from arrears.daily.actions import DISPATCH, cycle, dispatch_again
from arrears.daily.contracts import DayBusy, DayOutOfOrder
from arrears.foundation.api import SYSTEM, sweep_files
from arrears.gate import api as gate
from arrears.kernel import clock
from arrears.night.engine import api as night
from arrears.reports import api as reports

log = logging.getLogger(__name__)

SEALING = "sealing"


def day_of(timestamp: int) -> date:
    """The business date in which a moment of the schedule (seconds of the epoch) lies."""
    return datetime.fromtimestamp(timestamp, UTC).astimezone(clock.zone()).date()


@app.task(name="daily.cycle", queueing_lock="daily.cycle")
def run_day(business_date: str) -> None:
    """Run one business date to its end; steps that ended before are left alone."""
    cycle(date.fromisoformat(business_date))


def bring_forward(business_date: date) -> None:
    """The day's steps up to dispatch where they are not done; then what waited for its hour."""
    try:
        fresh = cycle(business_date, until=DISPATCH)
    except (DayBusy, DayOutOfOrder) as reason:
        log.info("the day is left as it is: %s", reason)
        return
    if all(step.repeated for step in fresh.steps):
        dispatch_again(business_date)


# 22:00 UTC is 06:00 in China, two hours before anyone may be called; 13:45 UTC is 21:45.
@app.periodic(cron="*/15 0-13,22-23 * * *", periodic_id="forward")
@app.task(name="daily.forward", queueing_lock="daily.forward")
def forward(timestamp: int) -> None:
    """Every quarter of an hour, from before the first permitted hour until after the last."""
    bring_forward(day_of(timestamp))


@app.periodic(cron="10 14 * * *", periodic_id="evening")
@app.task(
    name="daily.evening",
    queueing_lock="daily.evening",
    retry=RetryStrategy(max_attempts=6, wait=600),
)
def evening(timestamp: int) -> None:
    """Close the day: whatever is not done of it, then its report over what people did."""
    cycle(day_of(timestamp))


@app.task(name="night.simulate")
def simulate(simulation_id: int) -> None:
    """Carry out a simulation that somebody asked for at the screen."""
    night.carry_out_simulation(simulation_id)


@app.periodic(cron="40 22 * * *", periodic_id="summaries")
@app.task(name="reports.send", queueing_lock="reports.send")
def send_summaries(timestamp: int) -> None:
    """At 06:40 in China: summaries of the periods that ended go to their readers."""
    for state, count in reports.send_due(day_of(timestamp)).items():
        log.info("summaries by schedule: %s %s", count, state)


@app.periodic(cron="* * * * *", periodic_id="inbox")
@app.task(name="intake.watch", queueing_lock="intake.watch")
def watch(timestamp: int) -> None:
    """Take the finished files of the watched folder, where the operator names one (ARREARS_INBOX)."""
    if settings.INBOX is None:
        return
    for file in intake.watch(settings.INBOX, actor=SYSTEM).files:
        log.info("%s/%s: %s is %s", file.creditor, file.mapping, file.name, file.state.value)


@app.periodic(cron="* * * * * */5", periodic_id="seal")
@app.task(name="gate.seal", queue=SEALING, queueing_lock="gate.seal")
def seal(timestamp: int) -> None:
    """Seal what the gate has written since the last seal: every five seconds, by one writer at a time."""
    while gate.seal_pending():
        pass


@app.periodic(cron="17 * * * *", periodic_id="sweep")
@app.task(name="files.sweep", queueing_lock="files.sweep")
def sweep(timestamp: int) -> None:
    """Contents of wiped files that a killed process left go within the hour."""
    if removed := sweep_files():
        log.info("contents of wiped files removed: %s", removed)


@app.periodic(cron="7 * * * *", periodic_id="tidy")
@app.task(name="daily.tidy", queueing_lock="daily.tidy")
async def tidy(timestamp: int) -> None:
    """Sealing leaves a job every five seconds that tells nothing the seals do not: old ones go."""
    await app.job_manager.delete_old_jobs(nb_hours=1, queue=SEALING)
