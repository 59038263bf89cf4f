"""Who answers for which department, and how fast departments answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from arrears.foundation.api import Actor, Role, users
from arrears.kernel import clock
from arrears.people.team.contracts import Department, DepartmentFigures, DepartmentMemberFacts
from arrears.people.team.models import DepartmentMember
from arrears.people.team.queries.lists import scope_ids


def departments_of(actor: Actor) -> frozenset[Department]:
    """The departments whose inbox a person sees: the own ones; all of them for whoever leads or checks."""
    if actor.role is not Role.DEPARTMENT:
        return frozenset(Department)
    rows = DepartmentMember.objects.filter(user_id=actor.user_id or 0, until__isnull=True)
    return frozenset(Department(name) for name in rows.values_list("department", flat=True))


def department_members(actor: Actor) -> tuple[DepartmentMemberFacts, ...]:
    """Who answers for which department now, among the people that the actor sees."""
    names = {one.id: one.name for one in users(actor, Role.DEPARTMENT) if one.active}
    rows = DepartmentMember.objects.filter(until__isnull=True, user_id__in=names)
    return tuple(
        DepartmentMemberFacts(
            user_id=row.user_id, name=names[row.user_id], department=Department(row.department)
        )
        for row in rows.order_by("department", "user_id")
    )


def may_answer(actor: Actor, department: Department) -> bool:
    """A member of the department. While it has none, whoever leads or checks writes its answer down."""
    members = {one.user_id for one in department_members(actor) if one.department is department}
    if members:
        return actor.user_id in members
    return actor.role in (Role.LEADER, Role.COMPLIANCE, Role.ADMINISTRATOR)


_FIGURES = """
SELECT t.department, count(*), count(*) FILTER (WHERE t.state = 'answered'),
       count(*) FILTER (WHERE t.state = 'open'),
       count(*) FILTER (WHERE coalesce(t.answered_at, %(now)s) > t.due_at),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM t.answered_at - t.asked_at) / 3600)
           FILTER (WHERE t.state = 'answered')
FROM team_task t
WHERE t.creditor_id = ANY(%(scope)s) AND t.state <> 'withdrawn'
  AND t.asked_at >= %(start)s AND t.asked_at < %(end)s
GROUP BY t.department
"""


def department_figures(actor: Actor, first: date, last: date) -> tuple[DepartmentFigures, ...]:
    """Each department's tasks that were asked from a day to a day, in the actor's scope."""
    values: dict[str, Any] = {
        "scope": scope_ids(actor),
        "start": clock.day_bounds(first)[0],
        "end": clock.day_bounds(last)[1],
        "now": clock.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, values)
        found = {row[0]: row for row in cursor.fetchall()}
    return tuple(
        DepartmentFigures(
            department=department,
            asked=row[1],
            answered=row[2],
            open=row[3],
            late=row[4],
            hours=None if row[5] is None else round(float(row[5]), 1),
        )
        for department in Department
        if (row := found.get(department.value))
    )
