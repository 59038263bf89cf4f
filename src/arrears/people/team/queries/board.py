"""The board of a day: what each person did, from what the rooms publish."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from arrears.foundation.api import Actor, users
from arrears.kernel import clock
from arrears.people.team.contracts import AbsenceFacts, PersonDay, TeamDay
from arrears.people.team.models import Absence, Membership
from arrears.people.team.queries.lists import scope_ids

_ATTEMPTS = """
SELECT user_id, sum(attempts)::integer, sum(simulated)::integer, sum(reached)::integer
FROM contact_people(%(day)s) WHERE creditor_id = ANY(%(scope)s) GROUP BY user_id
"""
_PROMISES = """
SELECT user_id, currency, sum(taken)::integer, sum(taken_minor)::bigint, sum(kept)::integer, sum(broken)::integer
FROM promises_people(%(day)s) WHERE creditor_id = ANY(%(scope)s) GROUP BY user_id, currency
"""
_QUEUE = """
SELECT user_id, currency, count(*) FILTER (WHERE state = 'open')::integer,
       count(*) FILTER (WHERE state = 'taken')::integer, count(*) FILTER (WHERE state = 'done')::integer
FROM team_workitem WHERE business_date = %(day)s AND creditor_id = ANY(%(scope)s)
GROUP BY user_id, currency
"""
_MONEY = """
SELECT a.user_id, b.currency, sum(r.amount_minor)::bigint
FROM book_receipts(%(day)s) r
JOIN book_accounts(%(day)s) b ON b.creditor_id = r.creditor_id AND b.account_id = r.account_id
LEFT JOIN team_assignment a
  ON a.creditor_id = b.creditor_id AND a.debtor_id = b.debtor_id AND a.since <= %(day)s
 AND (a.until IS NULL OR a.until > %(day)s)
WHERE r.effective_on = %(day)s AND r.creditor_id = ANY(%(scope)s)
GROUP BY a.user_id, b.currency
"""
_COMPLAINTS = """
SELECT about_user_id, count(*)::integer FROM care_open(%(day)s)
WHERE kind = 'complaint' AND opened_on = %(day)s AND creditor_id = ANY(%(scope)s) GROUP BY about_user_id
"""
_LATE = """
SELECT user_id, count(*)::integer FROM team_followup
WHERE state = 'open' AND due_on < %(day)s AND creditor_id = ANY(%(scope)s) GROUP BY user_id
"""
_TASKS = """
SELECT count(*)::integer FROM team_task
WHERE creditor_id = ANY(%(scope)s) AND due_at < %(end)s AND (state = 'open' OR answered_at > due_at)
  AND (answered_at IS NULL OR answered_at >= %(start)s)
"""


@dataclass(slots=True)
class _Line:
    """One person's figures in one currency while they are put together."""

    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def team_day(actor: Actor, day: date) -> TeamDay:
    """The board of a day in the actor's scope, one row for each person and currency.

    Money received is that of the cases assigned to the person. `attempts` holds simulated ones too; they
    are counted apart, and never enter `reached`.
    """
    start, end = clock.day_bounds(day)
    values = {"day": day, "scope": scope_ids(actor), "start": start, "end": end}
    lines: dict[tuple[int, str], _Line] = defaultdict(_Line)
    pool: dict[str, int] = defaultdict(int)
    received: dict[str, int] = defaultdict(int)
    promised: dict[str, int] = defaultdict(int)
    home = {facts.id: "CNY" for facts in users(actor)}
    for user, currency, queue, taken, done in _rows(_QUEUE, values):
        if user is None:
            pool["unassigned"] += queue
            continue
        home[user] = currency
        _add(lines[user, currency], queue=queue, taken=taken, done=done)
    for user, currency, taken, minor, kept, broken in _rows(_PROMISES, values):
        promised[currency] += minor
        _count(pool, promises=taken, kept=kept, broken=broken)
        if user is not None:
            _add(lines[user, currency], promises=taken, promised_minor=minor, kept=kept, broken=broken)
    for user, currency, minor in _rows(_MONEY, values):
        received[currency] += minor
        if user is not None:
            _add(lines[user, currency], received_minor=minor)
    for user, attempts, simulated, reached in _rows(_ATTEMPTS, values):
        _count(pool, attempts=attempts, simulated=simulated, reached=reached)
        if user is not None:
            _add(lines[user, _home(user, home, lines)], attempts=attempts, reached=reached)
    for user, complaints in _rows(_COMPLAINTS, values):
        _count(pool, complaints=complaints)
        if user is not None:
            _add(lines[user, _home(user, home, lines)], complaints=complaints)
    for user, late in _rows(_LATE, values):
        _count(pool, follow_ups_overdue=late)
        if user is not None:
            _add(lines[user, _home(user, home, lines)], follow_ups_overdue=late)
    tasks_late = _rows(_TASKS, values)[0][0]
    return TeamDay(
        business_date=day,
        people=_people(actor, lines),
        unassigned=pool["unassigned"],
        attempts=pool["attempts"],
        simulated=pool["simulated"],
        reached=pool["reached"],
        promises=pool["promises"],
        kept=pool["kept"],
        broken=pool["broken"],
        complaints=pool["complaints"],
        follow_ups_overdue=pool["follow_ups_overdue"],
        tasks_late=tasks_late,
        received=tuple(sorted(received.items())),
        promised=tuple(sorted(promised.items())),
    )


def newcomers() -> frozenset[int]:
    """People who are still led by a mentor."""
    rows = Membership.objects.filter(until__isnull=True, mentor__isnull=False)
    return frozenset(rows.values_list("user_id", flat=True))


def absences(actor: Actor, since: date) -> tuple[AbsenceFacts, ...]:
    """Who of the people that the actor sees is away on or after a day, the next first."""
    names = {one.id: one.name for one in users(actor)}
    rows = Absence.objects.filter(user_id__in=names, last__gte=since).order_by("first", "pk")
    return tuple(
        AbsenceFacts(
            id=row.pk,
            user_id=row.user_id,
            name=names[row.user_id],
            deputy=names.get(row.deputy_id or 0, ""),
            first=row.first,
            last=row.last,
            why=row.why,
        )
        for row in rows
    )


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _add(line: _Line, **figures: int) -> None:
    _count(line.counts, **figures)


def _count(counts: dict[str, int], **figures: int) -> None:
    for name, figure in figures.items():
        counts[name] += figure


def _home(user: int, home: dict[int, str], lines: dict[tuple[int, str], _Line]) -> str:
    """The currency whose row also carries what has none: attempts, complaints, late follow-ups."""
    return next((currency for known, currency in lines if known == user), home.get(user, "CNY"))


def _people(actor: Actor, lines: dict[tuple[int, str], _Line]) -> tuple[PersonDay, ...]:
    names = {facts.id: facts.name for facts in users(actor)}
    teams = dict(Membership.objects.filter(until__isnull=True).values_list("user_id", "team_id"))
    made = [
        PersonDay(
            user_id=user,
            name=names.get(user, ""),
            team_id=teams.get(user),
            currency=currency,
            **{name: line.counts[name] for name in _FIGURES},
        )
        for (user, currency), line in lines.items()
    ]
    return tuple(sorted(made, key=lambda person: (person.name, person.user_id, person.currency)))


_FIGURES = (
    "queue", "taken", "done", "attempts", "reached", "promises", "promised_minor", "kept", "broken",
    "received_minor", "complaints", "follow_ups_overdue",
)  # fmt: skip
