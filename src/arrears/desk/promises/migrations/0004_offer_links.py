"""Links of the debtors' own to approved agreements."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import arrears.kernel.clock


def _link(to: str, **options: object) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **options
    )


class Migration(migrations.Migration):
    dependencies = [
        ("promises", "0003_of_debtor"),
        ("foundation", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="OfferLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_by", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField(default=arrears.kernel.clock.now)),
                ("expires_on", models.DateField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("failed", models.PositiveSmallIntegerField(default=0)),
                ("pass_hash", models.CharField(blank=True, max_length=64)),
                ("pass_until", models.DateTimeField(null=True)),
                ("ended_how", models.CharField(blank=True, max_length=10)),
                ("ended_at", models.DateTimeField(null=True)),
                ("seen_hash", models.CharField(blank=True, max_length=64)),
                ("creditor", _link("foundation.creditor")),
                ("agreement", _link("promises.agreement")),
                ("made_by_user", _link(settings.AUTH_USER_MODEL, null=True)),
            ],
        ),
        migrations.AddIndex(
            model_name="offerlink",
            index=models.Index(fields=["agreement", "-id"], name="offer_link_agreement"),
        ),
    ]
