"""Figures of a scope and a period, from what the rooms publish and nothing else."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from arrears.foundation.api import SYSTEM, Actor
from arrears.kernel.clock import now
from arrears.kernel.words import Words
from arrears.night.engine import api as night
from arrears.people.team import api as team
from arrears.reports.contracts import Figure, Period, Scope, ScopeKind, Summary
from arrears.reports.queries.plan import plan_of
from arrears.reports.queries.problems import counted, largest
from arrears.reports.queries.reading import fetch as _rows
from arrears.reports.queries.reading import whole as _whole
from arrears.reports.queries.stocks import Stocks
from arrears.reports.queries.summary_tables import REFUSED, tables
from arrears.reports.queries.targets import target_for
from arrears.reports.queries.words import own_words
from arrears.reports.rules import measures, share

Value = int | Fraction | None

_CONTACT = """
SELECT count(*), count(DISTINCT debtor_id), count(*) FILTER (WHERE state = 'simulated'),
       count(*) FILTER (WHERE reached AND state <> 'simulated'),
       count(*) FILTER (WHERE channel = 'call' AND connected AND state <> 'simulated'),
       count(*) FILTER (WHERE channel = 'call' AND state <> 'simulated')
FROM contact_attempts(%(first)s, %(last)s)
WHERE creditor_id = ANY(%(creditors)s) AND (%(users)s::bigint[] IS NULL OR by_user_id = ANY(%(users)s))
"""
_PROMISES = """
SELECT currency, count(*) FILTER (WHERE taken_on BETWEEN %(first)s AND %(last)s),
       coalesce(sum(amount_minor) FILTER (WHERE taken_on BETWEEN %(first)s AND %(last)s), 0)::bigint,
       count(*) FILTER (WHERE state = 'kept' AND judged_on BETWEEN %(first)s AND %(last)s),
       count(*) FILTER (WHERE state = 'broken' AND judged_on BETWEEN %(first)s AND %(last)s),
       count(*) FILTER (WHERE state IN ('kept', 'partly_kept', 'late', 'broken')
                        AND judged_on BETWEEN %(first)s AND %(last)s)
FROM promises_states(%(last)s)
WHERE creditor_id = ANY(%(creditors)s) AND (%(users)s::bigint[] IS NULL OR taken_by_id = ANY(%(users)s))
GROUP BY currency
"""
_CONCERNS = """
SELECT kind, count(*) FROM care_concerns(%(first)s, %(last)s)
WHERE creditor_id = ANY(%(creditors)s) AND (%(users)s::bigint[] IS NULL OR by_user_id = ANY(%(users)s))
GROUP BY kind
"""


def _values(scope: Scope, period: Period, stocks: Stocks) -> dict[tuple[str, str], Value]:
    """Every figure of a period by (code, currency)."""
    given: dict[str, object] = {
        "creditors": list(scope.creditor_ids),
        "users": None if scope.user_ids is None else list(scope.user_ids),
        "first": period.first,
        "last": period.last,
        "day": period.last,
    }
    found: dict[tuple[str, str], Value] = {}
    _stock(found, scope, period, stocks)
    (attempts, cases, simulated, reached, connected, calls) = _rows(_CONTACT, given)[0]
    found |= {
        ("attempts", ""): _whole(attempts),
        ("cases_handled", ""): _whole(cases),
        ("simulated", ""): _whole(simulated),
        ("reached", ""): _whole(reached),
        ("connected_rate", ""): share(_whole(connected), _whole(calls)),
        ("refused_by_gate", ""): sum(_whole(row[3]) for row in _rows(REFUSED, given)),
    }
    _promises(found, given)
    kinds = {str(row[0]): _whole(row[1]) for row in _rows(_CONCERNS, given)}
    found[("disputes", "")] = kinds.get("dispute", 0)
    found[("hardships", "")] = sum(kinds.get(kind, 0) for kind in ("hardship", "illness", "vulnerability"))
    found[("complaints", "")] = kinds.get("complaint", 0)
    return found


def _stock(found: dict[tuple[str, str], Value], scope: Scope, period: Period, stocks: Stocks) -> None:
    people = scope.user_ids
    now, money = stocks.on(period.last, people), stocks.money(period, people)
    opening = stocks.on(period.first - timedelta(days=1), people)
    found[("accounts", "")], found[("debtors", "")] = now.accounts, now.debtors
    found[("overdue_accounts", "")], found[("lost_contacts", "")] = now.overdue_accounts, now.lost
    found[("overdue_debtors", "")] = now.overdue_debtors
    found[("received_count", "")] = money.received_count
    for currency in now.overdue:
        found[("overdue", currency)], found[("balance", currency)] = (
            now.overdue[currency],
            now.balance[currency],
        )
    for currency in sorted({*now.overdue, *opening.overdue, *money.received}):
        amount, at_start = money.received.get(currency, 0), opening.overdue.get(currency, 0)
        found[("received", currency)] = amount
        found[("overdue_at_start", currency)] = at_start  # nothing was open then: nothing was overdue
        found[("recovery_rate", currency)] = share(amount, at_start)


def _promises(found: dict[tuple[str, str], Value], given: dict[str, object]) -> None:
    taken = kept = broken = judged = 0
    for currency, count, amount, kept_one, broken_one, judged_one in _rows(_PROMISES, given):
        taken, kept = taken + _whole(count), kept + _whole(kept_one)
        broken, judged = broken + _whole(broken_one), judged + _whole(judged_one)
        found[("promised", str(currency))] = _whole(amount)
    found |= {("promises", ""): taken, ("kept", ""): kept, ("broken", ""): broken}
    found[("kept_rate", "")] = share(kept, judged)


def _team_of(scope: Scope) -> Scope | None:
    """The team of a person's scope; None for other scopes and people without one."""
    found = team.team_of(scope.person_id) if scope.person_id else None
    if found is None:
        return None
    title = Words(found.name, found.name)
    return Scope(kind=ScopeKind.TEAM, title=title, creditor_ids=scope.creditor_ids, user_ids=found.member_ids)


def summary(scope: Scope, period: Period, actor: Actor = SYSTEM) -> Summary:
    """The whole summary of a scope and a period beside the period before, the same days of the year before, the
    team of a person, and the targets. What was not there yet is None."""
    stocks = Stocks(scope.creditor_ids)
    values = _values(scope, period, stocks) | counted(scope, period)
    past, earlier = period.before, period.year_before
    before = _values(scope, past, stocks) | counted(scope, past) if stocks.began(past.last) else {}
    year = _values(scope, earlier, stocks) if stocks.began(earlier.last) else {}
    team_scope = _team_of(scope)
    teams = _values(team_scope, period, stocks) if team_scope else {}
    figures = tuple(
        Figure(
            code=code, currency=currency, value=value, before=before.get((code, currency)),
            year_before=year.get((code, currency)), team=teams.get((code, currency)),
        )
        for (code, currency), value in values.items()
    )  # fmt: skip
    last = night.last_night(period.last)
    plain = {code: value for (code, currency), value in values.items() if not currency}
    return Summary(
        scope=scope,
        period=period,
        figures=figures,
        tables=tuple(table for table in tables(scope, period, last) if table.rows),
        measures=measures(plain),
        made_at=now(),
        own_words=own_words(scope, period),
        targets=target_for(scope, period, actor),
        team=team_scope,
        largest=largest(scope, period, plain, actor),
        plan=plan_of(scope, period, actor),
    )
