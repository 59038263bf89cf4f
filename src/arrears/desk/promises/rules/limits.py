"""May this promise be taken?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from arrears.desk.promises.contracts import Limits, Refused
from arrears.kernel.days import NoCalendar, next_workday
from arrears.kernel.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A promise before it is taken, with what stands already. Amounts in minor units of one currency."""

    amount_minor: int
    taken_on: date
    due_on: date
    owed_minor: int
    open_promises: int
    plan_active: bool


def check_promise(offered: Offered, limits: Limits) -> None:
    """Raise Refused with the limit that stands in the way.

    A promise of everything that is owed is never too small; one of more than is owed is a mistake.
    """
    if offered.amount_minor <= 0:
        raise Refused("amount", Words("承诺金额必须大于零", "A promise is of more than nothing"))
    if offered.owed_minor <= 0:
        raise Refused("nothing_owed", Words("该账户没有欠款", "Nothing is owed on this account"))
    if offered.amount_minor > offered.owed_minor:
        raise Refused("more_than_owed", Words("承诺金额超过欠款", "This is more than what is owed"))
    if offered.amount_minor < min(limits.amount_minor_min, offered.owed_minor):
        raise Refused("amount_minor_min", Words("承诺金额过小", "The amount is too small"))
    if offered.due_on < offered.taken_on:
        raise Refused("past", Words("承诺日期已过", "The day has passed"))
    if offered.due_on > offered.taken_on + timedelta(days=limits.days_ahead_max):
        days = limits.days_ahead_max
        raise Refused(
            "days_ahead_max",
            Words(
                f"承诺日期最晚在{days}天以内；更久请做分期",
                f"At most {days} days ahead; for longer, make a plan",
            ),
        )
    if offered.plan_active:
        raise Refused("plan_active", Words("已有履行中的方案", "An agreement is running on this account"))
    if offered.open_promises >= limits.open_promises_max:
        raise Refused(
            "open_promises_max",
            Words("未到期的承诺已达上限", "There are enough open promises on this account"),
        )


def grace_until_workday(due_on: date, grace_days: int, region: str = "CN") -> int:
    """Grace in days, longer where the last day is a legal rest day: the next workday counts (Civil Code 203).

    Where no calendar is known the plain grace stands.
    """
    last = due_on + timedelta(days=grace_days)
    try:
        return (next_workday(last, region) - due_on).days
    except NoCalendar:
        return grace_days


def remind_on(taken_on: date, due_on: date, reminder_days: int) -> date | None:
    """The day of the reminder, after the talk and before the due day; None when there is no such day."""
    day = due_on - timedelta(days=reminder_days)
    return day if taken_on < day < due_on else None
