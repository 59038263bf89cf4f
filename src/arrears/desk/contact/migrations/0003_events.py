"""Attempts of a stretch of days, one row each, for reports."""

from django.db import migrations

ATTEMPTS = """
CREATE FUNCTION contact_attempts(first date, last date) RETURNS TABLE (
    attempt_id bigint, creditor_id bigint, debtor_id bigint, business_date date, at timestamptz, channel text,
    purpose text, script text, state text, outcome text, reached boolean, connected boolean, automatic boolean,
    duration_s integer, by_user_id bigint
) LANGUAGE sql STABLE AS $$
    SELECT a.id, a.creditor_id, a.debtor_id, a.business_date, a.at, a.channel::text, a.purpose::text,
           a.script::text, a.state::text, a.outcome::text, coalesce(a.reached, false),
           a.outcome NOT IN ('', 'no_answer', 'busy', 'out_of_service'), a.automatic, a.duration_s, a.by_user_id
    FROM contact_attempt a WHERE a.business_date BETWEEN $1 AND $2 AND a.state <> 'failed'
$$;
COMMENT ON FUNCTION contact_attempts(date, date) IS
    'Attempts of days, both included, without failed ones. Simulated ones are in: leave them out of rates';
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0002_published")]
    operations = [migrations.RunSQL(ATTEMPTS, "DROP FUNCTION contact_attempts(date, date)")]
