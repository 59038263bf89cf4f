"""Figures of a scope and a period, from what the rooms publish and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

from arrears.foundation.api import SYSTEM, Actor
from arrears.kernel.clock import now
from arrears.kernel.words import Words
from arrears.people.team import api as team
from arrears.reports.contracts import Figure, Period, Row, Scope, ScopeKind, Summary, Table
from arrears.reports.queries.reading import fetch as _rows
from arrears.reports.queries.reading import last_night
from arrears.reports.queries.reading import whole as _whole
from arrears.reports.queries.stocks import Stocks
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
_CHANNELS = """
SELECT channel, count(*), count(*) FILTER (WHERE state = 'simulated'),
       count(*) FILTER (WHERE reached AND state <> 'simulated')
FROM contact_attempts(%(first)s, %(last)s)
WHERE creditor_id = ANY(%(creditors)s) AND (%(users)s::bigint[] IS NULL OR by_user_id = ANY(%(users)s))
GROUP BY 1 ORDER BY 2 DESC, 1
"""
_REFUSED = """
SELECT rule, max(zh), max(en), count(*)
FROM gate_refusals(%(first)s, %(last)s)
WHERE creditor_id = ANY(%(creditors)s) AND (%(users)s::bigint[] IS NULL OR user_id = ANY(%(users)s))
GROUP BY 1 ORDER BY 4 DESC, 1
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
_BUCKETS = """
SELECT bucket, currency, count(*), coalesce(sum(overdue_minor), 0)::bigint
FROM night_proposals(%(night)s) LEFT JOIN team_owners(%(night)s) w USING (creditor_id, debtor_id)
WHERE creditor_id = ANY(%(creditors)s) AND (%(users)s::bigint[] IS NULL OR w.user_id = ANY(%(users)s))
GROUP BY bucket, currency ORDER BY min(days_past_due), currency
"""
_NEXT = """
SELECT action, count(*)
FROM night_proposals(%(night)s) LEFT JOIN team_owners(%(night)s) w USING (creditor_id, debtor_id)
WHERE creditor_id = ANY(%(creditors)s) AND action <> 'none' AND due_on = %(night)s
      AND (%(users)s::bigint[] IS NULL OR w.user_id = ANY(%(users)s))
GROUP BY 1 ORDER BY 2 DESC, 1
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
        ("refused_by_gate", ""): sum(_whole(row[3]) for row in _rows(_REFUSED, given)),
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


CHANNEL_WORDS = {
    "call": Words("电话", "Call"),
    "sms": Words("短信", "Text message"),
    "email": Words("邮件", "E-mail"),
    "letter": Words("信函", "Letter"),
    "visit": Words("上门", "Visit"),
}
ACTION_WORDS = CHANNEL_WORDS | {
    "lawyer_letter": Words("律师函", "Lawyer letter"),
    "locate_asset": Words("查找标的物", "Locate the asset"),
}


def _tables(scope: Scope, period: Period, night: date | None) -> tuple[Table, ...]:
    given: dict[str, object] = {
        "creditors": list(scope.creditor_ids),
        "users": None if scope.user_ids is None else list(scope.user_ids),
        "first": period.first,
        "last": period.last,
        "night": night,
    }
    channels = Table(
        code="channels",
        title=Words("联系渠道", "Channels"),
        columns=("attempts", "simulated", "reached"),
        rows=tuple(
            Row(
                label=CHANNEL_WORDS.get(str(row[0]), Words(str(row[0]), str(row[0]))),
                what=str(row[0]),
                values={"attempts": _whole(row[1]), "simulated": _whole(row[2]), "reached": _whole(row[3])},
            )
            for row in _rows(_CHANNELS, given)
        ),
    )
    refused = Table(
        code="refused",
        title=Words("闸口拒绝的规则", "Refusals of the gate by rule"),
        columns=("refused_by_gate",),
        rows=tuple(
            Row(
                label=Words(f"{row[0]} {row[1]}", f"{row[0]} {row[2]}"),
                what=str(row[0]),
                values={"refused_by_gate": _whole(row[3])},
            )
            for row in _rows(_REFUSED, given)
        ),
    )
    if night is None:
        return (channels, refused)
    return (_buckets(given), channels, refused, _next(given))


def _buckets(given: Mapping[str, object]) -> Table:
    return Table(
        code="buckets",
        title=Words("逾期阶段分布", "Overdue by bucket"),
        columns=("accounts", "overdue"),
        rows=tuple(
            Row(
                label=Words(str(row[0]), str(row[0])),
                currency=str(row[1]),
                bucket=str(row[0]),
                values={"accounts": _whole(row[2]), "overdue": _whole(row[3])},
            )
            for row in _rows(_BUCKETS, given)
        ),
    )


def _next(given: Mapping[str, object]) -> Table:
    return Table(
        code="next",
        title=Words("下一步安排", "What comes next"),
        columns=("due_next",),
        rows=tuple(
            Row(
                label=ACTION_WORDS.get(str(row[0]), Words(str(row[0]), str(row[0]))),
                what=str(row[0]),
                values={"due_next": _whole(row[1])},
            )
            for row in _rows(_NEXT, given)
        ),
    )


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
    values, before = _values(scope, period, stocks), _values(scope, period.before, stocks)
    earlier = period.year_before
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
    plain = {code: value for (code, currency), value in values.items() if not currency}
    return Summary(
        scope=scope,
        period=period,
        figures=figures,
        tables=tuple(table for table in _tables(scope, period, last_night(period.last)) if table.rows),
        measures=measures(plain),
        made_at=now(),
        own_words=own_words(scope, period),
        targets=target_for(scope, period, actor),
        team=team_scope,
    )
