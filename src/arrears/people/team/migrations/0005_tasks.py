"""Questions to other departments: read by reports."""

from django.db import migrations

TASKS = """
CREATE OR REPLACE FUNCTION team_tasks(first date, last date) RETURNS TABLE (
    task_id bigint, creditor_id bigint, debtor_id bigint, account_id bigint, department text, state text,
    asked_on date, due_at timestamptz, answered_at timestamptz, asked_by_id bigint
) LANGUAGE sql STABLE AS $$
    SELECT t.id, t.creditor_id, t.debtor_id, t.account_id, t.department::text, t.state::text,
           (t.asked_at AT TIME ZONE 'Asia/Shanghai')::date, t.due_at, t.answered_at, t.asked_by_user_id
    FROM team_task t
    WHERE t.asked_at >= ($1::timestamp AT TIME ZONE 'Asia/Shanghai')
      AND t.asked_at < (($2 + 1)::timestamp AT TIME ZONE 'Asia/Shanghai') AND t.state <> 'withdrawn'
$$;
COMMENT ON FUNCTION team_tasks(date, date) IS
    'Questions that were asked of departments on days (business zone, both included), withdrawn ones left out';
"""


class Migration(migrations.Migration):
    dependencies = [("team", "0004_own_items")]
    operations = [migrations.RunSQL(TASKS, "DROP FUNCTION team_tasks(date, date)")]
