"""The follow-up diary and the tasks to other departments."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from arrears.foundation import vault
from arrears.foundation.api import Actor, audit, creditor_by_id, require_scope
from arrears.kernel import clock
from arrears.kernel.words import Words
from arrears.people.team.contracts import (
    Department,
    FollowUpFacts,
    FollowUpOrder,
    FollowUpState,
    NotYours,
    TaskFacts,
    TaskOrder,
    TaskState,
)
from arrears.people.team.models import FollowUp, Task
from arrears.people.team.queries.departments import may_answer
from arrears.people.team.queries.lists import NoSuchItem, follow_up_facts, task_facts
from arrears.people.team.rules.departments import DUE_HOUR, DUE_WORKDAYS
from arrears.people.team.rules.workdays import workday_after

AHEAD_DAYS_MAX = 400
TEXT_CHARS_MAX = 4_000


def plan_follow_up(order: FollowUpOrder, actor: Actor) -> FollowUpFacts:
    """Put a dated intention into the diary. The same source gives the same entry again, on the new day."""
    require_scope(actor, order.creditor_id)
    today = clock.today(creditor_by_id(order.creditor_id).zone)
    if not order.what.strip():
        raise NotYours(Words("请填写要做什么", "Say what is to be done"))
    if not today <= order.due_on <= today + timedelta(days=AHEAD_DAYS_MAX):
        raise NotYours(Words("跟进日期不合理", "The day is in the past or too far ahead"))
    values = {
        "debtor_id": order.debtor_id,
        "due_on": order.due_on,
        "due_at": order.due_at,
        "what": order.what.strip()[:300],
        "user_id": order.user_id,
        "state": FollowUpState.OPEN.value,
        "made_by": actor.name,
    }
    if order.source_id is None:
        row = FollowUp.objects.create(
            creditor_id=order.creditor_id, source=order.source, made_at=clock.now(), **values
        )
    else:
        row, _made = FollowUp.objects.update_or_create(
            creditor_id=order.creditor_id,
            source=order.source,
            source_id=order.source_id,
            defaults=values,
            create_defaults={**values, "made_at": clock.now()},
        )
    return follow_up_facts(row)


def close_follow_up(follow_up_id: int, actor: Actor, *, dropped: bool = False) -> FollowUpFacts:
    """Close a diary entry: done, or dropped because it is no longer needed."""
    with transaction.atomic():
        row = FollowUp.objects.select_for_update().filter(pk=follow_up_id).first()
        if row is None:
            raise NoSuchItem(f"no follow-up {follow_up_id}")
        require_scope(actor, row.creditor_id)
        if row.state == FollowUpState.OPEN.value:
            row.state = (FollowUpState.DROPPED if dropped else FollowUpState.DONE).value
            row.closed_at, row.closed_by = clock.now(), actor.name
            row.save(update_fields=["state", "closed_at", "closed_by"])
            audit(actor, f"follow_up.{row.state}", f"follow_up:{row.pk}", {})
    return follow_up_facts(row)


def ask_department(order: TaskOrder, actor: Actor) -> TaskFacts:
    """Send a question or a task to a department. Without a time its usual one is taken."""
    require_scope(actor, order.creditor_id)
    if not order.question.strip() or len(order.question) > TEXT_CHARS_MAX:
        raise NotYours(Words("请填写问题（不超过四千字）", "Write the question (4,000 characters at most)"))
    today = clock.today(creditor_by_id(order.creditor_id).zone)
    usual = clock.at_local(workday_after(today, DUE_WORKDAYS[order.department]), DUE_HOUR)
    row = Task.objects.create(
        creditor_id=order.creditor_id,
        debtor_id=order.debtor_id,
        account_id=order.account_id,
        department=order.department.value,
        question_sealed=vault.seal(order.question),
        concern=order.concern_id,
        asked_by_user_id=actor.user_id,
        asked_by=actor.name,
        asked_at=clock.now(),
        due_at=order.due_at or usual,
    )
    audit(actor, "task.asked", f"task:{row.pk}", {"department": row.department})
    return task_facts(row)


def answer_task(task_id: int, answer: str, actor: Actor) -> TaskFacts:
    """Answer a task for its department. Whoever asked does not answer it."""
    if not answer.strip() or len(answer) > TEXT_CHARS_MAX:
        raise NotYours(Words("请填写答复（不超过四千字）", "Write the answer (4,000 characters at most)"))
    with transaction.atomic():
        row = _open_task(task_id, actor)
        if row.asked_by_user_id is not None and row.asked_by_user_id == actor.user_id:
            raise NotYours(Words("提问人不能自己答复", "Whoever asked does not answer"))
        if not may_answer(actor, Department(row.department)):
            raise NotYours(Words("由该部门的人员答复", "Somebody of the department answers"))
        row.state, row.answer_sealed = TaskState.ANSWERED.value, vault.seal(answer)
        row.answered_by, row.answered_at = actor.name, clock.now()
        row.save(update_fields=["state", "answer_sealed", "answered_by", "answered_at"])
        audit(actor, "task.answered", f"task:{row.pk}", {"late": row.answered_at > row.due_at})
    return task_facts(row)


def withdraw_task(task_id: int, actor: Actor) -> TaskFacts:
    """Take a task back before it is answered; only who asked may."""
    with transaction.atomic():
        row = _open_task(task_id, actor)
        if row.asked_by_user_id != actor.user_id:
            raise NotYours(Words("只有提问人可以撤回", "Only who asked takes it back"))
        row.state = TaskState.WITHDRAWN.value
        row.save(update_fields=["state"])
    return task_facts(row)


def _open_task(task_id: int, actor: Actor) -> Task:
    row = Task.objects.select_for_update().filter(pk=task_id).first()
    if row is None:
        raise NoSuchItem(f"no task {task_id}")
    require_scope(actor, row.creditor_id)
    if row.state != TaskState.OPEN.value:
        raise NotYours(Words("该任务已结束", "This task has ended"))
    return row
