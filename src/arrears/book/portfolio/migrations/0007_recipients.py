"""Who would be reached, as a function whose plan the server keeps: every contact asks for it."""

from django.db import migrations

# Read by key alone (`IS TRUE` keeps the indexes of the creditor out), whatever the statistics say: a kept plan may
# stem from a time when the book was nearly empty.
RECIPIENTS = """
CREATE FUNCTION book_recipients(
    its_creditor bigint, its_debtor bigint, persons bigint[], points bigint[], usable text[]
) RETURNS TABLE (
    place bigint, debtor_kind text, debtor_index bytea, region text, person_kind text, person_index bytea,
    contact_kind text, address_index bytea, address_sealed bytea, use text, state text, of_party bigint,
    debtor_has_phone boolean, roles text[]
) LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off
SET enable_mergejoin = off SET jit = off AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT w.place, d.kind::text, d.id_index, d.region::text, p.kind::text, p.id_index, c.kind::text, c.value_index,
           c.value_sealed, c.use::text, c.state::text, c.party_id,
           EXISTS (SELECT 1 FROM portfolio_contactpoint t
                   WHERE t.creditor_id = d.creditor_id AND t.party_id = d.id AND t.kind = 'phone'
                     AND t.state = ANY(usable)),
           ARRAY(SELECT DISTINCT r.role || ':' || (r.proof <> '')::text
                 FROM portfolio_accountrole r JOIN portfolio_account a ON a.id = r.account_id
                 WHERE r.creditor_id = d.creditor_id AND r.party_id = p.id AND a.debtor_id = d.id
                   AND r.ended_on IS NULL)
    FROM unnest(persons, points) WITH ORDINALITY AS w (person, point, place)
    JOIN portfolio_party d ON d.id = its_debtor AND (d.creditor_id = its_creditor) IS TRUE
    JOIN portfolio_party p ON p.id = w.person AND (p.creditor_id = its_creditor) IS TRUE
    LEFT JOIN portfolio_contactpoint c ON c.id = w.point AND (c.creditor_id = its_creditor) IS TRUE;
END $$;
COMMENT ON FUNCTION book_recipients(bigint, bigint, bigint[], bigint[], text[]) IS
    'Who would be reached: the debtor, the persons and the contact points of one case, in the order asked';
"""


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0006_among")]
    operations = [
        migrations.RunSQL(
            RECIPIENTS, "DROP FUNCTION book_recipients(bigint, bigint, bigint[], bigint[], text[])"
        )
    ]
