"""The columns that the gate publishes: stops and connected calls for the night, refusals for screens and reports."""

from django.db import migrations

# A stop of a kind that follows the person (books_queries.PERSONAL_STOPS) counts at every creditor.
DEBTORS = """
CREATE FUNCTION gate_debtors(as_of date) RETURNS TABLE (
    creditor_id bigint, debtor_id bigint, stopped boolean, stop_kinds text[], connected_today integer,
    opted_out_channels text[]
) LANGUAGE sql STABLE AS $$
    WITH bounds AS (
        SELECT ($1::timestamp AT TIME ZONE 'Asia/Shanghai') AS opens,
               (($1 + 1)::timestamp AT TIME ZONE 'Asia/Shanghai') AS closes
    ), standing AS (
        SELECT s.creditor_id, s.debtor_id, s.kind, s.channel
        FROM gate_stop s CROSS JOIN bounds b
        WHERE s.since < b.closes AND (s.until IS NULL OR s.until > b.opens)
          AND NOT EXISTS (SELECT 1 FROM gate_stoplift l WHERE l.stop_id = s.id AND l.at < b.closes)
    ), stops AS (
        SELECT s.creditor_id, s.debtor_id, array_agg(DISTINCT s.kind::text ORDER BY s.kind::text) AS kinds,
               array_agg(DISTINCT s.channel::text ORDER BY s.channel::text)
                   FILTER (WHERE s.kind IN ('opt_out', 'stop_channel') AND s.channel <> '') AS channels,
               bool_or(s.kind NOT IN ('opt_out', 'stop_channel')) AS stopped
        FROM standing s GROUP BY s.creditor_id, s.debtor_id
    ), calls AS (
        SELECT p.creditor_id, p.debtor_id, count(*)::integer AS connected
        FROM gate_permit p
        JOIN gate_permitend e ON e.permit_id = p.id AND e.kind = 'used'
        CROSS JOIN bounds b
        WHERE p.channel = 'call' AND p.at >= b.opens AND p.at < b.closes
          AND coalesce((SELECT o.result FROM gate_permitoutcome o WHERE o.permit_id = p.id
                        ORDER BY o.id DESC LIMIT 1), 'answered')
              IN ('answered', 'conversation', 'voicemail', 'full_mailbox')
        GROUP BY p.creditor_id, p.debtor_id
    )
    SELECT coalesce(s.creditor_id, c.creditor_id), coalesce(s.debtor_id, c.debtor_id),
           coalesce(s.stopped, false), coalesce(s.kinds, '{}'), coalesce(c.connected, 0),
           coalesce(s.channels, '{}')
    FROM stops s FULL JOIN calls c ON c.creditor_id = s.creditor_id AND c.debtor_id = s.debtor_id
$$;
COMMENT ON FUNCTION gate_debtors(date) IS
    'Debtors with a stop standing on a date or a connected call that day (business zone); others have no row';
"""

REFUSALS = """
CREATE FUNCTION gate_refusals(first date, last date) RETURNS TABLE (
    refusal_id uuid, creditor_id bigint, debtor_id bigint, at timestamptz, channel text, verdict text,
    rule text, zh text, en text, user_id bigint
) LANGUAGE sql STABLE AS $$
    SELECT r.id, r.creditor_id, r.debtor_id, r.at, r.channel::text, r.verdict::text,
           x->>'id', x->>'zh', x->>'en', r.user_id
    FROM gate_refusal r
    CROSS JOIN LATERAL (
        SELECT x FROM jsonb_array_elements(r.answer->'rules') WITH ORDINALITY t(x, place)
        WHERE x->>'result' IN ('fail', 'needs_evidence') ORDER BY place LIMIT 1
    ) failed
    WHERE r.at >= ($1::timestamp AT TIME ZONE 'Asia/Shanghai')
      AND r.at < (($2 + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')
$$;
COMMENT ON FUNCTION gate_refusals(date, date) IS
    'Refusals of days (business zone, both included), each with the first rule that stood in the way';
"""


class Migration(migrations.Migration):
    dependencies = [("gate", "0003_journal")]
    operations = [
        migrations.RunSQL(DEBTORS, "DROP FUNCTION gate_debtors(date)"),
        migrations.RunSQL(REFUSALS, "DROP FUNCTION gate_refusals(date, date)"),
    ]
