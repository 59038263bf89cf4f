"""Sex as a creditor states it, apart from the party: for comparing groups alone."""

import django.db.models.deletion
from django.db import migrations, models

AUDIT = """
CREATE OR REPLACE FUNCTION book_audit(as_of date) RETURNS TABLE (
    creditor_id bigint, debtor_id bigint, age text, sex text
) LANGUAGE sql STABLE AS $$
    SELECT p.creditor_id, p.id,
           CASE width_bucket(extract(year FROM as_of)::integer - p.birth_year, ARRAY[25, 35, 45, 55, 65])
               WHEN 0 THEN '-24' WHEN 1 THEN '25-34' WHEN 2 THEN '35-44' WHEN 3 THEN '45-54'
               WHEN 4 THEN '55-64' WHEN 5 THEN '65+' END,
           a.sex
    FROM portfolio_party p
    LEFT JOIN portfolio_partyaudit a ON a.creditor_id = p.creditor_id AND a.party_id = p.id
    WHERE p.kind = 'person'
$$;
COMMENT ON FUNCTION book_audit(date) IS
    'Age band and sex of persons as stated, for comparing groups alone; null where the creditor does not state it';
"""
BEFORE = """
CREATE OR REPLACE FUNCTION book_audit(as_of date) RETURNS TABLE (
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
"""


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0011_wipedcontact")]
    operations = [
        migrations.CreateModel(
            name="PartyAudit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "creditor",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="foundation.creditor",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portfolio.party",
                    ),
                ),
                ("sex", models.CharField(max_length=10)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("creditor", "party"), name="party_audit_once"),
                ],
            },
        ),
        migrations.RunSQL(AUDIT, BEFORE),
    ]
