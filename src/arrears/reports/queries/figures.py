"""Figures of a scope and a period, from what the rooms publish and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

from arrears.kernel.clock import now
from arrears.kernel.words import Words
from arrears.reports.contracts import Figure, Period, Row, Scope, Summary, Table
from arrears.reports.queries.reading import fetch as _rows
from arrears.reports.queries.reading import last_night
from arrears.reports.queries.reading import whole as _whole
from arrears.reports.rules import measures, share

Value = int | Fraction | None

_STOCK = """
SELECT a.currency, count(*), count(DISTINCT (a.creditor_id, a.debtor_id)),
       count(*) FILTER (WHERE o.overdue > 0), coalesce(sum(o.overdue), 0)::bigint,
       coalesce(sum(o.owed), 0)::bigint
FROM book_accounts(%(day)s) a
LEFT JOIN (
    SELECT creditor_id, account_id,
           sum(owed_principal + owed_interest + owed_fee + owed_penalty + owed_cost + owed_tax) AS owed,
           sum(owed_principal + owed_interest + owed_fee + owed_penalty + owed_cost + owed_tax)
               FILTER (WHERE due_on < %(day)s) AS overdue
    FROM book_items(%(day)s) GROUP BY 1, 2
) o USING (creditor_id, account_id)
LEFT JOIN team_owners(%(day)s) w USING (creditor_id, debtor_id)
WHERE a.creditor_id = ANY(%(creditors)s) AND a.status = 'open'
  AND (%(users)s::bigint[] IS NULL OR w.user_id = ANY(%(users)s))
GROUP BY ROLLUP (a.currency) ORDER BY a.currency
"""
_LOST = """
SELECT count(DISTINCT (creditor_id, debtor_id)) FROM book_accounts(%(day)s)
LEFT JOIN team_owners(%(day)s) w USING (creditor_id, debtor_id)
WHERE creditor_id = ANY(%(creditors)s) AND status = 'open' AND lost_contact
  AND (%(users)s::bigint[] IS NULL OR w.user_id = ANY(%(users)s))
"""
_RECEIVED = """
SELECT a.currency, count(*) FILTER (WHERE r.amount_minor > 0), coalesce(sum(r.amount_minor), 0)::bigint
FROM book_receipts(%(last)s) r JOIN book_accounts(%(last)s) a USING (creditor_id, account_id)
LEFT JOIN team_owners(%(last)s) w USING (creditor_id, debtor_id)
WHERE r.creditor_id = ANY(%(creditors)s) AND r.effective_on BETWEEN %(first)s AND %(last)s
  AND (%(users)s::bigint[] IS NULL OR w.user_id = ANY(%(users)s))
GROUP BY a.currency
"""
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


def _values(scope: Scope, period: Period) -> dict[tuple[str, str], Value]:
    """Every figure of a period by (code, currency)."""
    given: dict[str, object] = {
        "creditors": list(scope.creditor_ids),
        "users": None if scope.user_ids is None else list(scope.user_ids),
        "first": period.first,
        "last": period.last,
        "day": period.last,
    }
    found: dict[tuple[str, str], Value] = {}
    _stock(found, given, period)
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


def _stock(found: dict[tuple[str, str], Value], given: dict[str, object], period: Period) -> None:
    totals = [0, 0, 0]
    for currency, accounts, debtors, overdue_accounts, overdue, balance in _rows(_STOCK, given):
        if currency is None:  # the rollup's last row: a debtor with two currencies is one debtor
            totals = [_whole(accounts), _whole(debtors), _whole(overdue_accounts)]
            continue
        found[("overdue", str(currency))] = _whole(overdue)
        found[("balance", str(currency))] = _whole(balance)
    found[("accounts", "")], found[("debtors", "")], found[("overdue_accounts", "")] = totals
    found[("lost_contacts", "")] = _whole(_rows(_LOST, given)[0][0])
    for currency, *_rest, overdue, _balance in _rows(
        _STOCK, {**given, "day": period.first - timedelta(days=1)}
    ):
        if currency is None:
            continue
        found[("overdue_at_start", str(currency))] = _whole(overdue)
    received = {str(row[0]): (_whole(row[1]), _whole(row[2])) for row in _rows(_RECEIVED, given)}
    found[("received_count", "")] = sum(count for count, _amount in received.values())
    currencies = {currency for code, currency in found if code in ("overdue", "overdue_at_start")} | set(
        received
    )
    for currency in currencies:
        amount = received.get(currency, (0, 0))[1]
        found[("received", currency)] = amount
        found.setdefault(("overdue_at_start", currency), 0)  # nothing was open then: nothing was overdue
        found[("recovery_rate", currency)] = share(amount, found.get(("overdue_at_start", currency)))


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
                values={"due_next": _whole(row[1])},
            )
            for row in _rows(_NEXT, given)
        ),
    )


def summary(scope: Scope, period: Period) -> Summary:
    """The whole summary of a scope and a period, beside the period before."""
    values, before = _values(scope, period), _values(scope, period.before)
    figures = tuple(
        Figure(code=code, currency=currency, value=value, before=before.get((code, currency)))
        for (code, currency), value in values.items()
    )
    plain = {code: value for (code, currency), value in values.items() if not currency}
    return Summary(
        scope=scope,
        period=period,
        figures=figures,
        tables=tuple(table for table in _tables(scope, period, last_night(period.last)) if table.rows),
        measures=measures(plain),
        made_at=now(),
    )
