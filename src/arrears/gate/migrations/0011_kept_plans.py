"""The books of one debtor in one call, and under the lock: the server keeps the plans of what every contact asks.

Planning these reads anew took several times as long as running them.
"""

from django.db import migrations

# Locks are taken one after the other as they are given. A volatile function sees with each of its statements
# what was committed until then: what is read after a lock is what the one before left behind.
# Every read goes by one key, whatever the statistics say, since a kept plan may stem from a time when the books
# were empty: hence the settings, `IS TRUE` (no index on the creditor, none on the moment), BETWEEN with its order
# (the index of the case, not that of the creditor's days), and `-o.id` (no walk along all outcomes).
BOOKS = """
CREATE FUNCTION gate_books(
    locks bigint[], stamp_key bytea, its_creditor bigint, its_debtor bigint, its_subject bytea, persons bytea[],
    addresses bytea[], personal text[], history_from timestamptz, moment timestamptz, without uuid
) RETURNS TABLE (
    book text, kind text, channel text, person bytea, address bytea, since timestamptz, until timestamptz,
    ended timestamptz, accounts jsonb, detail jsonb, result text, call_kind text, operator text, lender_group text, subject bytea
) LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off
SET enable_mergejoin = off SET jit = off AS $$
#variable_conflict use_column
DECLARE lock bigint;
BEGIN
    IF stamp_key IS NOT NULL THEN
        PERFORM gate_take_key(stamp_key);
    END IF;
    FOREACH lock IN ARRAY locks LOOP
        PERFORM pg_advisory_xact_lock(lock);
    END LOOP;
    RETURN QUERY
    SELECT 'out', '', p.channel::text, p.person_subject, p.address, p.at,
           CASE WHEN e.kind IS NULL THEN p.expires_at END, NULL::timestamptz, p.accounts, NULL::jsonb,
           (SELECT (array_agg(o.result::text ORDER BY -o.id))[1]
            FROM gate_permitoutcome o WHERE o.permit_id = p.id),
           nullif(p.call_kind::text, ''), p.operator::text, p.lender_group::text, p.subject
    FROM gate_permit p
    LEFT JOIN LATERAL (SELECT d.kind FROM gate_permitend d WHERE d.permit_id = p.id LIMIT 1) e ON true
    WHERE (p.subject = its_subject OR p.person_subject = ANY(persons) OR p.address = ANY(addresses))
      AND (p.at >= history_from) IS TRUE AND p.id IS DISTINCT FROM without
      AND (e.kind = 'used' OR (e.kind IS NULL AND p.expires_at >= moment));
    -- One row a thing; what a kind of row does not have is null. The uses of the latest few permits are enough
    -- for the latest moment: an older permit ran out long before the latest one was issued.
    RETURN QUERY
    SELECT 'last', coalesce((
               SELECT 'contacted' FROM gate_permit u
               WHERE u.creditor_id = its_creditor AND u.debtor_id BETWEEN its_debtor AND its_debtor
                 AND (SELECT d.kind FROM gate_permitend d WHERE d.permit_id = u.id) = 'used'
               ORDER BY u.debtor_id, u.at DESC LIMIT 1
           ), ''), ''::text, NULL::bytea, NULL::bytea,
           max(greatest(l.at, (SELECT d.at FROM gate_permitend d WHERE d.permit_id = l.id))),
           NULL::timestamptz, NULL::timestamptz, NULL::jsonb, NULL::jsonb, NULL::text, NULL::text, NULL::text,
           NULL::text, NULL::bytea
    FROM (SELECT p.id, p.at FROM gate_permit p WHERE p.subject = its_subject ORDER BY p.at DESC LIMIT 20) l
    UNION ALL
    SELECT 'in', '', i.channel, i.person_subject, i.address, i.at, NULL, NULL, i.accounts, NULL,
           i.result, NULL, i.operator, i.lender_group, i.subject
    FROM gate_inbound i WHERE i.subject = its_subject AND i.at >= history_from
    UNION ALL
    SELECT 'refused', '', '', r.person_subject, r.address, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM gate_personrefused r WHERE r.person_subject = ANY(persons) OR r.address = ANY(addresses)
    UNION ALL
    SELECT 'stop', s.kind, s.channel, NULL, s.address, s.since, s.until,
           (SELECT l.at FROM gate_stoplift l WHERE l.stop_id = s.id), s.accounts, s.detail,
           NULL, NULL, NULL, NULL, NULL
    FROM gate_stop s
    WHERE (s.creditor_id = its_creditor AND s.debtor_id = its_debtor
           OR s.subject = its_subject AND s.kind = ANY(personal))
      AND (s.until IS NULL OR s.until > moment)
    UNION ALL
    SELECT 'consent', c.kind, '', c.person_subject, NULL, c.given_at, c.until,
           (SELECT n.at FROM gate_consentend n WHERE n.consent_id = c.id), NULL, c.scope,
           NULL, NULL, NULL, NULL, NULL
    FROM gate_consent c WHERE c.person_subject = ANY(persons) AND (c.creditor_id = its_creditor) IS TRUE
    UNION ALL
    (SELECT DISTINCT ON (f.kind) 'fact', f.kind, '', NULL, NULL, NULL, NULL, NULL, NULL, f.value,
            NULL, NULL, NULL, NULL, NULL
     FROM gate_personfact f WHERE f.person_subject = its_subject ORDER BY f.kind, f.at DESC, f.id DESC);
END $$;
COMMENT ON FUNCTION gate_books(bigint[], bytea, bigint, bigint, bytea, bytea[], bytea[], text[], timestamptz,
    timestamptz, uuid) IS 'What the gate''s books hold of one debtor, read after the locks that are named';
"""


class Migration(migrations.Migration):
    dependencies = [("gate", "0010_of_debtor")]
    operations = [
        migrations.RunSQL(
            BOOKS,
            "DROP FUNCTION gate_books(bigint[], bytea, bigint, bigint, bytea, bytea[], bytea[], text[], timestamptz,"
            " timestamptz, uuid)",
        )
    ]
