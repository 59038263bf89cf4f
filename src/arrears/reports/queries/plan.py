"""What the period after a summary's has to hold: its targets, and how many days of work there are."""

from __future__ import annotations

from arrears.foundation.api import Actor
from arrears.kernel.days import each_day, is_rest_day_or_weekend
from arrears.people.team import api as team
from arrears.reports.contracts import Capacity, Period, Plan, Scope
from arrears.reports.queries.reading import fetch, whole
from arrears.reports.queries.targets import target_for

_WORKED = """
SELECT DISTINCT by_user_id FROM contact_attempts(%(first)s, %(last)s)
WHERE NOT automatic AND by_user_id IS NOT NULL AND creditor_id = ANY(%(creditors)s)
      AND (%(users)s::bigint[] IS NULL OR by_user_id = ANY(%(users)s))
"""


def capacity(scope: Scope, period: Period, actor: Actor) -> Capacity:
    """The working days of the period after one. People are those who worked in this one: a team's leader who
    contacts nobody counts for no capacity."""
    ahead = period.after
    users = None if scope.user_ids is None else list(scope.user_ids)
    given = {
        "first": period.first,
        "last": period.last,
        "creditors": list(scope.creditor_ids),
        "users": users,
    }
    people = sorted(whole(row[0]) for row in fetch(_WORKED, given))
    days = tuple(day for day in each_day(ahead.first, ahead.last) if not is_rest_day_or_weekend(day))
    away = {
        (one.user_id, day)
        for one in team.absences(actor, ahead.first)
        if one.user_id in people
        for day in days
        if one.first <= day <= one.last
    }
    return Capacity(period=ahead, people=tuple(people), days=days, away=tuple(sorted(away)))


def plan_of(scope: Scope, period: Period, actor: Actor) -> Plan:
    """The coming period's targets and working days."""
    able = capacity(scope, period, actor)
    return Plan(
        period=able.period,
        targets=target_for(scope, able.period, actor),
        people=len(able.people),
        days=len(able.days),
        person_days=able.person_days,
    )
