"""Who looks after a concern, by when it is answered, and which contact it is about."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from arrears.desk.care.actions.concerns import note
from arrears.desk.care.contracts import (
    CareRefused,
    Complexity,
    ConcernFacts,
    ConcernKind,
    ConcernState,
)
from arrears.desk.care.models import Concern
from arrears.desk.care.queries import concern_facts, concern_row
from arrears.desk.care.rules.effects import ANSWERED, LEADERS
from arrears.desk.contact import api as contact
from arrears.foundation.api import Actor, audit, creditor_by_id, users
from arrears.gate import api as gate
from arrears.kernel.words import Words

DAYS_MAX = 30  # the latest day that the house may set by itself, from the day it was raised
WHY_CHARS_MAX = 200


def open_row(concern_id: int, actor: Actor) -> Concern:
    """The concern under lock, for somebody who may handle it."""
    row = concern_row(concern_id, actor, lock=True)
    if actor.role is None or actor.role.value not in LEADERS:
        raise CareRefused("role", Words("须由组长或合规员处理", "A leader or compliance has to handle it"))
    if row.state != ConcernState.OPEN.value:
        raise CareRefused("state", Words("该事项已结束", "It has ended already"))
    return row


def hand_to(concern_id: int, owner_id: int, actor: Actor) -> ConcernFacts:
    """Give a concern an owner: an active leader or officer who sees this creditor. Not the one complained of."""
    with transaction.atomic():
        row = open_row(concern_id, actor)
        owner = next((one for one in owners(row.creditor_id, actor) if one[0] == owner_id), None)
        if owner is None:
            raise CareRefused("owner", Words("此人不能负责该事项", "This person cannot look after it"))
        if row.about_user_id == owner_id:
            raise CareRefused(
                "second_person",
                Words("被投诉的经办人不能处理该投诉", "Whoever is complained of does not decide"),
            )
        row.owner_id = owner_id
        row.save(update_fields=["owner"])
        note(row, "owner", actor, {"owner": owner[1]})
        audit(actor, "concern.owner", f"concern:{row.pk}", {"owner": owner_id})
    return concern_facts(row)


def owners(creditor_id: int, actor: Actor) -> tuple[tuple[int, str], ...]:
    """Who may look after a concern of a creditor: (user id, name)."""
    inside = Actor(name=actor.name, creditor_ids=frozenset({creditor_id}))
    return tuple(
        (one.id, one.name)
        for one in users(inside)
        if one.active and one.role is not None and one.role.value in LEADERS
    )


def rate(concern_id: int, complexity: Complexity, why: str, actor: Actor) -> ConcernFacts:
    """Say how hard a complaint is; the day of its answer follows by the regime's rule (CN-Q1)."""
    with transaction.atomic():
        row = open_row(concern_id, actor)
        if row.kind != ConcernKind.COMPLAINT.value or "cn" not in creditor_by_id(row.creditor_id).regimes:
            raise CareRefused(
                "due", Words("该事项的期限不按此规则", "Its day does not follow from this rule")
            )
        found = gate.complaint_due(
            {
                "received_on": row.opened_on.isoformat(),
                "kind": "complaint",
                "complexity": complexity.value,
            }
        )
        _due(row, date.fromisoformat(found["due_on"]), str(found["rules"][0]["id"]), why, actor)
    return concern_facts(row)


def set_due(concern_id: int, due_on: date, why: str, actor: Actor) -> ConcernFacts:
    """Set the day of the answer where no rule gives one: thirty days after it was raised at the latest.

    A complaint's day by rule can only be brought forward.
    """
    with transaction.atomic():
        row = open_row(concern_id, actor)
        if ConcernKind(row.kind) not in ANSWERED:
            raise CareRefused("due", Words("该事项无须答复", "It needs no answer"))
        by_rule = row.due_rule not in ("", "house") and row.due_on is not None
        latest = row.due_on if by_rule and row.due_on else row.opened_on + timedelta(days=DAYS_MAX)
        if not row.opened_on <= due_on <= latest:
            raise CareRefused(
                "due",
                Words(
                    f"期限须在{row.opened_on}至{latest}之间", f"The day lies from {row.opened_on} to {latest}"
                ),
            )
        _due(row, due_on, row.due_rule or "house", why, actor)
    return concern_facts(row)


def _due(row: Concern, due_on: date, rule: str, why: str, actor: Actor) -> None:
    if not why.strip():
        raise CareRefused("why", Words("请说明原因", "A reason is needed"))
    before, row.due_on, row.due_rule = row.due_on, due_on, rule
    row.save(update_fields=["due_on", "due_rule"])
    detail = {"before": str(before or ""), "due_on": str(due_on), "why": why.strip()[:WHY_CHARS_MAX]}
    note(row, "due", actor, detail)
    audit(actor, "concern.due", f"concern:{row.pk}", detail)


def link_contact(concern_id: int, attempt_id: int, actor: Actor) -> ConcernFacts:
    """Say which contact a concern is about. A complaint then names whoever made that contact."""
    with transaction.atomic():
        row = open_row(concern_id, actor)
        talk = contact.attempt(attempt_id, actor)
        if (talk.creditor_id, talk.debtor_id) != (row.creditor_id, row.debtor_id):
            raise CareRefused("attempt", Words("该通话属于另一个案件", "That talk belongs to another case"))
        row.attempt_id = attempt_id
        if row.kind == ConcernKind.COMPLAINT.value:
            row.about_user_id = talk.by_user_id
            if row.owner_id == talk.by_user_id:
                row.owner_id = None
        row.save(update_fields=["attempt", "about_user", "owner"])
        note(row, "linked", actor, {"attempt": str(attempt_id)})
        audit(actor, "concern.linked", f"concern:{row.pk}", {"attempt": attempt_id})
    return concern_facts(row)
