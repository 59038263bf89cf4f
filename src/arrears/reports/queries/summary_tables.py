"""The tables of a summary: buckets, channels, scripts, refusals, what the night proposes next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from arrears.kernel.words import Words
from arrears.night.strategy.contracts import ACTION_WORDS, Action
from arrears.reports.contracts import Period, Row, Scope, Table
from arrears.reports.queries.reading import fetch as _rows
from arrears.reports.queries.reading import fetch_joined
from arrears.reports.queries.reading import whole as _whole
from arrears.reports.queries.rule_titles import rule_label

REFUSED = """
SELECT rule, max(zh), max(en), count(*)
FROM gate_refusals(%(first)s, %(last)s)
WHERE creditor_id = ANY(%(creditors)s) AND (%(users)s::bigint[] IS NULL OR user_id = ANY(%(users)s))
GROUP BY 1 ORDER BY 4 DESC, 1
"""
_CHANNELS = """
SELECT channel, count(*), count(*) FILTER (WHERE state = 'simulated'),
       count(*) FILTER (WHERE reached AND state <> 'simulated')
FROM contact_attempts(%(first)s, %(last)s)
WHERE creditor_id = ANY(%(creditors)s) AND (%(users)s::bigint[] IS NULL OR by_user_id = ANY(%(users)s))
GROUP BY 1 ORDER BY 2 DESC, 1
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
_SCRIPTS = """
SELECT script, count(*), count(*) FILTER (WHERE reached AND state <> 'simulated'),
       count(*) FILTER (WHERE reached AND state <> 'simulated' AND outcome = 'promised')
FROM contact_attempts(%(first)s, %(last)s)
WHERE script <> '' AND creditor_id = ANY(%(creditors)s)
      AND (%(users)s::bigint[] IS NULL OR by_user_id = ANY(%(users)s))
GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 12
"""

CHANNEL_WORDS = {
    "call": Words("电话", "Call"),
    "sms": Words("短信", "Text message"),
    "email": Words("邮件", "E-mail"),
    "letter": Words("信函", "Letter"),
    "visit": Words("上门", "Visit"),
}


def tables(scope: Scope, period: Period, night: date | None) -> tuple[Table, ...]:
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
                label=rule_label(str(row[0]), period.last, Words(str(row[1]), str(row[2]))),
                what=str(row[0]),
                values={"refused_by_gate": _whole(row[3])},
            )
            for row in _rows(REFUSED, given)
        ),
    )
    if night is None:
        return (channels, _scripts(given), refused)
    return (_buckets(given), channels, _scripts(given), refused, _next(given))


def _scripts(given: Mapping[str, object]) -> Table:
    return Table(
        code="scripts",
        title=Words("话术", "Scripts"),
        columns=("script_attempts", "script_talks", "script_promises"),
        rows=tuple(
            Row(
                label=Words(str(row[0]), str(row[0])),
                what=str(row[0]),
                values={
                    "script_attempts": _whole(row[1]),
                    "script_talks": _whole(row[2]),
                    "script_promises": _whole(row[3]),
                },
            )
            for row in _rows(_SCRIPTS, given)
        ),
    )


def _buckets(given: Mapping[str, object]) -> Table:
    return Table(
        code="buckets",
        title=Words(
            "逾期阶段分布（宽限期内计为未逾期）", "Overdue by bucket (days of grace count as current)"
        ),
        columns=("accounts", "overdue"),
        rows=tuple(
            Row(
                label=Words(str(row[0]), str(row[0])),
                currency=str(row[1]),
                bucket=str(row[0]),
                values={"accounts": _whole(row[2]), "overdue": _whole(row[3])},
            )
            for row in fetch_joined(_BUCKETS, given)
        ),
    )


def _next(given: Mapping[str, object]) -> Table:
    return Table(
        code="next",
        title=Words("下一步安排", "What comes next"),
        columns=("due_next",),
        rows=tuple(
            Row(
                label=ACTION_WORDS[Action(str(row[0]))],
                what=str(row[0]),
                values={"due_next": _whole(row[1])},
            )
            for row in fetch_joined(_NEXT, given)
        ),
    )
