"""What changed is asked by the parameter, now that an account's role has a column `since` too."""

import importlib

from django.db import migrations

CHANGED = importlib.import_module("arrears.book.payments.migrations.0007_changed").CHANGED


class Migration(migrations.Migration):
    dependencies = [("payments", "0008_accrual_gaps"), ("portfolio", "0010_guarantee_since")]
    operations = [
        migrations.RunSQL(
            CHANGED.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"), migrations.RunSQL.noop
        )
    ]
