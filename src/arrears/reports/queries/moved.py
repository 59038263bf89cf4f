"""How the balance of each account moved between two dates, from schedule and ledger lines: SQL alone."""

from __future__ import annotations

from collections.abc import Mapping

BOOKS = """
WITH a AS MATERIALIZED (
    SELECT creditor_id, account_id, currency, placed_on, max(debtor_id) AS debtor_id, max(number) AS number,
           bool_or(was) AS was, bool_or(now) AS now
    FROM (SELECT creditor_id, account_id, currency, placed_on, debtor_id, number, status = 'open' AS was, false AS now
          FROM book_accounts(%(first)s)
          UNION ALL
          SELECT creditor_id, account_id, currency, placed_on, debtor_id, number, false, status = 'open'
          FROM book_accounts(%(last)s)
    ) x WHERE creditor_id = ANY(%(creditors)s) GROUP BY 1, 2, 3, 4
), bills AS MATERIALIZED (  -- each instalment once, as it stood then and as it stands now: one row of each, so max is it
    SELECT creditor_id, item_id, account_id,
           coalesce(max(billed) FILTER (WHERE NOT later), 0) AS was, max(since) FILTER (WHERE NOT later) AS was_since,
           coalesce(max(billed) FILTER (WHERE later), 0) AS now, max(since) FILTER (WHERE later) AS now_since,
           bool_or(later) AS stands
    FROM (SELECT s.*, false AS later FROM (SELECT creditor_id, item_id, account_id, counted_from AS since,
                 principal_minor + interest_minor + fee_minor + penalty_minor + cost_minor + tax_minor AS billed
                 FROM book_schedule(%(first)s)) s
          UNION ALL
          SELECT s.*, true FROM (SELECT creditor_id, item_id, account_id, counted_from,
                 principal_minor + interest_minor + fee_minor + penalty_minor + cost_minor + tax_minor
                 FROM book_schedule(%(last)s)) s) x
    GROUP BY 1, 2, 3
), lines AS (
    SELECT m.creditor_id, m.account_id, m.kind, m.charge, m.amount_minor AS amount, m.effective_on > %(first)s AS within,
           b.stands AND m.effective_on >= b.now_since AS counts,
           m.effective_on >= b.was_since AND (NOT b.stands OR m.effective_on < b.now_since) AS contained
    FROM book_movements('0001-01-01', %(last)s) m JOIN bills b USING (creditor_id, item_id)
), told AS (  -- side by side in one list, so that nothing hangs on the planner's guess of how many there are
    SELECT creditor_id, account_id, sum(was) AS was, sum(now) AS now, sum(billed) AS billed, sum(whole) AS whole,
           sum(dropped) AS dropped, sum(early) AS early, sum(charged) AS charged, sum(received) AS received,
           sum(waived) AS waived, sum(written_off) AS written_off
    FROM (
        SELECT creditor_id, account_id, (billed_minor - paid_minor)::bigint AS was, 0 AS now, 0 AS billed, 0 AS whole,
               0 AS dropped, 0 AS early, 0 AS charged, 0 AS received, 0 AS waived, 0 AS written_off
        FROM book_items(%(first)s)
        UNION ALL
        SELECT creditor_id, account_id, 0, (billed_minor - paid_minor)::bigint, 0, 0, 0, 0, 0, 0, 0, 0
        FROM book_items(%(last)s)
        UNION ALL
        SELECT creditor_id, account_id, 0, 0, now - was, now, 0, 0, 0, 0, 0, 0 FROM bills
        UNION ALL
        SELECT creditor_id, account_id, 0, 0, 0, 0,
               CASE WHEN NOT within AND contained THEN amount ELSE 0 END,  -- the creditor's new figures hold it already
               CASE WHEN NOT within AND counts THEN amount ELSE 0 END,  -- brought along by a new account
               CASE WHEN within AND counts AND charge THEN amount ELSE 0 END,
               CASE WHEN within AND counts AND NOT charge AND kind NOT IN ('waiver', 'write_off') THEN amount ELSE 0 END,
               CASE WHEN within AND counts AND NOT charge AND kind = 'waiver' THEN amount ELSE 0 END,
               CASE WHEN within AND counts AND NOT charge AND kind = 'write_off' THEN amount ELSE 0 END
        FROM lines) x
    GROUP BY 1, 2
)
"""
"""Values as `rows.source_values`; both dates are meant at the end of the day. Ends with the tables `a`, the accounts
that were or are open or placed between, and `told`, what happened to each."""
MOVED: Mapping[str, str] = {
    "opening": "CASE WHEN a.was THEN t.was ELSE 0 END",
    "placed": "CASE WHEN a.placed_on > %(first)s THEN t.whole - t.early ELSE 0 END",
    "restated": "CASE WHEN a.placed_on <= %(first)s THEN t.billed + t.dropped ELSE 0 END",
    "charged": "-t.charged",
    "received": "-t.received",
    "waived": "-t.waived",
    "written_off": "-t.written_off",
    "ended": "CASE WHEN NOT a.now THEN -t.now ELSE 0 END",
    "reopened": "CASE WHEN NOT a.was AND a.placed_on <= %(first)s THEN t.was ELSE 0 END",
    "closing": "CASE WHEN a.now THEN t.now ELSE 0 END",
}
"""What an account adds to each line of a statement, each computed by itself. Opening and flows make the closing."""
OF_THEM = "(a.was OR a.now OR a.placed_on > %(first)s)"
