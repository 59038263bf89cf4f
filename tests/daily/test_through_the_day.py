"""The clock of a day: steps in the morning, what waits for its hour, the report in the evening."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from arrears.daily import api as daily
from arrears.daily import jobs
from arrears.daily.actions import LOCK
from arrears.daily.models import StepRun
from arrears.daily.steps import STEPS
from arrears.desk.contact import api as contact
from arrears.foundation.api import SYSTEM
from arrears.kernel import clock
from tests import cast

TUESDAY = date(2026, 11, 24)


def steps_done(day: date = TUESDAY) -> list[str]:
    return [step.step for step in daily.report_of(day).steps]


def at(hour: int, minute: int = 0) -> None:
    """A quarter of an hour strikes: what the schedule then runs."""
    with clock.standing_at(clock.at_local(TUESDAY, hour, minute)):
        jobs.forward(timestamp=int(clock.now().timestamp()))


@pytest.mark.django_db(transaction=True)
def test_a_day_by_the_clock() -> None:
    of = cast.creditor()
    one = cast.place(of, "C-1", cast.person("王一", 1), first_due=TUESDAY - timedelta(days=1), instalments=1)

    # 06:00: the steps up to dispatch are run. Nobody may be written to yet, so the reminder waits.
    at(6)
    assert steps_done() == [step.name for step in STEPS if step.name != "report"]
    assert daily.report_of(TUESDAY).result("dispatch")["waiting"] == 1
    assert contact.attempts_of(SYSTEM, one.debtor_id) == ()

    # 07:45: still nothing, and the gate has not been asked again.
    at(7, 45)
    assert contact.attempts_of(SYSTEM, one.debtor_id) == ()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM gate_refusal")
        assert cursor.fetchone()[0] == 1

    # 08:00: the hour has come. The day's figures follow; later quarters change nothing.
    at(8)
    at(8, 15)
    at(21, 45)
    (sent,) = contact.attempts_of(SYSTEM, one.debtor_id)
    assert (sent.channel, sent.at) == ("sms", clock.at_local(TUESDAY, 8))
    dispatched = daily.report_of(TUESDAY).result("dispatch")
    assert (dispatched["waiting"], dispatched["simulated"]) == (0, 1)

    # 22:10: the day is closed with its report, once.
    with clock.standing_at(clock.at_local(TUESDAY, 22, 10)):
        for _time in range(2):
            jobs.evening(timestamp=int(clock.now().timestamp()))
    assert steps_done() == [step.name for step in STEPS]
    assert len(daily.report_of(TUESDAY).result("report")["files"]) == 4  # type: ignore[arg-type]  # a list


@pytest.mark.django_db
def test_a_moment_of_the_schedule_belongs_to_the_day_in_china() -> None:
    assert jobs.day_of(int(datetime(2026, 11, 23, 22, 0, tzinfo=UTC).timestamp())) == TUESDAY
    assert jobs.day_of(int(datetime(2026, 11, 24, 14, 10, tzinfo=UTC).timestamp())) == TUESDAY


@pytest.mark.django_db
def test_days_go_forward() -> None:
    StepRun.objects.create(
        business_date=TUESDAY, step="notices", started_at=clock.now(), ended_at=clock.now()
    )
    with pytest.raises(daily.DayOutOfOrder, match="restated"):
        daily.cycle(TUESDAY - timedelta(days=1))


@pytest.mark.django_db
def test_a_step_that_only_began_is_no_day_that_was_run() -> None:
    StepRun.objects.create(business_date=TUESDAY, step="notices", started_at=clock.now())
    assert daily.last_day() is None
    assert steps_done() == []


@pytest.mark.django_db
def test_there_is_no_such_step() -> None:
    with pytest.raises(ValueError, match="no step 'lunch'"):
        daily.cycle(TUESDAY, until="lunch")


@pytest.mark.django_db
def test_nothing_is_sent_again_before_the_day_has_come_to_it() -> None:
    assert daily.dispatch_again(TUESDAY) is None


@pytest.mark.django_db
def test_while_another_process_runs_a_day_nothing_is_touched() -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with pytest.raises(daily.DayBusy):
            daily.cycle(TUESDAY)
        jobs.bring_forward(TUESDAY)
    finally:
        other.close()
    assert not StepRun.objects.exists()
