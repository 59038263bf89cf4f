"""What the gate publishes for the night's mask: stops, phone contacts and noted facts, debtor by debtor.

Moments are whole seconds since 1970 (UTC). A day is given with a margin of one day on either side, so that it
holds in every zone. What bears on one number alone is left out: which number a step will use, nobody knows yet.
"""

from django.db import migrations

# The kinds that follow the person stand in books_queries.PERSONAL_STOPS too; a test holds the two together.
STOPS = """
CREATE FUNCTION gate_stops_on(as_of date) RETURNS TABLE (
    creditor_id bigint, debtor_id bigint, debts text[], kind text, channel text, since bigint, until bigint
) LANGUAGE sql STABLE AS $$
    WITH standing AS (
        SELECT s.creditor_id, s.debtor_id, s.subject, s.kind, nullif(s.channel, '') AS channel, s.since,
               least(s.until, l.at) AS ends,
               ARRAY(SELECT 'A' || x FROM jsonb_array_elements_text(s.accounts) x ORDER BY 1) AS debts
        FROM gate_stop s
        LEFT JOIN gate_stoplift l ON l.stop_id = s.id
        WHERE s.since < ($1 + 2)::timestamp AT TIME ZONE 'UTC'
          AND coalesce(least(s.until, l.at), 'infinity') > ($1 - 1)::timestamp AT TIME ZONE 'UTC'
          AND s.address = ''::bytea
          AND NOT s.detail ?| ARRAY['attorney_silent_since', 'attorney_consents']
    ), placed AS (
        SELECT t.creditor_id, t.debtor_id, t.debts, t.kind, t.channel, t.since, t.ends FROM standing t
        UNION
        SELECT p.creditor_id, p.id, t.debts, t.kind, t.channel, t.since, t.ends
        FROM standing t
        JOIN portfolio_party p ON p.id_index = t.subject AND p.id_index <> ''::bytea
        WHERE t.kind IN ('bankruptcy', 'breathing_space', 'attorney', 'illness', 'cease_written')
    )
    SELECT x.creditor_id, x.debtor_id, x.debts, x.kind::text, x.channel::text,
           floor(extract(epoch FROM x.since))::bigint, ceil(extract(epoch FROM x.ends))::bigint
    FROM placed x
$$;
COMMENT ON FUNCTION gate_stops_on(date) IS
    'Stops that stand on some moment of a day, one row for each debtor they bear on; debts empty means all';
"""

CONTACTS = """
CREATE FUNCTION gate_contacts_until(as_of date) RETURNS TABLE (
    creditor_id bigint, debtor_id bigint, contact_no bigint, at bigint, own boolean, channel text,
    direction text, result text, call_kind text, lender_group text, operator text, debts text[]
) LANGUAGE sql STABLE AS $$
    WITH made AS (
        SELECT p.at, p.channel, 'out' AS direction, p.creditor_id, p.debtor_id, p.person_id, p.subject,
               p.person_subject, p.accounts, p.lender_group, p.operator, nullif(p.call_kind, '') AS call_kind,
               (SELECT o.result FROM gate_permitoutcome o WHERE o.permit_id = p.id ORDER BY o.id DESC LIMIT 1)
                   AS result
        FROM gate_permit p
        JOIN gate_permitend e ON e.permit_id = p.id AND e.kind = 'used'
        WHERE p.at >= ($1 - 10)::timestamp AT TIME ZONE 'UTC' AND p.at < ($1 + 2)::timestamp AT TIME ZONE 'UTC'
          AND p.channel IN ('call', 'voicemail')
        UNION ALL
        SELECT i.at, i.channel, 'in', i.creditor_id, i.debtor_id, i.person_id, i.subject,
               i.person_subject, i.accounts, i.lender_group, i.operator, NULL, i.result
        FROM gate_inbound i
        WHERE i.at >= ($1 - 10)::timestamp AT TIME ZONE 'UTC' AND i.at < ($1 + 2)::timestamp AT TIME ZONE 'UTC'
          AND i.channel IN ('call', 'voicemail')
    ), numbered AS (
        SELECT row_number() OVER (ORDER BY m.at, m.debtor_id, m.person_id) AS contact_no, m.* FROM made m
    ), borne AS (
        SELECT n.contact_no, n.creditor_id, n.debtor_id AS party_id FROM numbered n
        UNION
        SELECT n.contact_no, p.creditor_id, p.id
        FROM numbered n
        JOIN portfolio_party p ON p.id_index IN (n.subject, n.person_subject) AND p.id_index <> ''::bytea
        WHERE n.direction = 'out' OR p.id_index = n.subject
    )
    SELECT b.creditor_id, b.party_id, n.contact_no, floor(extract(epoch FROM n.at))::bigint,
           b.party_id = n.person_id OR (q.id_index <> ''::bytea AND q.id_index = n.person_subject),
           n.channel::text, n.direction, n.result::text, n.call_kind::text, n.lender_group::text,
           n.operator::text, ARRAY(SELECT 'A' || x FROM jsonb_array_elements_text(n.accounts) x ORDER BY 1)
    FROM borne b
    JOIN numbered n USING (contact_no)
    JOIN portfolio_party q ON q.id = b.party_id
$$;
COMMENT ON FUNCTION gate_contacts_until(date) IS
    'Phone contacts of the ten days before a day and on it, one row for each debtor whose counters may count it';
"""

NOTED = """
CREATE FUNCTION gate_noted_on(as_of date) RETURNS TABLE (
    creditor_id bigint, debtor_id bigint, kind text, value jsonb
) LANGUAGE sql STABLE AS $$
    WITH latest AS (
        SELECT DISTINCT ON (f.person_subject, f.kind) f.person_subject, f.kind, f.value, f.creditor_id, f.person_id
        FROM gate_personfact f
        WHERE f.at < ($1 + 1)::timestamp AT TIME ZONE 'UTC'
          AND f.kind IN ('deceased', 'minor', 'vulnerable', 'zones', 'barred_slots', 'agreed_slots')
        ORDER BY f.person_subject, f.kind, f.at DESC, f.id DESC
    ), standing AS (
        SELECT * FROM latest WHERE value IS NOT NULL AND value <> 'null'::jsonb
    )
    SELECT s.creditor_id, s.person_id, s.kind::text, s.value FROM standing s
    UNION
    SELECT p.creditor_id, p.id, s.kind::text, s.value
    FROM standing s JOIN portfolio_party p ON p.id_index = s.person_subject AND p.id_index <> ''::bytea
    UNION
    SELECT h.creditor_id, coalesce(h.debtor_id, 0), 'house_lift', to_jsonb(h.rule)
    FROM gate_houselift h
    WHERE h.at < ($1 + 2)::timestamp AT TIME ZONE 'UTC' AND h.until > ($1 - 1)::timestamp AT TIME ZONE 'UTC'
$$;
COMMENT ON FUNCTION gate_noted_on(date) IS
    'Facts noted of persons, and house rules lifted (debtor 0: for the whole creditor), as they stand on a day';
"""


class Migration(migrations.Migration):
    dependencies = [("gate", "0007_house_lifts"), ("portfolio", "0002_published")]
    operations = [
        migrations.RunSQL(STOPS, "DROP FUNCTION gate_stops_on(date)"),
        migrations.RunSQL(CONTACTS, "DROP FUNCTION gate_contacts_until(date)"),
        migrations.RunSQL(NOTED, "DROP FUNCTION gate_noted_on(date)"),
    ]
