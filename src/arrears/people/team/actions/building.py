"""The worklist of a business day, built in a few statements over the whole portfolio.

It reads what other rooms publish: the night's steps, the outcomes that still ask for something, promises
that were broken today, concerns whose answer falls due; and its own diary. Building again refreshes what is
still open and leaves alone what somebody has taken.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.db import connection, transaction

from arrears.foundation.api import SYSTEM, creditors
from arrears.kernel import clock
from arrears.people.team.contracts import WorklistSummary
from arrears.people.team.models import WorkItem
from arrears.people.team.rules.ranking import ESCALATE_DAYS, rows

LOCK = 7_304
CONCERN_AHEAD_DAYS = 3

_DIARY = """
INSERT INTO team_followup (creditor_id, debtor_id, due_on, due_at, what, user_id, source, source_id, state,
                           made_by, made_at, closed_by)
SELECT c.creditor_id, c.debtor_id, c.due_on, c.due_at, c.outcome, c.by_user_id, 'attempt', c.attempt_id, 'open',
       '', %(now)s, ''
FROM contact_followups(%(day)s) c
WHERE c.due_on IS NOT NULL
ON CONFLICT (creditor_id, source, source_id) WHERE source_id IS NOT NULL DO UPDATE
SET due_on = excluded.due_on, due_at = excluded.due_at, what = excluded.what
WHERE team_followup.state = 'open'
  AND (team_followup.due_on, team_followup.due_at, team_followup.what)
      IS DISTINCT FROM (excluded.due_on, excluded.due_at, excluded.what)
"""
_SUPERSEDED = """
UPDATE team_followup f SET state = 'done', closed_at = %(now)s, closed_by = 'clockwork'
FROM contact_followups(%(day)s) c
WHERE f.creditor_id = c.creditor_id AND f.debtor_id = c.debtor_id AND f.source = 'attempt'
  AND f.state = 'open' AND f.source_id <> c.attempt_id
"""
_ESCALATE = """
UPDATE team_followup SET escalated_on = %(day)s
WHERE state = 'open' AND escalated_on IS NULL AND due_on < %(day)s - %(late)s
"""
_ESCALATE_TASKS = """
UPDATE team_task SET escalated_at = %(now)s WHERE state = 'open' AND escalated_at IS NULL AND due_at < %(now)s
"""
_CLEAR = """
DELETE FROM team_workitem
WHERE (business_date = %(day)s AND state = 'open') OR (business_date < %(day)s - 400)
"""
_PROMISED = """
CREATE TEMP TABLE work_promise ON COMMIT DROP AS
SELECT s.creditor_id, s.debtor_id, s.state, s.taken_by_id FROM promises_states(%(day)s) s
WHERE s.state = 'open' OR (s.state IN ('broken', 'partly_kept') AND s.judged_on = %(day)s)
"""
_SOURCES = """
CREATE TEMP TABLE work_source ON COMMIT DROP AS
SELECT d.creditor_id, d.debtor_id,
       CASE WHEN d.due_on < %(day)s THEN 'overdue_follow_up'
            WHEN d.due_at IS NOT NULL THEN 'call_back' ELSE 'follow_up' END AS why,
       CASE WHEN d.due_on >= %(day)s THEN d.due_at END AS due_at,
       d.user_id, d.escalated_on IS NOT NULL AS escalated
FROM team_followup d WHERE d.state = 'open' AND d.due_on <= %(day)s
UNION ALL
SELECT c.creditor_id, c.debtor_id,
       CASE WHEN c.needs = 'promise' THEN 'promise_to_record' WHEN c.needs = 'ledger' THEN 'ledger_to_check'
            ELSE 'concern_to_record' END,
       NULL, c.by_user_id, false
FROM contact_followups(%(day)s) c
WHERE c.needs IN ('promise', 'ledger', 'dispute', 'hardship', 'complaint')
UNION ALL
SELECT s.creditor_id, s.debtor_id,
       CASE s.state WHEN 'broken' THEN 'promise_broken' ELSE 'promise_partly_kept' END, NULL, s.taken_by_id, false
FROM work_promise s
WHERE s.state IN ('broken', 'partly_kept')
UNION ALL
SELECT o.creditor_id, o.debtor_id, 'concern_due', NULL, o.owner_id, o.due_on < %(day)s
FROM care_open(%(day)s) o WHERE o.due_on <= %(day)s + %(ahead)s
"""
_STEPS = """
CREATE TEMP TABLE work_step ON COMMIT DROP AS
SELECT DISTINCT ON (p.creditor_id, p.debtor_id)
       p.creditor_id, p.debtor_id, p.currency, p.segment,
       CASE WHEN p.due THEN p.action ELSE '' END AS action, CASE WHEN p.due THEN p.channel ELSE '' END AS channel,
       CASE WHEN p.due THEN p.script ELSE '' END AS script, p.due,
       max(p.days_past_due) OVER w AS days_past_due, (sum(p.overdue_minor) OVER w)::bigint AS overdue_minor,
       (sum(p.value_minor) FILTER (WHERE p.due) OVER w)::bigint AS value_minor,
       bool_or(p.planned) OVER w AS planned, bool_or(p.days_past_due > 0) OVER w AS late
FROM (
    SELECT n.creditor_id, n.debtor_id, n.currency, coalesce(n.segment, '') AS segment,
           coalesce(n.action, '') AS action, coalesce(n.channel, '') AS channel, coalesce(n.script, '') AS script,
           n.due_on = %(day)s AND NOT n.automatic AND n.action <> 'none' AS due,
           n.due_on IS NOT NULL AND n.action <> 'none' AS planned,
           n.days_past_due, n.overdue_minor, n.value_minor
    FROM night_proposals(%(day)s) n
) p
WINDOW w AS (PARTITION BY p.creditor_id, p.debtor_id, p.currency)
ORDER BY p.creditor_id, p.debtor_id, p.due DESC, p.value_minor DESC, p.currency
"""
_NEXT = """
INSERT INTO work_source
SELECT s.creditor_id, s.debtor_id, 'step', NULL::timestamptz, NULL::bigint, false FROM work_step s WHERE s.due
UNION ALL
SELECT s.creditor_id, s.debtor_id, 'no_next_step', NULL::timestamptz, NULL::bigint, false
FROM work_step s
WHERE s.late AND NOT s.planned
  AND NOT EXISTS (SELECT FROM team_followup f
                  WHERE f.creditor_id = s.creditor_id AND f.debtor_id = s.debtor_id AND f.state = 'open')
  AND NOT EXISTS (SELECT FROM care_open(%(day)s) o
                  WHERE o.creditor_id = s.creditor_id AND o.debtor_id = s.debtor_id)
  AND NOT EXISTS (SELECT FROM work_promise p
                  WHERE p.creditor_id = s.creditor_id AND p.debtor_id = s.debtor_id AND p.state = 'open')
"""
_ITEMS = """
INSERT INTO team_workitem (
    creditor_id, debtor_id, business_date, user_id, rank, why, state, due_on, due_at, action, channel, script,
    segment, days_past_due, overdue_minor, value_minor, currency, escalated
)
SELECT i.creditor_id, i.debtor_id, %(day)s, coalesce(b.deputy_id, a.user_id, i.user_id),
       row_number() OVER (
           ORDER BY i.priority, i.due_at NULLS LAST, s.value_minor DESC NULLS LAST, i.creditor_id, i.debtor_id
       ),
       i.why, 'open', %(day)s, i.due_at, coalesce(s.action, ''), coalesce(s.channel, ''), coalesce(s.script, ''),
       coalesce(s.segment, ''), coalesce(s.days_past_due, 0), coalesce(s.overdue_minor, 0),
       coalesce(s.value_minor, 0), coalesce(s.currency, c.currency), i.escalated
FROM (
    SELECT w.creditor_id, w.debtor_id, min(k.priority) AS priority, min(w.due_at) AS due_at,
           (array_agg(w.user_id ORDER BY k.priority) FILTER (WHERE w.user_id IS NOT NULL))[1] AS user_id,
           jsonb_agg(DISTINCT jsonb_build_object('code', w.why, 'zh', k.zh, 'en', k.en)) AS why,
           bool_or(w.escalated) AS escalated
    FROM work_source w
    JOIN unnest(%(codes)s::text[], %(priorities)s::integer[], %(hidden)s::boolean[], %(zh)s::text[],
                %(en)s::text[]) AS k(code, priority, hidden_when_stopped, zh, en) ON k.code = w.why
    LEFT JOIN gate_debtors(%(day)s) g ON g.creditor_id = w.creditor_id AND g.debtor_id = w.debtor_id
    WHERE NOT (k.hidden_when_stopped AND coalesce(g.stopped, false))
    GROUP BY w.creditor_id, w.debtor_id
) i
JOIN unnest(%(creditors)s::bigint[], %(currencies)s::text[]) AS c(id, currency) ON c.id = i.creditor_id
LEFT JOIN work_step s ON s.creditor_id = i.creditor_id AND s.debtor_id = i.debtor_id
LEFT JOIN team_assignment a
  ON a.creditor_id = i.creditor_id AND a.debtor_id = i.debtor_id AND a.until IS NULL
LEFT JOIN team_absence b
  ON b.user_id = coalesce(a.user_id, i.user_id) AND %(day)s BETWEEN b.first AND b.last
ON CONFLICT (creditor_id, debtor_id, business_date) DO NOTHING
"""
_AWAY = """
UPDATE team_workitem w SET user_id = NULL
FROM team_absence b
WHERE w.business_date = %(day)s AND w.state = 'open' AND w.user_id = b.user_id
  AND %(day)s BETWEEN b.first AND b.last AND b.deputy_id IS NULL
"""
_ANALYZE = "ANALYZE team_workitem"


def build_worklist(business_date: date) -> WorklistSummary:
    """Build (or refresh) the worklist of a day in one transaction.

    Follow-ups that an outcome asked for enter the diary; those overdue for more than two days are put before
    the leader; late tasks are marked. A case that is late and has no step, no follow-up, no promise and no
    concern is listed as having no next step.
    """
    values = _values(business_date)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        for statement in (_DIARY, _SUPERSEDED, _ESCALATE, _ESCALATE_TASKS, _CLEAR):
            cursor.execute(statement, values)
        cursor.execute("DROP TABLE IF EXISTS work_promise, work_source, work_step")
        for statement in (_PROMISED, _SOURCES, _STEPS):
            cursor.execute(statement, values)
        # What was just written has no statistics yet, and a plan that takes it for empty loops over pairs.
        cursor.execute("ANALYZE team_followup, work_promise, work_source, work_step")
        cursor.execute(_NEXT, values)
        cursor.execute("ANALYZE work_source")
        cursor.execute(_ITEMS, values)
        cursor.execute(_AWAY, values)
    with connection.cursor() as cursor:
        cursor.execute(_ANALYZE)
    return summary(business_date)


def _values(business_date: date) -> dict[str, Any]:
    table, known = rows(), creditors(SYSTEM)
    return {
        "day": business_date,
        "now": clock.now(),
        "late": ESCALATE_DAYS,
        "ahead": CONCERN_AHEAD_DAYS,
        "codes": [row[0] for row in table],
        "priorities": [row[1] for row in table],
        "hidden": [row[2] for row in table],
        "zh": [row[3] for row in table],
        "en": [row[4] for row in table],
        "creditors": [facts.id for facts in known],
        "currencies": [facts.currency for facts in known],
    }


def summary(business_date: date) -> WorklistSummary:
    """How many cases a day's worklist holds, and why they are on it."""
    items = WorkItem.objects.filter(business_date=business_date)
    by_why: Counter[str] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT y ->> 'code', count(*) FROM team_workitem w, jsonb_array_elements(w.why) y "
            "WHERE w.business_date = %s GROUP BY 1",
            [business_date],
        )
        by_why.update(dict(cursor.fetchall()))
    return WorklistSummary(
        business_date=business_date,
        items=items.count(),
        assigned=items.filter(user__isnull=False).count(),
        by_why=dict(sorted(by_why.items())),
        escalated=items.filter(escalated=True).count(),
        without_next_step=by_why["no_next_step"],
    )
