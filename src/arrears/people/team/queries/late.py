"""What is late: follow-ups by person, questions to departments by department. Read by reports."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, F, Q

from arrears.kernel import clock
from arrears.people.team.contracts import Department, FollowUpState
from arrears.people.team.models import FollowUp, Task


def late_follow_ups(creditor_ids: Iterable[int], day: date) -> dict[int | None, int]:
    """Open follow-ups that were due before a day, by person; None for those of nobody."""
    rows = FollowUp.objects.filter(
        creditor_id__in=list(creditor_ids), state=FollowUpState.OPEN.value, due_on__lt=day
    )
    return dict(rows.values("user_id").annotate(late=Count("pk")).values_list("user_id", "late"))


def tasks_by_department(
    creditor_ids: Iterable[int], first: date, last: date
) -> tuple[tuple[Department, int, int, int], ...]:
    """Questions asked on days, both included: department, asked, answered, late (answered or still open after
    the time they were due by the end of the last day)."""
    start, end = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    rows = Task.objects.filter(creditor_id__in=list(creditor_ids), asked_at__gte=start, asked_at__lt=end)
    late = Q(answered_at__gt=F("due_at")) | Q(answered_at=None, state="open", due_at__lt=end)
    found = rows.values("department").annotate(
        asked=Count("pk"), answered=Count("pk", filter=~Q(answered_at=None)), late=Count("pk", filter=late)
    )
    return tuple(
        (Department(row["department"]), row["asked"], row["answered"], row["late"])
        for row in found.order_by("department")
    )
