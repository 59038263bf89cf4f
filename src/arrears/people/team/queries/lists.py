"""Lists: the worklist, the diary, tasks, teams."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from arrears.foundation import vault
from arrears.foundation.api import Actor, audit, creditors
from arrears.kernel import clock
from arrears.kernel.words import Words
from arrears.people.team.contracts import (
    PAGE_SIZE_MAX,
    Department,
    Filters,
    FollowUpFacts,
    FollowUpState,
    ItemState,
    Page,
    TaskFacts,
    TaskState,
    TeamFacts,
    WhyLine,
    WorkItemFacts,
)
from arrears.people.team.models import FollowUp, Membership, Task, Team, WorkItem

COUNT_MAX = 10_000
LIST_MAX = 200
ORDERS = {
    "rank": ("rank", "pk"),
    "due": ("due_at", "rank", "pk"),
    "overdue": ("-overdue_minor", "pk"),
    "value": ("-value_minor", "pk"),
    "age": ("-days_past_due", "pk"),
}


class NoSuchItem(LookupError):
    """No work item, follow-up or task with this id."""


def scope_ids(actor: Actor) -> list[int]:
    """Creditors in the actor's scope: what leads every index here."""
    return [facts.id for facts in creditors(actor)]


def item_facts(row: WorkItem) -> WorkItemFacts:
    return WorkItemFacts(
        id=row.pk,
        creditor_id=row.creditor_id,
        debtor_id=row.debtor_id,
        business_date=row.business_date,
        user_id=row.user_id,
        rank=row.rank,
        why=tuple(WhyLine(code=entry["code"], words=Words(entry["zh"], entry["en"])) for entry in row.why),
        state=ItemState(row.state),
        due_on=row.due_on,
        due_at=row.due_at,
        not_before=row.not_before,
        taken_at=row.taken_at,
        taken_by_id=row.taken_by_id,
        action=row.action,
        channel=row.channel,
        script=row.script,
        segment=row.segment,
        days_past_due=row.days_past_due,
        overdue_minor=row.overdue_minor,
        value_minor=row.value_minor,
        currency=row.currency,
        escalated=row.escalated,
    )


def worklist(
    actor: Actor, business_date: date, filters: Filters | None = None, page: int = 1, size: int = 50
) -> Page[WorkItemFacts]:
    """One page of a day's worklist in the actor's scope. `total` is counted up to 10,000."""
    rows = _narrowed(actor, business_date, filters or Filters())
    size = max(1, min(size, PAGE_SIZE_MAX))
    number = max(1, page)
    total = rows.order_by()[:COUNT_MAX].count()
    order = ORDERS.get((filters or Filters()).order, ORDERS["rank"])
    listed = rows.order_by(*order)[(number - 1) * size : number * size]
    return Page(items=tuple(item_facts(row) for row in listed), number=number, size=size, total=total)


def _narrowed(actor: Actor, business_date: date, filters: Filters) -> QuerySet[WorkItem]:
    scope = scope_ids(actor)
    if filters.creditor_id is not None:
        scope = [one for one in scope if one == filters.creditor_id]
    rows = WorkItem.objects.filter(business_date=business_date, creditor_id__in=scope)
    if filters.states:
        rows = rows.filter(state__in=filters.states)
    if filters.mine:
        rows = rows.filter(Q(user_id=actor.user_id) | Q(taken_by_id=actor.user_id))
    elif filters.unassigned:
        rows = rows.filter(user_id__isnull=True)
    elif filters.user_id is not None:
        rows = rows.filter(user_id=filters.user_id)
    if filters.why:
        rows = rows.filter(why__contains=[{"code": filters.why}])
    if filters.debtor_ids:
        rows = rows.filter(debtor_id__in=filters.debtor_ids)
    plain = {
        "action": filters.action,
        "channel": filters.channel,
        "segment": filters.segment,
        "days_past_due__gte": filters.days_past_due_min,
        "days_past_due__lte": filters.days_past_due_max,
        "overdue_minor__gte": filters.overdue_minor_min,
        "escalated": filters.escalated,
    }
    return rows.filter(**{name: value for name, value in plain.items() if value is not None and value != ""})


def item_of(actor: Actor, debtor_id: int, business_date: date) -> WorkItemFacts | None:
    """The work item of a case on a day, in the actor's scope."""
    row = WorkItem.objects.filter(
        creditor_id__in=scope_ids(actor), debtor_id=debtor_id, business_date=business_date
    ).first()
    return item_facts(row) if row else None


def follow_up_facts(row: FollowUp) -> FollowUpFacts:
    return FollowUpFacts(
        id=row.pk,
        creditor_id=row.creditor_id,
        debtor_id=row.debtor_id,
        due_on=row.due_on,
        due_at=row.due_at,
        what=row.what,
        user_id=row.user_id,
        source=row.source,
        source_id=row.source_id,
        state=FollowUpState(row.state),
        escalated_on=row.escalated_on,
        made_by=row.made_by,
    )


_FROM_TALK = """
SELECT c.creditor_id, c.debtor_id, c.due_on, c.due_at, c.outcome, c.by_user_id, c.attempt_id
FROM contact_followups(%(day)s) c
WHERE c.creditor_id = ANY(%(scope)s) AND c.debtor_id = %(debtor)s AND c.due_on IS NOT NULL
  AND NOT EXISTS (SELECT FROM team_followup f
                  WHERE f.creditor_id = c.creditor_id AND f.source = 'attempt' AND f.source_id = c.attempt_id)
"""


def follow_ups_of(actor: Actor, debtor_id: int) -> tuple[FollowUpFacts, ...]:
    """The open diary of a case, next first; what today's talk asked for is in it already (id 0)."""
    scope = scope_ids(actor)
    rows = FollowUp.objects.filter(creditor_id__in=scope, debtor_id=debtor_id, state=FollowUpState.OPEN.value)
    listed = [follow_up_facts(row) for row in rows[:LIST_MAX]]
    with connection.cursor() as cursor:
        cursor.execute(_FROM_TALK, {"day": clock.today(), "scope": scope, "debtor": debtor_id})
        fresh = cursor.fetchall()
    if fresh:  # the newest talk replaces what older talks asked for
        listed = [facts for facts in listed if facts.source != "attempt"]
    listed += [
        FollowUpFacts(
            id=0,
            creditor_id=row[0],
            debtor_id=row[1],
            due_on=row[2],
            due_at=row[3],
            what=row[4],
            user_id=row[5],
            source="attempt",
            source_id=row[6],
            state=FollowUpState.OPEN,
            escalated_on=None,
            made_by="",
        )
        for row in fresh
    ]
    return tuple(sorted(listed, key=lambda facts: (facts.due_on, facts.id)))


def overdue_follow_ups(actor: Actor, today: date, last: int = LIST_MAX) -> tuple[FollowUpFacts, ...]:
    """Open follow-ups in scope whose day has passed, the oldest first: what the leader sees."""
    rows = FollowUp.objects.filter(
        creditor_id__in=scope_ids(actor), state=FollowUpState.OPEN.value, due_on__lt=today
    )
    return tuple(follow_up_facts(row) for row in rows.order_by("due_on", "pk")[:last])


def task_facts(row: Task, *, question: str = "", answer: str = "") -> TaskFacts:
    ended = row.answered_at or clock.now()
    return TaskFacts(
        id=row.pk,
        creditor_id=row.creditor_id,
        debtor_id=row.debtor_id,
        account_id=row.account_id,
        department=Department(row.department),
        state=TaskState(row.state),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        due_at=row.due_at,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
        late=row.state != TaskState.WITHDRAWN.value and ended > row.due_at,
        escalated_at=row.escalated_at,
        question=question,
        answer=answer,
    )


def _opened(rows: QuerySet[Task], reveal: bool) -> tuple[TaskFacts, ...]:
    return tuple(
        task_facts(
            row,
            question=vault.unseal(row.question_sealed) if reveal else "",
            answer=vault.unseal(row.answer_sealed) if reveal else "",
        )
        for row in rows[:LIST_MAX]
    )


def tasks_of(actor: Actor, debtor_id: int, *, reveal: bool = False) -> tuple[TaskFacts, ...]:
    """The tasks of a case, open ones first. `reveal` opens the texts and leaves an audit line."""
    rows = Task.objects.filter(creditor_id__in=scope_ids(actor), debtor_id=debtor_id)
    found = _opened(rows.order_by("-state", "due_at", "pk"), reveal)
    if reveal and found:
        audit(actor, "tasks.read", f"case:{debtor_id}", {})
    return found


def open_tasks(
    actor: Actor, departments: Iterable[Department] = tuple(Department), *, reveal: bool = False
) -> tuple[TaskFacts, ...]:
    """Open tasks in scope, the next due first: the inbox of departments."""
    wanted = [one.value for one in departments]
    rows = Task.objects.filter(
        creditor_id__in=scope_ids(actor), state=TaskState.OPEN.value, department__in=wanted
    )
    found = _opened(rows.order_by("due_at", "pk"), reveal)
    if reveal and found:
        audit(actor, "tasks.read", f"department:{','.join(sorted(wanted))}", {})
    return found


def team_facts(row: Team) -> TeamFacts:
    members = Membership.objects.filter(team_id=row.pk, until__isnull=True).order_by("user_id")
    return TeamFacts(
        id=row.pk,
        name=row.name,
        leader_id=row.leader_id,
        member_ids=tuple(members.values_list("user_id", flat=True)),
    )


def teams(actor: Actor) -> tuple[TeamFacts, ...]:
    """Teams: a leader's own, all of them for everybody else who may look."""
    rows = Team.objects.order_by("name")
    own = rows.filter(leader_id=actor.user_id)
    return tuple(team_facts(row) for row in (own if own.exists() else rows))


def team_of(user_id: int) -> TeamFacts | None:
    """The team that a person is in now."""
    membership = Membership.objects.filter(user_id=user_id, until__isnull=True).select_related("team").first()
    return team_facts(membership.team) if membership else None
