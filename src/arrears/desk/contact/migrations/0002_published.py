"""The columns that contact publishes: read by the night, the worklist, screens and reports."""

from django.db import migrations

DEBTORS = """
CREATE FUNCTION contact_debtors(as_of date) RETURNS TABLE (
    creditor_id bigint, debtor_id bigint, attempts_7 integer, attempts_30 integer, reached_30 integer,
    last_attempt_on date, last_reached_on date, last_outcome text
) LANGUAGE sql STABLE AS $$
    SELECT a.creditor_id, a.debtor_id,
           (count(*) FILTER (WHERE a.business_date > as_of - 7))::integer,
           (count(*) FILTER (WHERE a.business_date > as_of - 30))::integer,
           CASE WHEN bool_or(a.business_date > as_of - 30 AND a.state <> 'simulated')
                THEN (count(*) FILTER (
                    WHERE a.business_date > as_of - 30 AND a.state <> 'simulated' AND a.reached
                ))::integer
           END,
           max(a.business_date),
           max(a.business_date) FILTER (WHERE a.state <> 'simulated' AND a.reached),
           (array_agg(a.outcome::text ORDER BY a.at DESC) FILTER (WHERE a.outcome <> ''))[1]
    FROM contact_attempt a
    WHERE a.business_date <= as_of AND a.business_date > as_of - 400 AND a.state <> 'failed'
    GROUP BY a.creditor_id, a.debtor_id
$$;
COMMENT ON FUNCTION contact_debtors(date) IS
    'Attempts of each debtor up to a date (400 days). reached_30 is null when nothing but simulated ones were made';
"""

FOLLOWUPS = """
CREATE FUNCTION contact_followups(as_of date) RETURNS TABLE (
    creditor_id bigint, debtor_id bigint, attempt_id bigint, outcome text, due_on date, due_at timestamptz,
    needs text, by_user_id bigint
) LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (a.creditor_id, a.debtor_id)
           a.creditor_id, a.debtor_id, a.id, a.outcome::text, a.follow_up_on, a.follow_up_at,
           a.needs::text, a.by_user_id
    FROM contact_attempt a
    WHERE a.business_date <= as_of AND a.business_date > as_of - 400 AND a.outcome <> ''
    ORDER BY a.creditor_id, a.debtor_id, a.outcome_at DESC, a.id DESC
$$;
COMMENT ON FUNCTION contact_followups(date) IS
    'What the newest outcome of each debtor leaves to be done, and when; due_on is null when nothing follows';
"""

PEOPLE = """
CREATE FUNCTION contact_people(day date) RETURNS TABLE (
    creditor_id bigint, user_id bigint, channel text, attempts integer, simulated integer, reached integer,
    seconds bigint
) LANGUAGE sql STABLE AS $$
    SELECT a.creditor_id, a.by_user_id, a.channel::text, count(*)::integer,
           (count(*) FILTER (WHERE a.state = 'simulated'))::integer,
           (count(*) FILTER (WHERE a.state <> 'simulated' AND a.reached))::integer,
           coalesce(sum(a.duration_s), 0)::bigint
    FROM contact_attempt a
    WHERE a.business_date = day AND a.state <> 'failed'
    GROUP BY a.creditor_id, a.by_user_id, a.channel
$$;
COMMENT ON FUNCTION contact_people(date) IS
    'Attempts of a day by person and channel; user_id is null for what went out by itself';
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0001_initial")]
    operations = [
        migrations.RunSQL(DEBTORS, "DROP FUNCTION contact_debtors(date)"),
        migrations.RunSQL(FOLLOWUPS, "DROP FUNCTION contact_followups(date)"),
        migrations.RunSQL(PEOPLE, "DROP FUNCTION contact_people(date)"),
    ]
