"""What was intended on a case and is still open: read by reports."""

from django.db import migrations

FOLLOW_UPS = """
CREATE FUNCTION team_follow_ups(as_of date) RETURNS TABLE (
    follow_up_id bigint, creditor_id bigint, debtor_id bigint, user_id bigint, due_on date, source text
) LANGUAGE sql STABLE AS $$
    SELECT f.id, f.creditor_id, f.debtor_id, f.user_id, f.due_on, f.source::text
    FROM team_followup f WHERE f.state = 'open' AND f.due_on <= $1
$$;
COMMENT ON FUNCTION team_follow_ups(date) IS
    'Follow-ups that are open now and due by a date; user_id is null for those of nobody';
"""


class Migration(migrations.Migration):
    dependencies = [("team", "0005_tasks")]
    operations = [migrations.RunSQL(FOLLOW_UPS, "DROP FUNCTION team_follow_ups(date)")]
