"""How the balance of open accounts moved between two dates, from the ledger: opening + flows = closing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from arrears.kernel.words import Words
from arrears.reports.queries.reading import fetch_joined, whole

FLOW_WORDS: dict[str, Words] = {
    "placed": Words("新委案", "Placed"),
    "restated": Words("委托方更新账单", "Bills changed by the creditor"),
    "charged": Words("计提", "Charged"),
    "received": Words("还款冲销", "Settled by money received"),
    "waived": Words("减免", "Waived"),
    "written_off": Words("核销", "Written off"),
    "ended": Words("结案与退案", "Closed and recalled"),
    "reopened": Words("重新开启", "Opened again"),
}
"""Flows in the order of a statement. Each is computed by itself from schedule and ledger lines."""

_FLOWS = """
WITH a AS MATERIALIZED (
    SELECT creditor_id, account_id, currency, placed_on,
           bool_or(was) AS was, bool_or(now) AS now
    FROM (SELECT creditor_id, account_id, currency, placed_on, status = 'open' AS was, false AS now
          FROM book_accounts(%(first)s)
          UNION ALL
          SELECT creditor_id, account_id, currency, placed_on, false, status = 'open' FROM book_accounts(%(last)s)
    ) x WHERE creditor_id = ANY(%(creditors)s) GROUP BY 1, 2, 3, 4
), bills AS MATERIALIZED (  -- each instalment once, as it stood then and as it stands now
    SELECT creditor_id, item_id, account_id,
           coalesce(sum(billed) FILTER (WHERE NOT later), 0) AS was, max(since) FILTER (WHERE NOT later) AS was_since,
           coalesce(sum(billed) FILTER (WHERE later), 0) AS now, max(since) FILTER (WHERE later) AS now_since,
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
        SELECT creditor_id, account_id, billed_minor - paid_minor AS was, 0 AS now, 0 AS billed, 0 AS whole, 0 AS dropped,
               0 AS early, 0 AS charged, 0 AS received, 0 AS waived, 0 AS written_off
        FROM book_items(%(first)s)
        UNION ALL
        SELECT creditor_id, account_id, 0, billed_minor - paid_minor, 0, 0, 0, 0, 0, 0, 0, 0 FROM book_items(%(last)s)
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
SELECT a.currency,
       coalesce(sum(t.was) FILTER (WHERE a.was), 0)::bigint AS opening,
       coalesce(sum(t.whole - t.early) FILTER (WHERE a.placed_on > %(first)s), 0)::bigint AS placed,
       coalesce(sum(t.billed + t.dropped) FILTER (WHERE a.placed_on <= %(first)s), 0)::bigint AS restated,
       (-coalesce(sum(t.charged), 0))::bigint AS charged,
       (-coalesce(sum(t.received), 0))::bigint AS received,
       (-coalesce(sum(t.waived), 0))::bigint AS waived,
       (-coalesce(sum(t.written_off), 0))::bigint AS written_off,
       (-coalesce(sum(t.now) FILTER (WHERE NOT a.now), 0))::bigint AS ended,
       coalesce(sum(t.was) FILTER (WHERE NOT a.was AND a.placed_on <= %(first)s), 0)::bigint AS reopened,
       coalesce(sum(t.now) FILTER (WHERE a.now), 0)::bigint AS closing
FROM a LEFT JOIN told t USING (creditor_id, account_id)
WHERE a.was OR a.now OR a.placed_on > %(first)s
GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """The balance of open accounts of one currency between two dates, both at the end of the day."""

    currency: str
    opening: int
    flows: dict[str, int]
    closing: int

    @property
    def unexplained(self) -> int:
        """What opening and flows leave over against the closing balance: nothing, or the book is wrong."""
        return self.closing - self.opening - sum(self.flows.values())


def movements(creditor_ids: list[int], first: date, last: date) -> tuple[Movement, ...]:
    """Opening at the end of `first`, flows after it up to `last`, closing at the end of `last`."""
    rows = fetch_joined(_FLOWS, {"creditors": creditor_ids, "first": first, "last": last})
    return tuple(
        Movement(
            currency=str(row[0]),
            opening=whole(row[1]),
            flows=dict(zip(FLOW_WORDS, (whole(one) for one in row[2:10]), strict=True)),
            closing=whole(row[10]),
        )
        for row in rows
    )
