"""The columns that the portfolio publishes: read by the ledger, the night, screens and reports."""

from django.db import migrations

SCHEDULE = """
CREATE FUNCTION book_schedule(as_of date) RETURNS TABLE (
    creditor_id bigint, account_id bigint, item_id bigint, sequence integer, due_on date,
    principal_minor bigint, interest_minor bigint, fee_minor bigint,
    penalty_minor bigint, cost_minor bigint, tax_minor bigint,
    valid_from date, counted_from date
) LANGUAGE sql STABLE AS $$
    SELECT i.creditor_id, i.account_id, i.id, i.sequence, i.due_on,
           i.principal_minor, i.interest_minor, i.fee_minor, i.penalty_minor, i.cost_minor, i.tax_minor,
           i.valid_from, i.counted_from
    FROM portfolio_item i
    WHERE i.valid_from <= as_of
    UNION ALL
    SELECT p.creditor_id, p.account_id, p.item_id, p.sequence, p.due_on,
           p.principal_minor, p.interest_minor, p.fee_minor, p.penalty_minor, p.cost_minor, p.tax_minor,
           p.valid_from, p.counted_from
    FROM portfolio_itempast p
    WHERE p.valid_from <= as_of AND as_of < p.valid_to
$$;
COMMENT ON FUNCTION book_schedule(date) IS
    'Instalments in the version valid on a date; payments effective since counted_from are deducted from it';
"""

ACCOUNTS = """
CREATE FUNCTION book_accounts(as_of date) RETURNS TABLE (
    creditor_id bigint, account_id bigint, debtor_id bigint, number text, kind text, product text,
    currency text, opened_on date, placed_on date, batch_id bigint, status text, region text,
    guarantors smallint, debtor_kind text, lost_contact boolean,
    phones_valid smallint, emails_valid smallint, addresses_valid smallint
) LANGUAGE sql STABLE AS $$
    SELECT a.creditor_id, a.id, a.debtor_id, a.number::text, a.kind::text, a.product::text,
           a.currency::text, a.opened_on, a.placed_on, a.batch_id,
           CASE WHEN a.ended_on > as_of THEN 'open' ELSE a.status::text END,
           d.region::text, coalesce(g.guarantors, 0)::smallint, d.kind::text,
           coalesce(c.phones, 0) + coalesce(c.emails, 0) + coalesce(c.wechats, 0) = 0,
           coalesce(c.phones, 0)::smallint, coalesce(c.emails, 0)::smallint, coalesce(c.addresses, 0)::smallint
    FROM portfolio_account a
    JOIN portfolio_party d ON d.id = a.debtor_id
    LEFT JOIN (
        SELECT p.creditor_id, p.party_id,
               count(*) FILTER (WHERE p.kind = 'phone') AS phones,
               count(*) FILTER (WHERE p.kind = 'email') AS emails,
               count(*) FILTER (WHERE p.kind = 'wechat') AS wechats,
               count(*) FILTER (WHERE p.kind = 'address') AS addresses
        FROM portfolio_contactpoint p
        WHERE p.state IN ('valid', 'unverified')
        GROUP BY p.creditor_id, p.party_id
    ) c ON c.creditor_id = a.creditor_id AND c.party_id = a.debtor_id
    LEFT JOIN (
        SELECT r.creditor_id, r.account_id, count(*) AS guarantors
        FROM portfolio_accountrole r
        WHERE r.role = 'guarantor' AND r.added_on <= as_of AND (r.ended_on IS NULL OR r.ended_on > as_of)
        GROUP BY r.creditor_id, r.account_id
    ) g ON g.creditor_id = a.creditor_id AND g.account_id = a.id
    WHERE a.placed_on <= as_of
$$;
COMMENT ON FUNCTION book_accounts(date) IS
    'Accounts placed by a date. phones_valid and the like count usable ones (valid or not yet verified)';
"""


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0001_initial")]
    operations = [
        migrations.RunSQL(SCHEDULE, "DROP FUNCTION book_schedule(date)"),
        migrations.RunSQL(ACCOUNTS, "DROP FUNCTION book_accounts(date)"),
    ]
