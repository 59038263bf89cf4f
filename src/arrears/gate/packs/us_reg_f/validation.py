"""The validation notice and its period (1006.34, 1006.38; 15 USC 1692g; 5 USC 6103(a))."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from arrears.gate.packs.parts.calendars import holiday
from arrears.gate.packs.parts.content import speaks_of
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.outcome import NOT_APPLICABLE, PASS, Outcome, Params, failed, passed
from arrears.gate.packs.parts.zones import DAY, day_start

NOTICE_DAYS = 5
RECEIPT_DAYS = 5
PERIOD_DAYS = 30
DAYS_GIVEN_MAX = 3660
_DAYS = re.compile(r"(\d+)\s+(?:business |calendar )?days?")


class Period(NamedTuple):
    """`received_on` is the earliest day on which receipt may be assumed, `ends_on` the last day of the period."""

    received_on: date
    ends_on: date


def _working(day: date, *, observed: bool) -> bool:
    """Not a Saturday, a Sunday or a holiday of 5 USC 6103(a); with `observed`, not its weekday in lieu either."""
    if day.isoweekday() > 5:
        return False
    return not holiday(day, "US") if observed else not _named(day)


def _named(day: date) -> bool:
    """A holiday on the day that 6103(a) itself names: not one that is only observed then."""
    if not holiday(day, "US"):
        return False
    # A holiday in lieu is a Friday before a holiday on a Saturday, or a Monday after one on a Sunday.
    beside = day + DAY if day.isoweekday() == 5 else day - DAY if day.isoweekday() == 1 else None
    return beside is None or not holiday(beside, "US")


def period(
    provided_on: date,
    *,
    receipt_days: int = RECEIPT_DAYS,
    period_days: int = PERIOD_DAYS,
    observed: bool = True,
) -> Period:
    """US-V2 and V3: five working days to receipt, then thirty calendar days.

    `observed` also leaves out weekdays on which a holiday is only observed: the later, safe end.
    """
    day, left = provided_on, receipt_days
    while left:
        day += DAY
        left -= _working(day, observed=observed)
    return Period(day, day + timedelta(days=period_days))


def latest_end(first_communication: date) -> date:
    """The latest end of a period whose notice went out within the five days that the law allows."""
    return period(first_communication + NOTICE_DAYS * DAY).ends_on


def notice_due(facts: Facts, p: Params) -> Outcome:
    """US-V1: the notice is in the initial communication or follows within five calendar days."""
    firsts = [debt.first_communication for debt in facts.debts() if debt.first_communication is not None]
    if facts.act.first_contact and not firsts:
        firsts = [min(facts.today(zone) for zone in facts.zones(p.zones))]
    if not firsts:
        return NOT_APPLICABLE
    due = min(firsts) + p.days * DAY
    return passed("due", deadlines={"validation_notice_by": due.isoformat()}, due=due)


def period_ends(facts: Facts, p: Params) -> Outcome:
    """US-V2: the end of the period that this notice opens."""
    if facts.purpose != "validation":
        return NOT_APPLICABLE
    provided = facts.last_today(facts.zones(p.zones))
    ends = period(provided, receipt_days=p.receipt_days, period_days=p.period_days).ends_on
    return passed("due", deadlines={"validation_period_until": ends.isoformat()}, ends=ends)


def no_overshadowing(facts: Facts, p: Params) -> Outcome:
    """US-V4: during the period nothing drowns the right to dispute, such as "pay in 10 days"."""
    zones = facts.zones(p.zones)
    today = min(facts.today(zone) for zone in zones)
    ends = _open_until(facts, today)
    if ends is None:
        return NOT_APPLICABLE
    said = speaks_of(facts.act.text, p.demand_terms)
    days = _days_given(said)
    if facts.act.single_payment_demand:
        key, free_on = "demand", ends + DAY
    elif said is not None and (days is None or today + days * DAY <= ends):
        key, free_on = "text", ends + DAY - (days or 0) * DAY
    else:
        return PASS
    reopen = None if facts.act.first_contact else max(day_start(free_on, zone) for zone in zones)
    return failed(key, reopen=reopen, said=said or "", ends=ends)


def _days_given(said: str | None) -> int | None:
    """The days that a demand leaves ("within 20 days"); None when it leaves hours, or names no number."""
    found = _DAYS.search(said) if said is not None else None
    return min(int(found[1]), DAYS_GIVEN_MAX) if found is not None else None


def _open_until(facts: Facts, today: date) -> date | None:
    """The latest day on which the period of a debt of the act may still run; None when none does."""
    if facts.act.first_contact:
        return latest_end(today)
    ends = [
        latest_end(debt.first_communication) for debt in facts.debts() if debt.first_communication is not None
    ]
    latest = max(ends, default=None)
    return latest if latest is not None and today <= latest else None
