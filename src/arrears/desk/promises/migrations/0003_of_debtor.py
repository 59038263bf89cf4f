"""What promises publish of every account, for those of one debtor: the same columns, found by key."""

import importlib

from django.db import migrations

BEFORE = importlib.import_module("arrears.desk.promises.migrations.0002_published")
of_debtor = importlib.import_module("arrears.gate.migrations.0010_of_debtor").of_debtor

ACCOUNTS = of_debtor(
    BEFORE.ACCOUNTS,
    "promises_accounts",
    "promises_accounts_of",
    {
        "FROM promises_states($1) s": (
            "FROM promises_states($1) s WHERE s.creditor_id = $2 AND s.debtor_id = $3"
        ),
        "WHERE a.kind <> 'waiver'": "WHERE a.creditor_id = $2 AND a.debtor_id = $3 AND a.kind <> 'waiver'",
    },
)


class Migration(migrations.Migration):
    dependencies = [("promises", "0002_published"), ("gate", "0010_of_debtor")]
    operations = [migrations.RunSQL(ACCOUNTS, "DROP FUNCTION promises_accounts_of(date, bigint, bigint)")]
