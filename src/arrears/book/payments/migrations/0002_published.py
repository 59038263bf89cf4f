"""The columns that the ledger publishes: read by the night, screens and reports."""

from django.db import migrations

ITEMS = """
CREATE FUNCTION book_items(as_of date) RETURNS TABLE (
    creditor_id bigint, account_id bigint, item_id bigint, sequence integer, due_on date,
    billed_minor bigint, paid_minor bigint,
    owed_principal bigint, owed_interest bigint, owed_fee bigint,
    owed_penalty bigint, owed_cost bigint, owed_tax bigint
) LANGUAGE sql STABLE AS $$
    SELECT s.creditor_id, s.account_id, s.item_id, s.sequence, s.due_on,
           s.principal_minor + s.interest_minor + s.fee_minor + s.penalty_minor + s.cost_minor + s.tax_minor
               + coalesce(l.charged, 0),
           coalesce(l.paid, 0),
           s.principal_minor - coalesce(l.principal, 0),
           s.interest_minor - coalesce(l.interest, 0),
           s.fee_minor - coalesce(l.fee, 0),
           s.penalty_minor - coalesce(l.penalty, 0),
           s.cost_minor - coalesce(l.cost, 0),
           s.tax_minor - coalesce(l.tax, 0)
    FROM book_schedule(as_of) s
    LEFT JOIN (
        SELECT a.creditor_id, a.account_id, a.item_id,
               (sum(a.amount_minor) FILTER (WHERE NOT a.charge))::bigint AS paid,
               (-sum(a.amount_minor) FILTER (WHERE a.charge))::bigint AS charged,
               (sum(a.amount_minor) FILTER (WHERE a.component = 'principal'))::bigint AS principal,
               (sum(a.amount_minor) FILTER (WHERE a.component = 'interest'))::bigint AS interest,
               (sum(a.amount_minor) FILTER (WHERE a.component = 'fee'))::bigint AS fee,
               (sum(a.amount_minor) FILTER (WHERE a.component = 'penalty'))::bigint AS penalty,
               (sum(a.amount_minor) FILTER (WHERE a.component = 'cost'))::bigint AS cost,
               (sum(a.amount_minor) FILTER (WHERE a.component = 'tax'))::bigint AS tax
        FROM payments_allocation a
        JOIN book_schedule(as_of) v
          ON v.creditor_id = a.creditor_id AND v.account_id = a.account_id AND v.item_id = a.item_id
        WHERE a.effective_on <= as_of AND a.effective_on >= v.counted_from
        GROUP BY a.creditor_id, a.account_id, a.item_id
    ) l ON l.creditor_id = s.creditor_id AND l.account_id = s.account_id AND l.item_id = s.item_id
$$;
COMMENT ON FUNCTION book_items(date) IS
    'Instalments with what is billed, paid and owed by component, counting lines effective by a date';
"""

RECEIPTS = """
CREATE FUNCTION book_receipts(as_of date) RETURNS TABLE (
    creditor_id bigint, account_id bigint, entry_id bigint, effective_on date, amount_minor bigint
) LANGUAGE sql STABLE AS $$
    SELECT e.creditor_id, e.account_id, e.id, e.effective_on, e.amount_minor
    FROM payments_entry e
    WHERE e.effective_on <= as_of
      AND e.kind IN ('payment', 'points', 'transfer_in', 'transfer_out', 'refund')
      AND NOT EXISTS (
          SELECT FROM payments_entry r
          WHERE r.kind = 'reversal' AND r.reverses_id = e.id AND r.effective_on <= as_of
      )
$$;
COMMENT ON FUNCTION book_receipts(date) IS
    'Money received by a date; what was reversed by that date is left out, refunds count negative';
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("portfolio", "0002_published")]
    operations = [
        migrations.RunSQL(ITEMS, "DROP FUNCTION book_items(date)"),
        migrations.RunSQL(RECEIPTS, "DROP FUNCTION book_receipts(date)"),
    ]
