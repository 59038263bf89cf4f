"""Teams, who owns which case, absences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from arrears.foundation.api import SYSTEM, Actor, Role, actor_by_user_id, audit, require_scope, users
from arrears.kernel import clock
from arrears.kernel.words import Words
from arrears.people.team.contracts import ItemState, NotYours, TeamFacts
from arrears.people.team.models import Absence, Assignment, Membership, Team, WorkItem
from arrears.people.team.queries.lists import NoSuchItem, scope_ids, team_facts

LEADING = frozenset({Role.LEADER, Role.ADMINISTRATOR})
OPEN_ITEMS = (ItemState.OPEN.value, ItemState.TAKEN.value)


def _leads(actor: Actor) -> None:
    if actor is not SYSTEM and actor.role not in LEADING:
        raise NotYours(Words("只有组长可以这样做", "Only a leader may do this"))


def ensure_team(
    name: str, *, leader_id: int | None, member_ids: Iterable[int] = (), actor: Actor = SYSTEM
) -> TeamFacts:
    """Make a team, or set its leader and add members. A person who is in another team moves to this one."""
    _leads(actor)
    with transaction.atomic():
        row, _made = Team.objects.update_or_create(name=name, defaults={"leader_id": leader_id})
        for user_id in member_ids:
            join(row.pk, user_id, actor)
        audit(actor, "team.set", f"team:{row.pk}", {"name": name})
    return team_facts(row)


def join(team_id: int, user_id: int, actor: Actor, *, mentor_id: int | None = None) -> None:
    """Put a person into a team from today on; the membership before ends."""
    _leads(actor)
    today = clock.today()
    with transaction.atomic():
        now = Membership.objects.select_for_update().filter(user_id=user_id, until__isnull=True).first()
        if now is not None and now.team_id == team_id:
            if mentor_id is not None and now.mentor_id != mentor_id:
                now.mentor_id = mentor_id
                now.save(update_fields=["mentor"])
            return
        if now is not None:
            now.until = today
            now.save(update_fields=["until"])
        Membership.objects.create(team_id=team_id, user_id=user_id, mentor_id=mentor_id, since=today)


def leave(user_id: int, actor: Actor) -> None:
    """End a person's membership. The cases stay until they are handed over."""
    _leads(actor)
    Membership.objects.filter(user_id=user_id, until__isnull=True).update(until=clock.today())
    audit(actor, "team.left", f"user:{user_id}", {})


def assign(cases: Iterable[tuple[int, int]], to_user: int, why: str, actor: Actor) -> int:
    """Give cases (creditor, debtor) to a person, with the reason; returns how many moved."""
    _leads(actor)
    wanted = list(dict.fromkeys(cases))
    if not why.strip():
        raise NotYours(Words("请写明分派理由", "An assignment needs a reason"))
    for creditor_id in {creditor_id for creditor_id, _debtor in wanted}:
        require_scope(actor, creditor_id)
        _sees(to_user, creditor_id)
    moved = 0
    with transaction.atomic():
        for creditor_id, debtor_id in wanted:
            moved += _move(creditor_id, debtor_id, to_user, why, actor)
        audit(actor, "cases.assigned", f"user:{to_user}", {"cases": moved, "why": why[:200]})
    return moved


def _sees(user_id: int, creditor_id: int) -> None:
    """Nobody is given a case that they could not open."""
    if not actor_by_user_id(user_id).sees(creditor_id):
        raise NotYours(Words("此人不服务该委托方", "This person does not work for that creditor"))


def _move(creditor_id: int, debtor_id: int, to_user: int, why: str, actor: Actor) -> int:
    today = clock.today()
    case = {"creditor_id": creditor_id, "debtor_id": debtor_id}
    now = Assignment.objects.select_for_update().filter(**case, until__isnull=True).first()
    if now is not None and now.user_id == to_user:
        return 0
    if now is not None:
        now.until = today
        now.save(update_fields=["until"])
    Assignment.objects.create(
        **case, user_id=to_user, since=today, why=why[:200], assigned_by=actor.name, assigned_at=clock.now()
    )
    WorkItem.objects.filter(**case, business_date=today, state__in=OPEN_ITEMS).update(
        user_id=to_user, state=ItemState.OPEN.value, taken_by=None, taken_at=None
    )
    return 1


def hand_over(from_user: int, to_user: int, why: str, actor: Actor) -> int:
    """Give all of a person's cases in the actor's scope, and what is open on today's list, to another."""
    _leads(actor)
    if from_user == to_user:
        raise NotYours(Words("请选择另一个人", "Choose somebody else"))
    if not why.strip():
        raise NotYours(Words("请写明移交理由", "Handing over needs a reason"))
    scope, today = scope_ids(actor), clock.today()
    with transaction.atomic():
        mine = Assignment.objects.select_for_update().filter(
            creditor_id__in=scope, user_id=from_user, until__isnull=True
        )
        cases = list(mine.values_list("creditor_id", "debtor_id"))
        mine.update(until=today)
        Assignment.objects.bulk_create(
            Assignment(
                creditor_id=creditor_id,
                debtor_id=debtor_id,
                user_id=to_user,
                since=today,
                why=why[:200],
                assigned_by=actor.name,
                assigned_at=clock.now(),
            )
            for creditor_id, debtor_id in cases
        )
        items = WorkItem.objects.filter(
            creditor_id__in=scope, user_id=from_user, business_date__gte=today, state__in=OPEN_ITEMS
        )
        listed = set(items.values_list("creditor_id", "debtor_id"))
        items.update(user_id=to_user, state=ItemState.OPEN.value, taken_by=None, taken_at=None)
        moved = len(listed | set(cases))
        audit(
            actor, "cases.handed_over", f"user:{from_user}", {"to": to_user, "cases": moved, "why": why[:200]}
        )
    return moved


def enter_absence(
    user_id: int, first: date, last: date, actor: Actor, *, deputy_id: int | None = None, why: str = ""
) -> int:
    """A person is away: the worklists of these days go to the deputy, else to whoever is next. Its id.

    What is open on a list that stands already (today's, when the absence begins today) goes at once.
    """
    if actor.user_id != user_id:
        _leads(actor)
    _known(actor, user_id, *(() if deputy_id is None else (deputy_id,)))
    if last < first or deputy_id == user_id or last < clock.today():
        raise NotYours(Words("日期或代理人不对", "The days or the deputy cannot be right"))
    with transaction.atomic():
        if Absence.objects.filter(user_id=user_id, first__lte=last, last__gte=first).exists():
            raise NotYours(Words("这些日期已登记缺勤", "An absence is entered for these days already"))
        row = Absence.objects.create(
            user_id=user_id, deputy_id=deputy_id, first=first, last=last, why=why[:120], entered_by=actor.name
        )
        listed = WorkItem.objects.filter(
            creditor_id__in=scope_ids(actor),
            user_id=user_id,
            business_date__range=(max(first, clock.today()), last),
            state__in=OPEN_ITEMS,
        )
        moved = listed.update(user_id=deputy_id, state=ItemState.OPEN.value, taken_by=None, taken_at=None)
        detail = {"first": str(first), "last": str(last), "cases": moved}
        audit(actor, "absence.entered", f"user:{user_id}", detail)
    return row.pk


def end_absence(absence_id: int, actor: Actor) -> None:
    """A person is back earlier: from today on the worklists are theirs again; what was handed on stays."""
    with transaction.atomic():
        row = Absence.objects.select_for_update().filter(pk=absence_id).first()
        if row is None:
            raise NoSuchItem(f"no absence {absence_id}")
        if actor.user_id != row.user_id:
            _leads(actor)
        _known(actor, row.user_id)
        today = clock.today()
        if row.first >= today:
            row.delete()
        elif row.last >= today:
            row.last = today - timedelta(days=1)
            row.save(update_fields=["last"])
        audit(actor, "absence.ended", f"user:{row.user_id}", {"absence": absence_id})


def _known(actor: Actor, *user_ids: int) -> None:
    """Only people who share a creditor with whoever decides about their work."""
    if actor is SYSTEM:
        return
    known = {one.id for one in users(actor) if one.active}
    if not set(user_ids) <= known:
        raise NotYours(Words("请选择本组织的在岗人员", "Choose somebody who works here"))
