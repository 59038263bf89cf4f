"""The columns of agreements that promises publish: read by reports."""

from django.db import migrations

AGREEMENTS = """
CREATE FUNCTION promises_agreements(as_of date) RETURNS TABLE (
    creditor_id bigint, debtor_id bigint, account_id bigint, agreement_id bigint, kind text, state text,
    currency text, owed_minor bigint, pay_minor bigint, waive_minor bigint, received_minor bigint,
    requested_on date, starts_on date, ended_on date, requested_by_id bigint
) LANGUAGE sql STABLE AS $$
    SELECT a.creditor_id, a.debtor_id, a.account_id, a.id, a.kind::text,
           CASE WHEN a.state = 'withdrawn' AND a.ended_on <= $1 THEN 'withdrawn'
                WHEN v.state IS NOT NULL THEN v.state
                WHEN a.starts_on <= $1 AND a.kind <> 'waiver' THEN 'active'
                WHEN a.starts_on > $1 THEN 'approved'
                ELSE a.state END::text,
           a.currency::text, a.owed_minor, a.pay_minor, a.waive_minor, coalesce(v.received_minor, 0),
           a.requested_on, a.starts_on, a.ended_on, a.requested_by_user_id
    FROM promises_agreement a
    LEFT JOIN LATERAL (
        SELECT v.state, v.received_minor FROM promises_agreementverdict v
        WHERE v.agreement_id = a.id AND v.as_of <= $1 ORDER BY v.as_of DESC, v.id DESC LIMIT 1
    ) v ON true
    WHERE a.requested_on <= $1
$$;
COMMENT ON FUNCTION promises_agreements(date) IS
    'Every agreement asked for up to a date, in the state that it was judged to have by then; amounts in minor units';
"""


class Migration(migrations.Migration):
    dependencies = [("promises", "0004_offer_links")]
    operations = [migrations.RunSQL(AGREEMENTS, "DROP FUNCTION promises_agreements(date)")]
