"""Jobs and schedules, kept by procrastinate in the same PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime

from procrastinate.contrib.django import app

from arrears.daily.actions import cycle
from arrears.kernel import clock


@app.task(name="daily.cycle", queueing_lock="daily.cycle")
def run_day(business_date: str) -> None:
    """Run one business date; steps that ended before are left alone."""
    cycle(date.fromisoformat(business_date))


@app.periodic(
    cron="0 22 * * *", periodic_id="morning"
)  # 06:00 in China, two hours before anyone may be called
@app.task(name="daily.morning", queueing_lock="daily.morning")
def morning(timestamp: int) -> None:
    """The day that begins in the business zone."""
    cycle(datetime.fromtimestamp(timestamp, UTC).astimezone(clock.zone()).date())
