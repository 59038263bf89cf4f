"""Targets as they stand: the goal, what came in, what is needed each working day, and the light."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from arrears.foundation.api import Actor, Role, creditors, users
from arrears.kernel import clock
from arrears.kernel.days import is_rest_day_or_weekend
from arrears.kernel.words import Words
from arrears.people.team import api as team
from arrears.reports.analytics import closings, stock
from arrears.reports.analytics.stock import Cut, Stock
from arrears.reports.analytics.targets import progress, share_progress, working_days
from arrears.reports.contracts import (
    NoSuchTarget,
    Period,
    Scope,
    ScopeKind,
    TargetKind,
    TargetLine,
)
from arrears.reports.models import Target
from arrears.reports.queries.closing import folder
from arrears.reports.queries.reading import fetch, whole

MILLION = 1_000_000
LIST_MAX = 1_000
_RECEIVED = """
SELECT coalesce(w.user_id, 0), r.creditor_id, a.currency, r.effective_on, sum(r.amount_minor)::bigint
FROM book_receipts(%(last)s) r JOIN book_accounts(%(last)s) a USING (creditor_id, account_id)
LEFT JOIN team_owners(%(last)s) w USING (creditor_id, debtor_id)
WHERE r.creditor_id = ANY(%(creditors)s) AND r.effective_on BETWEEN %(first)s AND %(last)s
GROUP BY 1, 2, 3, 4
"""
_OVERDUE = """
SELECT coalesce(w.user_id, 0),
       sum(i.owed_principal + i.owed_interest + i.owed_fee + i.owed_penalty + i.owed_cost + i.owed_tax)::bigint
FROM book_items(%(day)s) i JOIN book_accounts(%(day)s) a USING (creditor_id, account_id)
LEFT JOIN team_owners(%(day)s) w USING (creditor_id, debtor_id)
WHERE a.creditor_id = ANY(%(creditors)s) AND a.status = 'open' AND a.currency = %(currency)s
      AND i.due_on < %(day)s
GROUP BY 1
"""
Received = Mapping[date, int]


def overdue_by_owner(creditor_ids: Iterable[int], currency: str, day: date) -> dict[int, int]:
    """What is overdue at the end of a day by who owns the case; 0 stands for nobody."""
    rows = fetch(_OVERDUE, {"creditors": list(creditor_ids), "currency": currency, "day": day})
    return {whole(row[0]): whole(row[1]) for row in rows}


class _Receipts:
    """Money by owner, creditor, currency and day; read once for each period."""

    def __init__(self, creditor_ids: Sequence[int], day: date) -> None:
        self.creditors, self.day = list(creditor_ids), day
        self.read: dict[Period, list[tuple[int, int, str, date, int]]] = {}

    def of(self, scope: Scope, period: Period, currency: str) -> dict[date, int]:
        """Money of a scope by day, up to the day of the reading."""
        until = min(period.last, self.day)
        if until < period.first:
            return {}
        span = Period(first=period.first, last=until)
        if span not in self.read:
            given = {"creditors": self.creditors, "first": span.first, "last": span.last}
            self.read[span] = [(row[0], row[1], row[2], row[3], row[4]) for row in fetch(_RECEIVED, given)]
        found: dict[date, int] = {}
        for user, creditor, unit, on, amount in self.read[span]:
            mine = scope.user_ids is None or user in scope.user_ids
            if mine and creditor in scope.creditor_ids and unit == currency:
                found[on] = found.get(on, 0) + amount
        return found


def stock_of(scope: Scope, currency: str, day: date) -> Stock:
    """How the accounts of a scope stood at a closing."""
    cut = Cut(creditors=scope.creditor_ids, currency=currency, users=scope.user_ids)
    return stock.total(folder(), day, cut)


def share_of(scope: Scope, currency: str, day: date | None) -> Fraction | None:
    """Overdue over balance of a scope at a closing; None without one or without a balance."""
    if day is None:
        return None
    found = stock_of(scope, currency, day)
    return Fraction(found.overdue, found.balance) if found.balance else None


def _visible(rows: Iterable[Target], actor: Actor) -> list[Target]:
    seen = {one.id for one in creditors(actor)}
    kept = [row for row in rows if actor.sees_all or set(row.creditors) <= seen]
    if actor.role is Role.COLLECTOR:
        return [row for row in kept if row.user_id == actor.user_id]
    return kept


def scope_of_target(row: Target, people: Mapping[int, str], members: Mapping[int, tuple[int, ...]]) -> Scope:
    """Whose target it is; a team's people are those of today."""
    ids = tuple(row.creditors)
    if row.scope == ScopeKind.PERSON:
        name = people.get(row.user_id or 0, "–")
        return Scope(
            kind=ScopeKind.PERSON, title=Words(name, name), creditor_ids=ids, user_ids=(row.user_id or 0,)
        )
    if row.scope == ScopeKind.TEAM and row.team is not None:
        name = row.team.name
        return Scope(
            kind=ScopeKind.TEAM, title=Words(name, name), creditor_ids=ids,
            user_ids=members.get(row.team_id or 0) or (0,),
        )  # fmt: skip
    return Scope(kind=ScopeKind.COMPANY, title=Words("公司", "Company"), creditor_ids=ids)


def _lines(rows: Sequence[Target], actor: Actor, day: date) -> list[TargetLine]:
    people = {one.id: one.name for one in users(actor)}
    members = {one.id: one.member_ids for one in team.teams(actor)}
    receipts = _Receipts(sorted({one for row in rows for one in row.creditors}), day)
    closed = closings.days(folder())
    known = {row.pk: row for row in rows}

    def depth(row: Target) -> int:
        above = known.get(row.parent_id or 0)
        return 0 if above is None else 1 + depth(above)

    return [
        _line(row, scope_of_target(row, people, members), depth(row), day, receipts, closed) for row in rows
    ]


def _line(
    row: Target, scope: Scope, depth: int, day: date, receipts: _Receipts, closed: Sequence[date]
) -> TargetLine:
    span = Period(first=row.first, last=row.last)
    kind = TargetKind(row.kind)
    gone, days = working_days(row.first, row.last, day, is_rest_day_or_weekend)
    goal: int | Fraction
    actual: int | Fraction | None
    expected: int | Fraction | None
    start_on, seen_on = None, None
    if kind is TargetKind.OVERDUE_SHARE:
        before = [one for one in closed if one < row.first]
        during = [one for one in closed if row.first <= one <= min(day, row.last)]
        start_on, seen_on = before[-1] if before else None, during[-1] if during else None
        start, actual = (share_of(scope, row.currency, one) for one in (start_on, seen_on))
        goal, needed = Fraction(row.goal_share or 0, MILLION), None
        expected, light, why = share_progress(goal, start, actual, gone, days)
    else:
        actual, goal = sum(receipts.of(scope, span, row.currency).values()), row.goal_minor or 0
        found = progress(goal, actual, row.first, row.last, day, is_rest_day_or_weekend)
        needed, expected, light, why = found.needed, found.expected, found.light, found.why
    return TargetLine(
        id=row.pk, depth=depth, kind=kind, scope=scope, period=span, day=day, currency=row.currency,
        base=row.base_minor, base_on=opening_day(row.first, row.made_at.astimezone(clock.zone()).date()),
        goal=goal, actual=actual,
        share=Fraction(row.goal_share, MILLION) if kind is TargetKind.RECOVERY and row.goal_share else None,
        needed=needed, expected=expected, days_gone=gone, days_left=days - gone, light=light.value, why=why,
        made_by=row.made_by, start_on=start_on, seen_on=seen_on,
    )  # fmt: skip


def _ordered(rows: Sequence[Target]) -> list[Target]:
    """Wholes by period, each followed by its parts."""
    below: dict[int | None, list[Target]] = {}
    known = {row.pk for row in rows}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    found: list[Target] = []

    def walk(row: Target) -> None:
        found.append(row)
        for one in below.get(row.pk, []):
            walk(one)

    for row in below.get(None, []):
        walk(row)
    return found


def targets(actor: Actor, day: date, within: Scope | None = None) -> tuple[TargetLine, ...]:
    """Targets whose period holds a day, or begins after it, in the actor's scope: each whole with its parts. `within`:
    those alone that hold one of its creditors, and are of none but its people."""
    rows = Target.objects.filter(last__gte=day, withdrawn_at=None).select_related("team")
    found = _ordered(_visible(rows.order_by("first", "last", "pk")[:LIST_MAX], actor))
    return tuple(one for one in _lines(found, actor, day) if within is None or _is_within(one.scope, within))


def _is_within(scope: Scope, asked: Scope) -> bool:
    people = asked.user_ids is None or (
        scope.user_ids is not None and set(scope.user_ids) <= set(asked.user_ids)
    )
    return people and not set(scope.creditor_ids).isdisjoint(asked.creditor_ids)


def target(target_id: int, actor: Actor, day: date) -> tuple[TargetLine, tuple[tuple[date, int], ...]]:
    """One target, and for money what came in on each day of its period so far (days without any left out)."""
    rows = _visible(Target.objects.filter(pk=target_id, withdrawn_at=None).select_related("team"), actor)
    if not rows:
        raise NoSuchTarget(target_id)
    (line,) = _lines(rows, actor, day)
    if line.kind is TargetKind.OVERDUE_SHARE:
        return line, ()
    days = _Receipts(line.scope.creditor_ids, day).of(line.scope, line.period, line.currency)
    return line, tuple(sorted(days.items()))


def shared_out(target_id: int, actor: Actor, day: date) -> tuple[TargetLine, ...]:
    """The goals that a target was shared out to, one step down, in the actor's scope."""
    rows = Target.objects.filter(parent_id=target_id, withdrawn_at=None).select_related("team").order_by("pk")
    return tuple(_lines(_visible(rows[:LIST_MAX], actor), actor, day))


def target_for(scope: Scope, period: Period, actor: Actor) -> tuple[TargetLine, ...]:
    """Money targets of exactly this scope whose period holds the period and begins with it."""
    rows = Target.objects.filter(
        first=period.first, last__gte=period.last, withdrawn_at=None, scope=scope.kind.value
    ).exclude(kind=TargetKind.OVERDUE_SHARE.value)
    lines = _lines(
        _visible(rows.select_related("team").order_by("-pk")[:LIST_MAX], actor), actor, period.last
    )
    same = [
        one
        for one in lines
        if set(one.scope.creditor_ids) == set(scope.creditor_ids)
        and (one.scope.user_ids is None) is (scope.user_ids is None)
        and set(one.scope.user_ids or ()) == set(scope.user_ids or ())
    ]
    return tuple({one.currency: one for one in reversed(same)}.values())


def opening_day(first: date, today: date) -> date:
    """The day whose arrears a goal is measured by: the eve of the period, or today when it has not begun."""
    return min(first - timedelta(days=1), today)
