"""Indexes for the audit search by creditor and time, and for refusals found by their number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gate", "0008_shadow")]
    operations = [
        migrations.AddIndex(
            model_name="permit",
            index=models.Index(fields=["creditor", "at"], name="permit_creditor_time"),
        ),
        migrations.AddIndex(
            model_name="refusal",
            index=models.Index(fields=["creditor", "at"], name="refusal_creditor_time"),
        ),
        migrations.AddIndex(
            model_name="personrefused",
            index=models.Index(fields=["address"], name="person_refused_address"),
        ),
    ]
