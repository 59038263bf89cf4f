"""What contact publishes of every debtor, for one of them: the same columns, found by key."""

import importlib

from django.db import migrations

BEFORE = importlib.import_module("arrears.desk.contact.migrations.0002_published")
of_debtor = importlib.import_module("arrears.gate.migrations.0010_of_debtor").of_debtor

DEBTORS = of_debtor(
    BEFORE.DEBTORS,
    "contact_debtors",
    "contact_debtors_of",
    {
        "WHERE a.business_date <= as_of": (
            "WHERE a.creditor_id = $2 AND a.debtor_id = $3 AND a.business_date <= as_of"
        )
    },
)


class Migration(migrations.Migration):
    dependencies = [("contact", "0004_under_permit"), ("gate", "0010_of_debtor")]
    operations = [migrations.RunSQL(DEBTORS, "DROP FUNCTION contact_debtors_of(date, bigint, bigint)")]
