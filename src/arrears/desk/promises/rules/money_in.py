"""What was really received, day by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class MoneyIn:
    """Net money of one account on a day, minor units; negative when money was given back or moved away."""

    day: date
    amount_minor: int


def received(money: Iterable[MoneyIn], first: date, as_of: date) -> list[MoneyIn]:
    """Positive sums by day from `first` to `as_of`, in order of days.

    What was given back takes from the newest money received before it, back to any day: money that was
    returned or moved to another account was not received. Money of one day is netted first.
    """
    by_day: dict[date, int] = {}
    for entry in money:
        if entry.day <= as_of:
            by_day[entry.day] = by_day.get(entry.day, 0) + entry.amount_minor
    stack: list[MoneyIn] = []
    for day in sorted(by_day):
        amount = by_day[day]
        if amount > 0:
            stack.append(MoneyIn(day, amount))
            continue
        back = -amount
        while back and stack:
            last = stack.pop()
            if last.amount_minor > back:
                stack.append(MoneyIn(last.day, last.amount_minor - back))
                break
            back -= last.amount_minor
    return [entry for entry in stack if entry.day >= first]
