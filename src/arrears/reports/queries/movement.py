"""How the balance of open accounts moved between two dates, from the ledger: opening + flows = closing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from arrears.kernel.words import Words
from arrears.reports.queries.reading import fetch, whole

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
), owed AS (
    SELECT creditor_id, account_id, sum(was)::bigint AS was, sum(now)::bigint AS now FROM (
        SELECT creditor_id, account_id, billed_minor - paid_minor AS was, 0 AS now FROM book_items(%(first)s)
        UNION ALL
        SELECT creditor_id, account_id, 0, billed_minor - paid_minor FROM book_items(%(last)s)) x
    GROUP BY 1, 2
), bills AS (
    SELECT creditor_id, item_id, account_id,
           principal_minor + interest_minor + fee_minor + penalty_minor + cost_minor + tax_minor AS billed,
           counted_from, side
    FROM (SELECT s.*, 0 AS side FROM book_schedule(%(first)s) s
          UNION ALL SELECT s.*, 1 FROM book_schedule(%(last)s) s) x
), changed AS (
    SELECT b.creditor_id, b.account_id,
           (sum(CASE WHEN side = 1 THEN billed ELSE -billed END))::bigint AS billed,
           coalesce(sum(billed) FILTER (WHERE side = 1), 0)::bigint AS whole
    FROM bills b GROUP BY 1, 2
), dropped AS (  -- lines that the creditor's new figures contain already
    SELECT m.creditor_id, m.account_id, sum(m.amount_minor)::bigint AS amount
    FROM book_movements('0001-01-01', %(last)s) m
    JOIN bills old ON old.side = 0 AND old.creditor_id = m.creditor_id AND old.item_id = m.item_id
    LEFT JOIN bills new ON new.side = 1 AND new.creditor_id = m.creditor_id AND new.item_id = m.item_id
    WHERE m.effective_on <= %(first)s AND m.effective_on >= old.counted_from
      AND (new.item_id IS NULL OR m.effective_on < new.counted_from)
    GROUP BY 1, 2
), early AS (  -- lines that a new account brought along
    SELECT m.creditor_id, m.account_id, sum(m.amount_minor)::bigint AS amount
    FROM book_movements('0001-01-01', %(first)s) m
    JOIN bills new ON new.side = 1 AND new.creditor_id = m.creditor_id AND new.item_id = m.item_id
                  AND m.effective_on >= new.counted_from
    GROUP BY 1, 2
), lines AS (
    SELECT m.creditor_id, m.account_id,
           sum(m.amount_minor) FILTER (WHERE m.charge) AS charged,
           sum(m.amount_minor) FILTER (WHERE NOT m.charge AND m.kind NOT IN ('waiver', 'write_off')) AS received,
           sum(m.amount_minor) FILTER (WHERE NOT m.charge AND m.kind = 'waiver') AS waived,
           sum(m.amount_minor) FILTER (WHERE NOT m.charge AND m.kind = 'write_off') AS written_off
    FROM book_movements(%(first)s, %(last)s) m
    JOIN bills new ON new.side = 1 AND new.creditor_id = m.creditor_id AND new.item_id = m.item_id
                  AND m.effective_on >= new.counted_from
    GROUP BY 1, 2
)
SELECT a.currency,
       coalesce(sum(o.was) FILTER (WHERE a.was), 0)::bigint AS opening,
       coalesce(sum(coalesce(c.whole, 0) - coalesce(e.amount, 0))
                FILTER (WHERE a.placed_on > %(first)s), 0)::bigint AS placed,
       coalesce(sum(coalesce(c.billed, 0) + coalesce(d.amount, 0))
                FILTER (WHERE a.placed_on <= %(first)s), 0)::bigint AS restated,
       (-coalesce(sum(l.charged), 0))::bigint AS charged,
       (-coalesce(sum(l.received), 0))::bigint AS received,
       (-coalesce(sum(l.waived), 0))::bigint AS waived,
       (-coalesce(sum(l.written_off), 0))::bigint AS written_off,
       (-coalesce(sum(o.now) FILTER (WHERE NOT a.now), 0))::bigint AS ended,
       coalesce(sum(o.was) FILTER (WHERE NOT a.was AND a.placed_on <= %(first)s), 0)::bigint AS reopened,
       coalesce(sum(o.now) FILTER (WHERE a.now), 0)::bigint AS closing
FROM a
LEFT JOIN owed o USING (creditor_id, account_id) LEFT JOIN changed c USING (creditor_id, account_id)
LEFT JOIN dropped d USING (creditor_id, account_id) LEFT JOIN early e USING (creditor_id, account_id)
LEFT JOIN lines l USING (creditor_id, account_id)
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
    rows = fetch(_FLOWS, {"creditors": creditor_ids, "first": first, "last": last})
    return tuple(
        Movement(
            currency=str(row[0]),
            opening=whole(row[1]),
            flows=dict(zip(FLOW_WORDS, (whole(one) for one in row[2:10]), strict=True)),
            closing=whole(row[10]),
        )
        for row in rows
    )
