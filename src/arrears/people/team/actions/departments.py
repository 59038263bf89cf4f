"""Who answers for the other departments."""

from __future__ import annotations

from django.db import transaction

from arrears.foundation.api import Actor, Role, audit, users
from arrears.kernel import clock
from arrears.kernel.words import Words
from arrears.people.team.contracts import Department, NotYours
from arrears.people.team.models import DepartmentMember


def join_department(user_id: int, department: Department, actor: Actor) -> None:
    """Let a person answer for a department from today on. Only an administrator; only whoever has its seat."""
    _administers(actor)
    if user_id not in {one.id for one in users(actor, Role.DEPARTMENT) if one.active}:
        raise NotYours(Words("请选择协作部门的人员", "Choose somebody with the seat of another department"))
    with transaction.atomic():
        _row, made = DepartmentMember.objects.get_or_create(
            user_id=user_id,
            department=department.value,
            until=None,
            defaults={"since": clock.today(), "entered_by": actor.name},
        )
        if made:
            audit(actor, "department.joined", f"user:{user_id}", {"department": department.value})


def leave_department(user_id: int, department: Department, actor: Actor) -> None:
    """End it: the person answers for the department no longer."""
    _administers(actor)
    with transaction.atomic():
        ended = DepartmentMember.objects.filter(
            user_id=user_id, department=department.value, until__isnull=True
        ).update(until=clock.today())
        if ended:
            audit(actor, "department.left", f"user:{user_id}", {"department": department.value})


def _administers(actor: Actor) -> None:
    if actor.role is not Role.ADMINISTRATOR:
        raise NotYours(Words("只有管理员可以这样做", "Only an administrator may do this"))
