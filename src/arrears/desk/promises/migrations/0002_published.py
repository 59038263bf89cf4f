"""The columns that promises publish: read by the night, dispatch, the worklist, screens and reports."""

from django.db import migrations

STATES = """
CREATE FUNCTION promises_states(as_of date) RETURNS TABLE (
    creditor_id bigint, debtor_id bigint, account_id bigint, promise_id bigint, state text, judged_on date,
    amount_minor bigint, received_minor bigint, currency text, taken_on date, due_on date, last_day date,
    taken_by_id bigint
) LANGUAGE sql STABLE AS $$
    SELECT p.creditor_id, p.debtor_id, p.account_id, p.id,
           CASE WHEN p.withdrawn_on <= $1 THEN 'withdrawn' ELSE coalesce(v.state, 'open') END::text,
           v.as_of, p.amount_minor, coalesce(v.received_minor, 0), p.currency::text, p.taken_on, p.due_on,
           p.due_on + p.grace_days, p.taken_by_user_id
    FROM promises_promise p
    LEFT JOIN LATERAL (
        SELECT v.state, v.as_of, v.received_minor FROM promises_promiseverdict v
        WHERE v.promise_id = p.id AND v.as_of <= $1 ORDER BY v.as_of DESC, v.id DESC LIMIT 1
    ) v ON true
    WHERE p.taken_on <= $1
$$;
COMMENT ON FUNCTION promises_states(date) IS
    'Every promise with the newest verdict up to a date; judged_on is null while the ledger has not changed it';
"""

ACCOUNTS = """
CREATE FUNCTION promises_accounts(as_of date) RETURNS TABLE (
    creditor_id bigint, account_id bigint, open_promises integer, open_due_on date, kept integer,
    partly_kept integer, late integer, broken integer, last_broken_on date, plan_active boolean
) LANGUAGE sql STABLE AS $$
    WITH promised AS (
        SELECT s.creditor_id, s.account_id,
               (count(*) FILTER (WHERE s.state = 'open'))::integer AS open_promises,
               min(s.due_on) FILTER (WHERE s.state = 'open') AS open_due_on,
               (count(*) FILTER (WHERE s.state = 'kept'))::integer AS kept,
               (count(*) FILTER (WHERE s.state = 'partly_kept'))::integer AS partly_kept,
               (count(*) FILTER (WHERE s.state = 'late'))::integer AS late,
               (count(*) FILTER (WHERE s.state = 'broken'))::integer AS broken,
               max(s.last_day + 1) FILTER (WHERE s.state = 'broken') AS last_broken_on
        FROM promises_states($1) s
        GROUP BY s.creditor_id, s.account_id
    ), running AS (
        SELECT DISTINCT a.creditor_id, a.account_id
        FROM promises_agreement a
        LEFT JOIN LATERAL (
            SELECT v.state FROM promises_agreementverdict v
            WHERE v.agreement_id = a.id AND v.as_of <= $1 ORDER BY v.as_of DESC, v.id DESC LIMIT 1
        ) v ON true
        WHERE a.kind <> 'waiver' AND a.starts_on <= $1 AND coalesce(v.state, 'active') = 'active'
          AND NOT (a.state = 'withdrawn' AND a.ended_on <= $1)
    )
    SELECT coalesce(p.creditor_id, r.creditor_id), coalesce(p.account_id, r.account_id),
           coalesce(p.open_promises, 0), p.open_due_on, coalesce(p.kept, 0), coalesce(p.partly_kept, 0),
           coalesce(p.late, 0), coalesce(p.broken, 0), p.last_broken_on, r.account_id IS NOT NULL
    FROM promised p
    FULL JOIN running r ON r.creditor_id = p.creditor_id AND r.account_id = p.account_id
$$;
COMMENT ON FUNCTION promises_accounts(date) IS
    'Promises of each account by state, and whether an agreement runs, as judged up to a date';
"""

REMINDERS = """
CREATE FUNCTION promises_reminders(as_of date) RETURNS TABLE (
    creditor_id bigint, debtor_id bigint, account_id bigint, promise_id bigint, amount_minor bigint,
    currency text, due_on date, taken_by_id bigint
) LANGUAGE sql STABLE AS $$
    SELECT p.creditor_id, p.debtor_id, p.account_id, p.id, p.amount_minor - p.received_minor,
           p.currency::text, p.due_on, p.taken_by_user_id
    FROM promises_promise p
    WHERE p.state = 'open' AND p.remind_on = $1 AND p.received_minor < p.amount_minor
$$;
COMMENT ON FUNCTION promises_reminders(date) IS
    'Open promises whose reminder falls on a day, with what is still to come; read by dispatch';
"""

PEOPLE = """
CREATE FUNCTION promises_people(day date) RETURNS TABLE (
    creditor_id bigint, user_id bigint, currency text, taken integer, taken_minor bigint, kept integer,
    broken integer, received_minor bigint
) LANGUAGE sql STABLE AS $$
    WITH today AS (
        SELECT s.creditor_id, s.taken_by_id, s.currency, s.amount_minor, s.received_minor, s.taken_on,
               CASE WHEN s.judged_on = $1 THEN s.state END AS became
        FROM promises_states($1) s
        WHERE s.taken_on = $1 OR s.judged_on = $1
    )
    SELECT t.creditor_id, t.taken_by_id, t.currency,
           (count(*) FILTER (WHERE t.taken_on = $1))::integer,
           coalesce(sum(t.amount_minor) FILTER (WHERE t.taken_on = $1), 0)::bigint,
           (count(*) FILTER (WHERE t.became = 'kept'))::integer,
           (count(*) FILTER (WHERE t.became IN ('broken', 'partly_kept')))::integer,
           coalesce(sum(t.received_minor) FILTER (WHERE t.became IN ('kept', 'late')), 0)::bigint
    FROM today t
    GROUP BY t.creditor_id, t.taken_by_id, t.currency
$$;
COMMENT ON FUNCTION promises_people(date) IS
    'Promises taken on a day, and those whose verdict changed on it, by who took them';
"""


class Migration(migrations.Migration):
    dependencies = [("promises", "0001_initial"), ("payments", "0002_published")]
    operations = [
        migrations.RunSQL(STATES, "DROP FUNCTION promises_states(date)"),
        migrations.RunSQL(ACCOUNTS, "DROP FUNCTION promises_accounts(date)"),
        migrations.RunSQL(REMINDERS, "DROP FUNCTION promises_reminders(date)"),
        migrations.RunSQL(PEOPLE, "DROP FUNCTION promises_people(date)"),
    ]
