"""How the balance of each account moved between two dates, from schedule and ledger lines: SQL alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_ACCOUNTS = """
WITH a AS MATERIALIZED (
    SELECT creditor_id, account_id, currency, placed_on, max(debtor_id) AS debtor_id, max(number) AS number,
           bool_or(was) AS was, bool_or(now) AS now
    FROM (SELECT creditor_id, account_id, currency, placed_on, debtor_id, number, status = 'open' AS was, false AS now
          FROM book_accounts(%(first)s)
          UNION ALL
          SELECT creditor_id, account_id, currency, placed_on, debtor_id, number, false, status = 'open'
          FROM book_accounts(%(last)s)
    ) x WHERE creditor_id = ANY(%(creditors)s) GROUP BY 1, 2, 3, 4
)"""
_BILLS = """, bills AS MATERIALIZED (  -- each instalment once, as it stood then and as it stands now: one row of each
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
)"""
_LINES = """, lines AS (
    SELECT m.creditor_id, m.account_id, m.kind, m.charge, m.amount_minor AS amount, m.effective_on > %(first)s AS within,
           b.stands AND m.effective_on >= b.now_since AS counts,
           m.effective_on >= b.was_since AND (NOT b.stands OR m.effective_on < b.now_since) AS contained
    FROM book_movements('0001-01-01', %(last)s) m JOIN bills b USING (creditor_id, item_id)
)"""
_TOLD: Mapping[str, Mapping[str, str]] = {
    "book_items(%(first)s)": {"was": "(billed_minor - paid_minor)::bigint"},
    "book_items(%(last)s)": {"now": "(billed_minor - paid_minor)::bigint"},
    "bills": {"billed": "now - was", "whole": "now"},
    "lines": {
        "dropped": "CASE WHEN NOT within AND contained THEN amount ELSE 0 END",  # the creditor's new figures hold it
        "early": "CASE WHEN NOT within AND counts THEN amount ELSE 0 END",  # brought along by a new account
        "charged": "CASE WHEN within AND counts AND charge THEN amount ELSE 0 END",
        "received": "CASE WHEN within AND counts AND NOT charge AND kind NOT IN ('waiver', 'write_off')"
        " THEN amount ELSE 0 END",
        "waived": "CASE WHEN within AND counts AND NOT charge AND kind = 'waiver' THEN amount ELSE 0 END",
        "written_off": "CASE WHEN within AND counts AND NOT charge AND kind = 'write_off' THEN amount ELSE 0 END",
    },
}
"""What is told of an account and from which table."""
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


def books(names: Iterable[str]) -> str:
    """The tables `a`, the accounts that were or are open or placed between two dates, and `told`, what happened to
    each as far as these lines of a statement (keys of `MOVED`) ask for it. Values as `rows.source_values`; both
    dates are meant at the end of the day. KeyError for an unknown line.

    What nobody asks for is not read: the opening balance alone needs no ledger line after it.
    """
    asked = set(re.findall(r"\bt\.(\w+)", " ".join(MOVED[name] for name in names)))
    parts = {source: {c: sql for c, sql in told.items() if c in asked} for source, told in _TOLD.items()}
    wanted = [column for told in parts.values() for column in told]
    branches = [
        "SELECT creditor_id, account_id, "  # noqa: S608 - constants of this room
        + ", ".join(f"{told.get(one, '0')} AS {one}" for one in wanted)
        + f" FROM {source}"
        for source, told in parts.items()
        if told
    ]
    needed = (_BILLS if parts["bills"] or parts["lines"] else "") + (_LINES if parts["lines"] else "")
    # Side by side in one list, so that nothing hangs on the planner's guess of how many there are.
    return f"""{_ACCOUNTS}{needed}, told AS (
    SELECT creditor_id, account_id, {", ".join(f"sum({one}) AS {one}" for one in wanted)}
    FROM ({" UNION ALL ".join(branches)}) x GROUP BY 1, 2
)
"""  # noqa: S608 - constants of this room
