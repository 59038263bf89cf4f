"""Setting targets: a goal for a scope, shared out to its teams and people."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from django.db import transaction

from arrears.foundation.api import Actor, Role, audit, users
from arrears.kernel import clock
from arrears.kernel.words import Words
from arrears.people.team import api as team
from arrears.reports.analytics.targets import share_out
from arrears.reports.contracts import (
    NoSuchTarget,
    ScopeKind,
    TargetKind,
    TargetOrder,
    TargetRefused,
)
from arrears.reports.models import Target
from arrears.reports.queries.targets import MILLION, opening_day, overdue_by_owner

SETTERS = frozenset({Role.LEADER, Role.STRATEGIST, Role.ADMINISTRATOR})
NOBODY = 0
DAYS_MAX = 400


def set_target(order: TargetOrder, actor: Actor) -> int:
    """Set a goal and share it out: a company's to its teams and people, a team's to its people.

    By weight of what was overdue with each; cases of nobody keep their part at the top. A share of arrears is
    the same share for everybody. Returns the id of the whole. Raises TargetRefused.
    """
    _check(order, actor)
    day = opening_day(order.period.first, clock.today())
    overdue = overdue_by_owner(order.scope.creditor_ids, order.currency, day)
    groups = _groups(order, actor)
    people = [one for members in groups.values() for one in members]
    mine = overdue if order.scope.user_ids is None else {one: overdue.get(one, 0) for one in people}
    goals = _goals(order, mine, people)
    with transaction.atomic():
        top = _row(order, order.scope.kind, None, sum(mine.values()), sum(goals.values()), actor)
        if order.scope.kind is ScopeKind.TEAM:
            top.team_id = next(iter(groups))
        if order.scope.kind is ScopeKind.PERSON:
            top.user_id = people[0]
        top.save()
        for team_id, members in groups.items():
            above = top
            if order.scope.kind is ScopeKind.COMPANY and team_id is not None:
                base, goal = (
                    sum(mine.get(one, 0) for one in members),
                    sum(goals.get(one, 0) for one in members),
                )
                if order.kind is not TargetKind.OVERDUE_SHARE and not goal:
                    continue  # nothing is overdue with this team: a goal of nought says nothing
                above = _row(order, ScopeKind.TEAM, top, base, goal, actor)
                above.team_id = team_id
                above.save()
            if order.scope.kind is not ScopeKind.PERSON:
                _people(order, above, members, mine, goals, actor)
        detail = {"kind": order.kind.value, "first": str(order.period.first), "last": str(order.period.last)}
        audit(actor, "target.set", f"target:{top.pk}", detail)
    return top.pk


def _check(order: TargetOrder, actor: Actor) -> None:
    if not actor.sees_all and actor.role not in SETTERS:
        raise TargetRefused(
            Words(
                "只有组长、策略师和管理员可以设定目标", "Leaders, strategists and administrators set targets"
            )
        )
    if not order.scope.creditor_ids or not all(actor.sees(one) for one in order.scope.creditor_ids):
        raise TargetRefused(Words("没有可见的委托方", "No creditor in scope"))
    if order.period.days > DAYS_MAX:
        raise TargetRefused(Words("期间最长约一年", "A period is a year at most"))
    if order.kind is TargetKind.RECEIVED:
        if not order.amount_minor or order.amount_minor < 0:
            raise TargetRefused(Words("请填写目标金额", "Say the amount"))
    elif order.share is None or not 0 < order.share <= 1:
        raise TargetRefused(Words("比例应大于 0、不超过 100%", "A share is more than 0 and 100 % at most"))


def _groups(order: TargetOrder, actor: Actor) -> dict[int | None, tuple[int, ...]]:
    """Teams and their people within the order's scope; people of no team stand under None."""
    known = {one.id for one in users(actor, Role.COLLECTOR)}
    wanted = known if order.scope.user_ids is None else set(order.scope.user_ids)
    if order.scope.kind is ScopeKind.PERSON:
        return {None: tuple(wanted)}
    found: dict[int | None, tuple[int, ...]] = {}
    for one in team.teams(actor):
        members = tuple(user for user in one.member_ids if user in wanted)
        if members:
            found[one.id] = members
    placed = {user for members in found.values() for user in members}
    rest = tuple(sorted(wanted - placed))
    if order.scope.kind is ScopeKind.TEAM:
        whole = [(key, members) for key, members in found.items() if set(members) == placed]
        if len(whole) != 1:
            raise TargetRefused(Words("请选择一个小组", "Choose one team"))
        return dict(whole)
    return found | ({None: rest} if rest else {})


def _goals(order: TargetOrder, overdue: Mapping[int, int], people: list[int]) -> dict[int, int]:
    """The goal of each person in money; nothing for a goal that is a share to press down to."""
    if order.kind is TargetKind.OVERDUE_SHARE:
        return {}
    keys = [*people, *(one for one in overdue if one not in people)]
    if order.kind is TargetKind.RECOVERY:
        assert order.share is not None
        whole = sum(overdue.values())
        if not whole:
            raise TargetRefused(Words("期初没有逾期金额", "Nothing is overdue at the start"))
        return share_out(int(order.share * whole), {one: overdue.get(one, 0) for one in keys})
    weights = dict.fromkeys(people, 1) if order.even else {one: max(0, overdue.get(one, 0)) for one in keys}
    if not weights:
        raise TargetRefused(Words("没有可以分配的人员", "There is nobody to share the goal with"))
    return share_out(order.amount_minor or 0, weights)


def _row(
    order: TargetOrder, scope: ScopeKind, parent: Target | None, base: int, goal: int, actor: Actor
) -> Target:
    of_share = order.kind is TargetKind.OVERDUE_SHARE
    return Target(
        kind=order.kind.value, scope=scope.value, parent=parent, creditors=list(order.scope.creditor_ids),
        currency=order.currency, first=order.period.first, last=order.period.last, base_minor=base,
        goal_minor=None if of_share else goal,
        goal_share=int((order.share or Fraction(0)) * MILLION) if order.kind is not TargetKind.RECEIVED else None,
        made_by=actor.name,
    )  # fmt: skip


def _people(
    order: TargetOrder, above: Target, members: tuple[int, ...], overdue: Mapping[int, int],
    goals: Mapping[int, int], actor: Actor,
) -> None:  # fmt: skip
    rows = []
    for user in members:
        goal = goals.get(user, 0)
        if order.kind is not TargetKind.OVERDUE_SHARE and not goal:
            continue  # nothing is overdue with this person: a goal of nought says nothing
        row = _row(order, ScopeKind.PERSON, above, overdue.get(user, 0), goal, actor)
        row.user_id = user
        rows.append(row)
    Target.objects.bulk_create(rows)


def withdraw_target(target_id: int, actor: Actor) -> None:
    """Take a target back with all its parts. NoSuchTarget outside the scope; TargetRefused for other roles."""
    if not actor.sees_all and actor.role not in SETTERS:
        raise TargetRefused(
            Words(
                "只有组长、策略师和管理员可以撤回目标",
                "Leaders, strategists and administrators withdraw targets",
            )
        )
    row = Target.objects.filter(pk=target_id, withdrawn_at=None).first()
    if row is None or not all(actor.sees(one) for one in row.creditors):
        raise NoSuchTarget(target_id)
    now, layer = clock.now(), [row.pk]
    with transaction.atomic():
        while layer:
            Target.objects.filter(pk__in=layer).update(withdrawn_at=now)
            layer = list(
                Target.objects.filter(parent_id__in=layer, withdrawn_at=None).values_list("pk", flat=True)
            )
        audit(actor, "target.withdrawn", f"target:{target_id}", {})
