"""The rows of each figure: what stands behind a number, as SQL over what the rooms publish.

Every source gives the same columns: creditor_id, debtor_id, account_id, day, what, user_id, currency, value
and base. The figure is the sum of `value`; a share is that sum over the sum of `base`. `user_id` is who did
it, and for money and stock who owned the case.
"""

from __future__ import annotations

from collections.abc import Mapping

from arrears.reports.definitions import TALKS_WITHOUT_MONEY, WILLINGNESS_LOW
from arrears.reports.queries.moved import MOVED, OF_THEM, books

_OWED = "owed_principal + owed_interest + owed_fee + owed_penalty + owed_cost + owed_tax"


def _stock(day: str, value: str, where: str = "true") -> str:
    return f"""
    SELECT a.creditor_id, a.debtor_id, a.account_id, a.opened_on AS day, a.number AS what, w.user_id,
           a.currency, ({value})::bigint AS value, NULL::bigint AS base
    FROM book_accounts(%({day})s) a
    LEFT JOIN (
        SELECT creditor_id, account_id, sum({_OWED}) AS owed,
               coalesce(sum({_OWED}) FILTER (WHERE due_on < %({day})s), 0) AS overdue
        FROM book_items(%({day})s) GROUP BY 1, 2
    ) o USING (creditor_id, account_id)
    LEFT JOIN team_owners(%({day})s) w USING (creditor_id, debtor_id)
    WHERE a.status = 'open' AND {where}"""  # noqa: S608 - the pieces are this module's own constants


def _debtors(where: str = "true") -> str:
    return f"""
    SELECT a.creditor_id, a.debtor_id, NULL::bigint AS account_id, min(a.placed_on) AS day,
           string_agg(a.number, ' ' ORDER BY a.number) AS what, w.user_id, ''::text AS currency,
           1::bigint AS value, NULL::bigint AS base
    FROM book_accounts(%(last)s) a LEFT JOIN team_owners(%(last)s) w USING (creditor_id, debtor_id)
    WHERE a.status = 'open' AND {where}
    GROUP BY a.creditor_id, a.debtor_id, w.user_id"""  # noqa: S608 - constants of this module


def _received(value: str, where: str = "true") -> str:
    return f"""
    SELECT a.creditor_id, a.debtor_id, a.account_id, r.effective_on AS day, a.number AS what, w.user_id,
           a.currency, {value} AS value, NULL::bigint AS base
    FROM book_receipts(%(last)s) r JOIN book_accounts(%(last)s) a USING (creditor_id, account_id)
    LEFT JOIN team_owners(%(last)s) w USING (creditor_id, debtor_id)
    WHERE r.effective_on BETWEEN %(first)s AND %(last)s AND {where}"""  # noqa: S608 - constants of this module


def _attempts(where: str, value: str = "1::bigint", base: str = "NULL::bigint") -> str:
    return f"""
    SELECT t.creditor_id, t.debtor_id, NULL::bigint AS account_id, t.business_date AS day,
           t.channel || coalesce(nullif(' ' || t.outcome, ' '), '') AS what, t.by_user_id AS user_id,
           ''::text AS currency, {value} AS value, {base} AS base
    FROM contact_attempts(%(first)s, %(last)s) t
    WHERE {where} AND (%(hour)s = '' OR to_char(t.at AT TIME ZONE 'Asia/Shanghai', 'HH24') = %(hour)s)"""  # noqa: S608 - constants of this module


_CASES = """
    SELECT t.creditor_id, t.debtor_id, NULL::bigint AS account_id, max(t.business_date) AS day,
           count(*)::text AS what, NULL::bigint AS user_id, ''::text AS currency, 1::bigint AS value,
           NULL::bigint AS base
    FROM contact_attempts(%(first)s, %(last)s) t
    WHERE %(users)s::bigint[] IS NULL OR t.by_user_id = ANY(%(users)s)
    GROUP BY t.creditor_id, t.debtor_id"""
_REFUSED = """
    SELECT r.creditor_id, r.debtor_id, NULL::bigint AS account_id,
           (r.at AT TIME ZONE 'Asia/Shanghai')::date AS day, r.rule || ' ' || r.channel AS what, r.user_id,
           ''::text AS currency, 1::bigint AS value, NULL::bigint AS base
    FROM gate_refusals(%(first)s, %(last)s) r"""


def _promises(where: str, value: str = "1::bigint", base: str = "NULL::bigint", money: bool = False) -> str:
    return f"""
    SELECT p.creditor_id, p.debtor_id, p.account_id, p.due_on AS day, p.state AS what,
           p.taken_by_id AS user_id, {"p.currency" if money else "''::text"} AS currency,
           {value} AS value, {base} AS base
    FROM promises_states(%(last)s) p WHERE {where}"""  # noqa: S608 - constants of this module


def _concerns(kinds: str) -> str:
    return f"""
    SELECT c.creditor_id, c.debtor_id, c.account_id, c.opened_on AS day, c.kind AS what,
           c.by_user_id AS user_id, ''::text AS currency, 1::bigint AS value, NULL::bigint AS base
    FROM care_concerns(%(first)s, %(last)s) c WHERE c.kind IN ({kinds})"""  # noqa: S608 - constants of this module


_RECOVERY = f"""
    SELECT coalesce(i.creditor_id, o.creditor_id) AS creditor_id, coalesce(i.debtor_id, o.debtor_id) AS debtor_id,
           coalesce(i.account_id, o.account_id) AS account_id, coalesce(i.day, o.day) AS day,
           coalesce(i.what, o.what) AS what, coalesce(i.user_id, o.user_id) AS user_id,
           coalesce(i.currency, o.currency) AS currency, coalesce(i.value, 0)::bigint AS value,
           coalesce(o.value, 0)::bigint AS base
    FROM (SELECT creditor_id, debtor_id, account_id, max(day) AS day, what, user_id, currency, sum(value) AS value
          FROM ({_received("r.amount_minor")}) m GROUP BY 1, 2, 3, 5, 6, 7) i
    FULL JOIN ({_stock("opening", "o.overdue", "o.overdue <> 0")}) o USING (creditor_id, account_id)"""  # noqa: S608
_NEXT = """
    SELECT n.creditor_id, n.debtor_id, n.account_id, n.due_on AS day, n.action AS what, NULL::bigint AS user_id,
           ''::text AS currency, 1::bigint AS value, NULL::bigint AS base
    FROM night_proposals(%(night)s) n WHERE n.action <> 'none' AND n.due_on = %(night)s"""
_LOW = f"""
    SELECT n.creditor_id, n.debtor_id, NULL::bigint AS account_id, %(night)s::date AS day,
           min(n.willingness)::text AS what, w.user_id, ''::text AS currency, 1::bigint AS value, NULL::bigint AS base
    FROM night_proposals(%(night)s) n LEFT JOIN team_owners(%(last)s) w USING (creditor_id, debtor_id)
    WHERE n.overdue_minor > 0 GROUP BY n.creditor_id, n.debtor_id, w.user_id
    HAVING min(n.willingness) < {WILLINGNESS_LOW}"""  # noqa: S608 - a number of this house
_SLOW = f"""
    SELECT t.creditor_id, t.debtor_id, NULL::bigint AS account_id, t.day, t.what, w.user_id, ''::text AS currency,
           1::bigint AS value, NULL::bigint AS base
    FROM (
        SELECT creditor_id, debtor_id, max(business_date) AS day, bool_or(outcome = 'refused') AS refused,
               CASE WHEN bool_or(outcome = 'refused') THEN 'refused' ELSE 'reached_debtor' END AS what,
               count(*) FILTER (WHERE reached AND state <> 'simulated') AS talks
        FROM contact_attempts(%(first)s, %(last)s) GROUP BY 1, 2
    ) t
    LEFT JOIN (
        SELECT DISTINCT a.creditor_id, a.debtor_id
        FROM book_receipts(%(last)s) r JOIN book_accounts(%(last)s) a USING (creditor_id, account_id)
        WHERE r.effective_on BETWEEN %(first)s AND %(last)s AND r.amount_minor > 0
    ) paid USING (creditor_id, debtor_id)
    LEFT JOIN team_owners(%(last)s) w USING (creditor_id, debtor_id)
    WHERE t.refused OR (t.talks >= {TALKS_WITHOUT_MONEY} AND paid.debtor_id IS NULL)"""  # noqa: S608 - a number
_OVERDUE_DEBTORS = f"""
    SELECT s.creditor_id, s.debtor_id, NULL::bigint AS account_id, max(s.day) AS day,
           string_agg(s.what, ' ' ORDER BY s.what) AS what, s.user_id, ''::text AS currency, 1::bigint AS value,
           NULL::bigint AS base
    FROM ({_stock("last", "o.overdue", "o.overdue > 0")}) s
    GROUP BY s.creditor_id, s.debtor_id, s.user_id"""  # noqa: S608 - constants of this module


def _treated(where: str) -> str:
    return f"""
    SELECT n.creditor_id, n.debtor_id, n.account_id, n.due_on AS day, n.action AS what, w.user_id,
           ''::text AS currency, 1::bigint AS value, NULL::bigint AS base
    FROM night_proposals(%(night)s) n LEFT JOIN team_owners(%(last)s) w USING (creditor_id, debtor_id)
    WHERE {where}"""  # noqa: S608 - constants of this module


def _legal(where: str = "true") -> str:
    return f"""
    SELECT t.creditor_id, t.debtor_id, t.account_id, t.asked_on AS day, t.state AS what,
           t.asked_by_id AS user_id, ''::text AS currency, 1::bigint AS value, NULL::bigint AS base
    FROM team_tasks(%(first)s, %(last)s) t WHERE t.department = 'legal' AND {where}"""  # noqa: S608 - constants


_TREATED_DEBTORS = """
    SELECT n.creditor_id, n.debtor_id, NULL::bigint AS account_id, min(n.due_on) AS day, n.action AS what, w.user_id,
           ''::text AS currency, 1::bigint AS value, NULL::bigint AS base
    FROM night_proposals(%(night)s) n LEFT JOIN team_owners(%(last)s) w USING (creditor_id, debtor_id)
    WHERE n.action <> 'none' GROUP BY 1, 2, 5, 6"""


def _agreed(value: str) -> str:
    return f"""
    SELECT g.creditor_id, g.debtor_id, g.account_id, g.requested_on AS day, g.state || ' ' || g.kind AS what,
           g.requested_by_id AS user_id, g.currency, {value} AS value, NULL::bigint AS base
    FROM promises_agreements(%(last)s) g
    WHERE g.requested_on BETWEEN %(first)s AND %(last)s"""  # noqa: S608 - constants of this module


def _moved(name: str) -> str:
    value = MOVED[name]
    return f"""
    {books([name])}
    SELECT a.creditor_id, a.debtor_id, a.account_id, %(last)s::date AS day, a.number AS what, w.user_id, a.currency,
           ({value})::bigint AS value, NULL::bigint AS base
    FROM a LEFT JOIN told t USING (creditor_id, account_id)
    LEFT JOIN team_owners(%(last)s) w USING (creditor_id, debtor_id)
    WHERE {OF_THEM} AND ({value}) <> 0"""  # noqa: S608 - constants of this room


def _tasks(where: str = "true") -> str:
    return f"""
    SELECT t.creditor_id, t.debtor_id, t.account_id, t.asked_on AS day, t.department AS what,
           t.asked_by_id AS user_id, ''::text AS currency, 1::bigint AS value, NULL::bigint AS base
    FROM team_tasks(%(first)s, %(last)s) t WHERE {where}"""  # noqa: S608 - constants of this module


def _scripted(where: str, value: str = "1::bigint") -> str:
    return f"""
    SELECT t.creditor_id, t.debtor_id, NULL::bigint AS account_id, t.business_date AS day, t.script AS what,
           t.by_user_id AS user_id, ''::text AS currency, {value} AS value, NULL::bigint AS base
    FROM contact_attempts(%(first)s, %(last)s) t WHERE t.script <> '' AND {where}"""  # noqa: S608 - constants


_PLANS = """
    SELECT p.creditor_id, a.debtor_id, p.account_id, %(last)s::date AS day, a.number AS what, w.user_id,
           ''::text AS currency, 1::bigint AS value, NULL::bigint AS base
    FROM promises_accounts(%(last)s) p JOIN book_accounts(%(last)s) a USING (creditor_id, account_id)
    LEFT JOIN team_owners(%(last)s) w USING (creditor_id, debtor_id) WHERE p.plan_active"""
_CLOSED = """
    SELECT c.creditor_id, c.debtor_id, c.account_id, c.closed_on AS day, c.kind AS what,
           c.by_user_id AS user_id, ''::text AS currency, 1::bigint AS value, NULL::bigint AS base
    FROM care_concerns('-infinity', %(last)s) c WHERE c.closed_on BETWEEN %(first)s AND %(last)s"""
_LATE = """
    SELECT c.creditor_id, c.debtor_id, NULL::bigint AS account_id, c.due_on AS day, c.kind AS what,
           c.owner_id AS user_id, ''::text AS currency, 1::bigint AS value, NULL::bigint AS base
    FROM care_open(%(last)s) c WHERE c.due_on < %(last)s"""
_REASONS = """
    SELECT c.creditor_id, c.debtor_id, NULL::bigint AS account_id, %(last)s::date AS day, c.reason AS what, w.user_id,
           ''::text AS currency, 1::bigint AS value, NULL::bigint AS base
    FROM care_debtors(%(last)s) c LEFT JOIN team_owners(%(last)s) w USING (creditor_id, debtor_id)
    WHERE c.reason IS NOT NULL"""
_FOLLOW_UPS = """
    SELECT f.creditor_id, f.debtor_id, NULL::bigint AS account_id, f.due_on AS day, 'follow_up' AS what, f.user_id,
           ''::text AS currency, 1::bigint AS value, NULL::bigint AS base
    FROM team_follow_ups(%(last)s) f WHERE f.due_on < %(last)s"""
_SECONDS = "t.duration_s::bigint"
_TALKED = "t.state <> 'simulated' AND t.duration_s > 0"
_PER_HOUR = f"{_received('r.amount_minor')} UNION ALL {_attempts(_TALKED, '0::bigint', _SECONDS)}"
_COMPLAINED = f"""
    SELECT s.creditor_id, s.debtor_id, s.account_id, s.day, s.what, s.user_id, s.currency, s.value, 0::bigint AS base
    FROM ({_concerns("'complaint'")}) s UNION ALL {_attempts("true", "0::bigint", "1::bigint")}"""  # noqa: S608 - constants
TASK_LATE = """(t.answered_at > t.due_at OR (t.answered_at IS NULL AND t.state = 'open'
    AND t.due_at < ((%(last)s::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')))"""
"""Answered after the time it was due by, or still open when that had passed by the end of the last day."""
_PERSON_DAYS = """
    SELECT min(t.creditor_id) AS creditor_id, NULL::bigint AS debtor_id, NULL::bigint AS account_id,
           t.business_date AS day, count(*)::text AS what, t.by_user_id AS user_id, ''::text AS currency,
           1::bigint AS value, NULL::bigint AS base
    FROM contact_attempts(%(first)s, %(last)s) t
    WHERE NOT t.automatic AND t.by_user_id IS NOT NULL AND t.creditor_id = ANY(%(creditors)s)
    GROUP BY t.business_date, t.by_user_id"""
_HANDLED = """
    SELECT t.creditor_id, t.debtor_id, NULL::bigint AS account_id, t.business_date AS day, count(*)::text AS what,
           t.by_user_id AS user_id, ''::text AS currency, 1::bigint AS value, NULL::bigint AS base
    FROM contact_attempts(%(first)s, %(last)s) t WHERE NOT t.automatic AND t.by_user_id IS NOT NULL
    GROUP BY t.creditor_id, t.debtor_id, t.business_date, t.by_user_id"""
_OUT = "t.state <> 'simulated'"
_TALK = "t.state <> 'simulated' AND t.reached"
_FOUND = "t.channel = 'call' AND NOT t.automatic AND t.outcome IN ('complaint', 'third_person', 'refused')"
_AHEAD = "p.state = 'open' AND p.due_on BETWEEN %(ahead_first)s AND %(ahead_last)s"
_TAKEN = "p.taken_on BETWEEN %(first)s AND %(last)s"
_JUDGED = "p.judged_on BETWEEN %(first)s AND %(last)s"
_ANY_VERDICT = f"p.state IN ('kept', 'partly_kept', 'late', 'broken') AND {_JUDGED}"

SOURCES: Mapping[str, str] = {
    "accounts": _stock("last", "1"),
    "debtors": _debtors(),
    "overdue_accounts": _stock("last", "1", "o.overdue > 0"),
    "overdue": _stock("last", "o.overdue", "o.overdue <> 0"),
    "balance": _stock("last", "o.owed", "o.owed <> 0"),
    "received_count": _received("1::bigint", "r.amount_minor > 0"),
    "received": _received("r.amount_minor"),
    "overdue_at_start": _stock("opening", "o.overdue", "o.overdue <> 0"),
    "recovery_rate": _RECOVERY,
    "cases_handled": _CASES,
    "attempts": _attempts("true"),
    "simulated": _attempts("t.state = 'simulated'"),
    "reached": _attempts("t.reached AND t.state <> 'simulated'"),
    "connected_rate": _attempts(
        "t.channel = 'call' AND t.state <> 'simulated'",
        "(CASE WHEN t.connected THEN 1 ELSE 0 END)::bigint",
        "1::bigint",
    ),
    "refused_by_gate": _REFUSED,
    "promises": _promises(_TAKEN),
    "promised": _promises(_TAKEN, "p.amount_minor", money=True),
    "kept": _promises(f"p.state = 'kept' AND {_JUDGED}"),
    "broken": _promises(f"p.state = 'broken' AND {_JUDGED}"),
    "kept_rate": _promises(
        _ANY_VERDICT, "(CASE WHEN p.state = 'kept' THEN 1 ELSE 0 END)::bigint", "1::bigint"
    ),
    "lost_contacts": _debtors("a.lost_contact"),
    "disputes": _concerns("'dispute'"),
    "hardships": _concerns("'hardship', 'illness', 'vulnerability'"),
    "complaints": _concerns("'complaint'"),
    "due_next": _NEXT,
    "low_willingness": _LOW,
    "slow_cooperation": _SLOW,
    "quality_findings": _attempts(_FOUND),
    "treatments": _treated("n.action <> 'none'"),
    "treated_debtors": _TREATED_DEBTORS,
    "agreements": _agreed("1::bigint"),
    **{f"agreed_{name}": _agreed(f"g.{name}_minor") for name in ("owed", "pay", "waive", "received")},
    "visit_accounts": _treated("n.action = 'visit'"),
    "legal_accounts": _treated("n.action IN ('lawyer_letter', 'preservation', 'suit')"),
    "legal_questions": _legal(),
    "legal_answers": _legal("t.answered_at IS NOT NULL"),
    "plans_running": _PLANS,
    "script_attempts": _scripted("true"),
    "script_talks": _scripted(_TALK),
    "script_promises": _scripted(f"{_TALK} AND t.outcome = 'promised'"),
    "calls": _attempts(f"{_OUT} AND t.channel = 'call'"),
    "reached_rate": _attempts(_OUT, "(CASE WHEN t.reached THEN 1 ELSE 0 END)::bigint", "1::bigint"),
    "sent": _attempts(_OUT),
    "talk_minutes": _attempts(_TALKED, _SECONDS),
    "talk_seconds": _attempts(_TALKED, _SECONDS),
    "script_minutes": _scripted(_TALKED, _SECONDS),
    "received_per_hour": _PER_HOUR,
    "complaints_per_thousand": _COMPLAINED,
    "talk_promises": _attempts(f"{_TALK} AND t.outcome = 'promised'"),
    "promise_rate": _attempts(
        _TALK, "(CASE WHEN t.outcome = 'promised' THEN 1 ELSE 0 END)::bigint", "1::bigint"
    ),
    "kept_amount": _promises(f"p.state = 'kept' AND {_JUDGED}", "p.received_minor", money=True),
    "partly_kept": _promises(f"p.state = 'partly_kept' AND {_JUDGED}"),
    "late_kept": _promises(f"p.state = 'late' AND {_JUDGED}"),
    "reasons": _REASONS,
    "follow_ups_late": _FOLLOW_UPS,
    "tasks_asked": _tasks(),
    "tasks_answered": _tasks("t.answered_at IS NOT NULL"),
    "tasks_late": _tasks(TASK_LATE),
    **{f"moved_{name}": _moved(name) for name in MOVED},
    "concerns_closed": _CLOSED,
    "concerns_late": _LATE,
    "person_days": _PERSON_DAYS,
    "handled_by_people": _HANDLED,
    "overdue_debtors": _OVERDUE_DEBTORS,
    "near_npl": _treated("n.days_past_due BETWEEN 61 AND 90"),
    "promises_ahead": _promises(_AHEAD),
    "promised_ahead": _promises(_AHEAD, "p.amount_minor", money=True),
}
"""By figure code. Counts of accounts carry the account's currency and are summed over all of them."""

COUNTED_OVER_CURRENCIES = frozenset({"accounts", "overdue_accounts", "received_count"})
BY_THE_SOURCE_ITSELF = frozenset({"cases_handled"})
"""Figures whose source narrows to the people of the scope itself, because a case has many who worked it."""
WITHOUT_PEOPLE = frozenset({"due_next"})
