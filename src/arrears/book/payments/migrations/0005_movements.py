"""What moved each instalment between two dates, by kind: read by reports."""

from django.db import migrations

MOVEMENTS = """
CREATE FUNCTION book_movements(after date, last date) RETURNS TABLE (
    creditor_id bigint, account_id bigint, item_id bigint, entry_id bigint, kind text, charge boolean,
    effective_on date, amount_minor bigint
) LANGUAGE sql STABLE AS $$
    SELECT l.creditor_id, l.account_id, l.item_id, e.id,
           CASE WHEN e.kind = 'reversal' THEN o.kind ELSE e.kind END::text,
           l.charge, l.effective_on, l.amount_minor
    FROM payments_allocation l
    JOIN payments_entry e ON e.id = l.entry_id
    LEFT JOIN payments_entry o ON o.id = e.reverses_id
    WHERE l.item_id IS NOT NULL AND l.effective_on > $1 AND l.effective_on <= $2
$$;
COMMENT ON FUNCTION book_movements(date, date) IS
    'Lines on instalments effective after a date and up to another; a reversal has the kind of what it reverses';
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_accrual_terms")]
    operations = [migrations.RunSQL(MOVEMENTS, "DROP FUNCTION book_movements(date, date)")]
