"""When and how often (RG 96, from memory: to be verified before use)."""

from __future__ import annotations

from datetime import date, time

from arrears.gate.packs.parts import counters
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.hours import within_hours
from arrears.gate.packs.parts.outcome import Outcome, Params, failed, passed
from arrears.gate.packs.parts.windows import Hours

_BY_POST = frozenset({"letter", "postcard"})


def _week(p: Params) -> Hours:
    def of_day(day: date) -> tuple[time, time] | None:
        return (p.weekend_opens, p.weekend_closes) if day.isoweekday() > 5 else (p.opens, p.closes)

    return of_day


def hours(facts: Facts, p: Params) -> Outcome:
    """AU: weekdays 7:30 to 21, weekends 9 to 21; the edges themselves are closed."""
    return within_hours(facts, facts.zones(p.zones), _week(p), "open")


def few_contacts(facts: Facts, p: Params) -> Outcome:
    """AU: three contacts in any seven days and ten in any thirty (a month read short); every try counts."""
    moments = [
        contact.at
        for contact in facts.history
        if contact.direction != "in" and contact.channel not in _BY_POST and facts.same_person(contact)
    ]
    zones = facts.zones(p.zones)
    week = counters.rolling(moments, facts, zones, p.days_week, p.most_week)
    if week.reached >= p.most_week:
        return failed("week", reopen=week.reopen, count=week.reached)
    month = counters.rolling(moments, facts, zones, p.days_month, p.most_month)
    if month.reached >= p.most_month:
        return failed("month", reopen=month.reopen, count=month.reached)
    return passed("count", week=week.reached, month=month.reached)
