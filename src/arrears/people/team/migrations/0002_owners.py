"""Who owned which case on a date: read by reports."""

from django.db import migrations

OWNERS = """
CREATE FUNCTION team_owners(as_of date) RETURNS TABLE (creditor_id bigint, debtor_id bigint, user_id bigint)
LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (a.creditor_id, a.debtor_id) a.creditor_id, a.debtor_id, a.user_id
    FROM team_assignment a
    WHERE a.since <= as_of AND (a.until IS NULL OR a.until > as_of)
    ORDER BY a.creditor_id, a.debtor_id, a.since DESC, a.id DESC
$$;
COMMENT ON FUNCTION team_owners(date) IS 'The person who owned a case on a date; cases of nobody have no row';
"""


class Migration(migrations.Migration):
    dependencies = [("team", "0001_initial")]
    operations = [migrations.RunSQL(OWNERS, "DROP FUNCTION team_owners(date)")]
