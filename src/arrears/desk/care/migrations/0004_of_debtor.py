"""What care publishes of every debtor, for one of them: the same columns, found by key."""

import importlib

from django.db import migrations

BEFORE = importlib.import_module("arrears.desk.care.migrations.0002_published")
of_debtor = importlib.import_module("arrears.gate.migrations.0010_of_debtor").of_debtor

DEBTORS = of_debtor(
    BEFORE.DEBTORS,
    "care_debtors",
    "care_debtors_of",
    {
        "WHERE c.opened_on <= $1": "WHERE c.creditor_id = $2 AND c.debtor_id = $3 AND c.opened_on <= $1",
        "WHERE r.recorded_on <= $1": "WHERE r.creditor_id = $2 AND r.debtor_id = $3 AND r.recorded_on <= $1",
    },
)


class Migration(migrations.Migration):
    dependencies = [("care", "0003_events"), ("gate", "0010_of_debtor")]
    operations = [migrations.RunSQL(DEBTORS, "DROP FUNCTION care_debtors_of(date, bigint, bigint)")]
