"""All versions of instalments, for the ledger's replay of a history."""

from django.db import migrations

VERSIONS = """
CREATE FUNCTION book_versions() RETURNS TABLE (
    creditor_id bigint, account_id bigint, item_id bigint, sequence integer, due_on date,
    principal_minor bigint, interest_minor bigint, fee_minor bigint,
    penalty_minor bigint, cost_minor bigint, tax_minor bigint,
    valid_from date, counted_from date, valid_to date
) LANGUAGE sql STABLE AS $$
    SELECT i.creditor_id, i.account_id, i.id, i.sequence, i.due_on,
           i.principal_minor, i.interest_minor, i.fee_minor, i.penalty_minor, i.cost_minor, i.tax_minor,
           i.valid_from, i.counted_from, NULL::date
    FROM portfolio_item i
    UNION ALL
    SELECT p.creditor_id, p.account_id, p.item_id, p.sequence, p.due_on,
           p.principal_minor, p.interest_minor, p.fee_minor, p.penalty_minor, p.cost_minor, p.tax_minor,
           p.valid_from, p.counted_from, p.valid_to
    FROM portfolio_itempast p
    WHERE p.valid_from < p.valid_to
$$;
COMMENT ON FUNCTION book_versions() IS 'Every version of every instalment, valid in [valid_from, valid_to)';
"""


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0003_remove_party_row_hash")]
    operations = [migrations.RunSQL(VERSIONS, "DROP FUNCTION book_versions()")]
