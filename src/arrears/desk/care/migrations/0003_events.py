"""Concerns that were opened in a stretch of days, for reports."""

from django.db import migrations

CONCERNS = """
CREATE FUNCTION care_concerns(first date, last date) RETURNS TABLE (
    concern_id bigint, creditor_id bigint, debtor_id bigint, account_id bigint, kind text, opened_on date,
    due_on date, closed_on date, result text, root_cause text, by_user_id bigint
) LANGUAGE sql STABLE AS $$
    SELECT c.id, c.creditor_id, c.debtor_id, c.account_id, c.kind::text, c.opened_on, c.due_on, c.closed_on,
           c.result::text, c.root_cause::text, c.opened_by_user_id
    FROM care_concern c WHERE c.opened_on BETWEEN $1 AND $2
$$;
COMMENT ON FUNCTION care_concerns(date, date) IS 'Concerns opened on days, both included';
"""


class Migration(migrations.Migration):
    dependencies = [("care", "0002_published")]
    operations = [migrations.RunSQL(CONCERNS, "DROP FUNCTION care_concerns(date, date)")]
