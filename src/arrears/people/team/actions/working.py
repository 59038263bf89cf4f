"""Taking the next case, finishing it, putting it off. Two people never get the same case."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import ContactKind
from arrears.desk.promises import api as promises
from arrears.foundation.api import Actor, audit, creditors, require_scope
from arrears.gate import api as gate
from arrears.kernel import clock
from arrears.kernel.words import Words
from arrears.people.team.actions.diary import plan_follow_up
from arrears.people.team.contracts import (
    FollowUpOrder,
    FollowUpState,
    ItemState,
    NotYours,
    Why,
    WorkItemFacts,
)
from arrears.people.team.models import FollowUp, WorkItem
from arrears.people.team.queries.lists import NoSuchItem, item_facts
from arrears.people.team.rules.ranking import BY_CONTACT, NEXT_STEP_DAYS
from arrears.people.team.rules.workdays import workday_after

TRIES_MAX = 25
PHONES_MAX = 3

_PICK = """
SELECT w.id FROM team_workitem w
WHERE w.business_date = %(day)s AND w.state = 'open' AND w.user_id {whose}
  AND w.creditor_id = ANY(%(scope)s) AND (w.not_before IS NULL OR w.not_before <= %(now)s)
ORDER BY w.rank, w.id LIMIT 1
FOR UPDATE SKIP LOCKED
"""
_MINE = _PICK.format(whose="= %(user)s")
_ANYBODYS = _PICK.format(whose="IS NULL")


def next_for(actor: Actor, business_date: date) -> WorkItemFacts | None:
    """Take the next best case of a day: the actor's own first, then one that is nobody's.

    A case that may not be contacted now is passed over until the gate's next permitted time. None when there
    is nothing to do. NotYours for an actor without a user.
    """
    if actor.user_id is None:
        raise NotYours(Words("只有工作人员可以领取案件", "Only a person takes a case"))
    scope = [facts.id for facts in creditors(actor)]
    for _try in range(TRIES_MAX):
        with transaction.atomic():
            row = _pick(actor.user_id, scope, business_date)
            if row is None:
                return None
            later = _closed_until(row, actor)
            if later is None:
                _take(row, actor)
                return item_facts(row)
            row.not_before = later
            row.save(update_fields=["not_before"])
    return None


def _pick(user_id: int, scope: list[int], day: date) -> WorkItem | None:
    values: dict[str, Any] = {"day": day, "scope": scope, "now": clock.now(), "user": user_id}
    with connection.cursor() as cursor:
        for statement in (_MINE, _ANYBODYS):
            cursor.execute(statement, values)
            found = cursor.fetchone()
            if found:
                return WorkItem.objects.get(pk=found[0])
    return None


def _take(row: WorkItem, actor: Actor) -> None:
    row.state, row.user_id = ItemState.TAKEN.value, actor.user_id
    row.taken_by_id, row.taken_at = actor.user_id, clock.now()
    row.save(update_fields=["state", "user", "taken_by", "taken_at"])


def _closed_until(row: WorkItem, actor: Actor) -> datetime | None:
    """When a contact of the case is permitted next; None when one is permitted now or none is needed."""
    if not any(Why(entry["code"]) in BY_CONTACT for entry in row.why):
        return None
    phones = [
        point.contact_point_id
        for point in portfolio.contact_points(row.debtor_id, include_roles=False)
        if point.kind is ContactKind.PHONE and point.usable
    ][:PHONES_MAX]
    if not phones:
        return None  # lost contact is worked, not called
    options: list[tuple[str, int | None]] = [("call", point) for point in phones]
    answers = [found.answer for found in gate.preview(row.creditor_id, row.debtor_id, options, actor=actor)]
    if any(answer.verdict == "permit" for answer in answers):
        return None
    later = [answer.next_permitted_at for answer in answers if answer.next_permitted_at is not None]
    return min(later) if later else clock.now() + timedelta(days=1)


def _own(item_id: int, actor: Actor) -> WorkItem:
    row = WorkItem.objects.select_for_update().filter(pk=item_id).first()
    if row is None:
        raise NoSuchItem(f"no work item {item_id}")
    require_scope(actor, row.creditor_id)
    if (
        row.taken_by_id is not None
        and row.taken_by_id != actor.user_id
        and row.state == ItemState.TAKEN.value
    ):
        raise NotYours(Words("该案件正由他人处理", "Somebody else is working on this case"))
    return row


def take(item_id: int, actor: Actor) -> WorkItemFacts:
    """Take a named case from the list. NotYours when somebody else has it."""
    if actor.user_id is None:
        raise NotYours(Words("只有工作人员可以领取案件", "Only a person takes a case"))
    with transaction.atomic():
        row = _own(item_id, actor)
        _take(row, actor)
    return item_facts(row)


def done(item_id: int, actor: Actor) -> WorkItemFacts:
    """Finish a case for the day: what was due in the diary is closed, and a next step is made sure of."""
    with transaction.atomic():
        row = _own(item_id, actor)
        row.state, row.done_at = ItemState.DONE.value, clock.now()
        if row.taken_by_id is None:
            row.taken_by_id, row.taken_at = actor.user_id, clock.now()
        row.save(update_fields=["state", "done_at", "taken_by", "taken_at"])
        FollowUp.objects.filter(
            creditor_id=row.creditor_id,
            debtor_id=row.debtor_id,
            state=FollowUpState.OPEN.value,
            due_on__lte=row.business_date,
        ).update(state=FollowUpState.DONE.value, closed_at=clock.now(), closed_by=actor.name)
        _ensure_next_step(row, actor)
        audit(actor, "work.done", f"work_item:{row.pk}", {"debtor": row.debtor_id})
    return item_facts(row)


_HAS_STEP = """
SELECT EXISTS (SELECT FROM night_proposals(%(day)s) n
               WHERE n.creditor_id = %(creditor)s AND n.debtor_id = %(debtor)s AND n.due_on > %(day)s
                 AND n.action <> 'none')
    OR EXISTS (SELECT FROM contact_followups(%(day)s) c
               WHERE c.creditor_id = %(creditor)s AND c.debtor_id = %(debtor)s AND c.due_on > %(day)s)
    OR EXISTS (SELECT FROM care_open(%(day)s) o
               WHERE o.creditor_id = %(creditor)s AND o.debtor_id = %(debtor)s)
"""


def _ensure_next_step(row: WorkItem, actor: Actor) -> None:
    """Nothing is left without a next step: a promise, a follow-up, a step of the strategy, or one made here."""
    if FollowUp.objects.filter(
        creditor_id=row.creditor_id, debtor_id=row.debtor_id, state=FollowUpState.OPEN.value
    ).exists():
        return
    if any(facts.state is promises.PromiseState.OPEN for facts in promises.of_debtor(actor, row.debtor_id)):
        return
    values: dict[str, Any] = {"day": row.business_date, "creditor": row.creditor_id, "debtor": row.debtor_id}
    with connection.cursor() as cursor:
        cursor.execute(_HAS_STEP, values)
        found = cursor.fetchone()
    if found and found[0]:
        return
    plan_follow_up(
        FollowUpOrder(
            creditor_id=row.creditor_id,
            debtor_id=row.debtor_id,
            due_on=workday_after(row.business_date, NEXT_STEP_DAYS),
            what="no_next_step",
            user_id=actor.user_id,
            source="done",
            source_id=row.pk,
        ),
        actor,
    )


def later(item_id: int, until: datetime, why: str, actor: Actor) -> WorkItemFacts:
    """Put a case off: to a later hour of the day, or into the diary for another day."""
    if until <= clock.now():
        raise NotYours(Words("请选择以后的时间", "Choose a later time"))
    with transaction.atomic():
        row = _own(item_id, actor)
        day = until.astimezone(clock.zone()).date()
        row.taken_by_id, row.taken_at = None, None
        if day <= row.business_date:
            row.state, row.not_before = ItemState.OPEN.value, until
        else:
            row.state = ItemState.LATER.value
            plan_follow_up(
                FollowUpOrder(
                    creditor_id=row.creditor_id,
                    debtor_id=row.debtor_id,
                    due_on=day,
                    due_at=until,
                    what=why or "later",
                    user_id=actor.user_id,
                ),
                actor,
            )
        row.user_id = actor.user_id
        row.save(update_fields=["state", "not_before", "user", "taken_by", "taken_at"])
    return item_facts(row)
