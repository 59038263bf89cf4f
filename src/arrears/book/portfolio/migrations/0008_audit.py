"""Groups of debtors for audits of fairness: nobody reads them to decide about anybody."""

from django.db import migrations

AUDIT = """
CREATE FUNCTION book_audit(as_of date) RETURNS TABLE (
    creditor_id bigint, debtor_id bigint, age text, sex text
) LANGUAGE sql STABLE AS $$
    SELECT p.creditor_id, p.id,
           CASE width_bucket(extract(year FROM as_of)::integer - p.birth_year, ARRAY[25, 35, 45, 55, 65])
               WHEN 0 THEN '-24' WHEN 1 THEN '25-34' WHEN 2 THEN '35-44' WHEN 3 THEN '45-54'
               WHEN 4 THEN '55-64' WHEN 5 THEN '65+' END,
           NULL::text
    FROM portfolio_party p
    WHERE p.kind = 'person'
$$;
COMMENT ON FUNCTION book_audit(date) IS
    'Age band and sex of persons, for comparing groups alone; null where the book does not hold it (sex: nowhere)';
"""


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0007_recipients")]
    operations = [migrations.RunSQL(AUDIT, "DROP FUNCTION book_audit(date)")]
