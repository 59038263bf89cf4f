"""Points cards learned from the house's own history, each with its model card."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import arrears.kernel.clock

_PERSON = {"null": True, "on_delete": django.db.models.deletion.PROTECT, "related_name": "+"}


class Migration(migrations.Migration):
    dependencies = [
        ("night", "0006_experiments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NightCard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("score", models.CharField(max_length=40)),
                ("version", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("model", models.JSONField()),
                ("created_at", models.DateTimeField(default=arrears.kernel.clock.now)),
                ("in_force_from", models.DateField(null=True)),
                ("withdrawn_on", models.DateField(null=True)),
                ("approved_by", models.ForeignKey(to=settings.AUTH_USER_MODEL, **_PERSON)),
                ("written_by", models.ForeignKey(to=settings.AUTH_USER_MODEL, **_PERSON)),
            ],
            options={
                "db_table": "night_card",
                "constraints": [
                    models.UniqueConstraint(fields=("score", "version"), name="night_card_once"),
                    models.CheckConstraint(
                        condition=models.Q(in_force_from__isnull=True)
                        | (
                            models.Q(approved_by__isnull=False)
                            & (
                                models.Q(written_by__isnull=True)
                                | ~models.Q(approved_by=models.F("written_by"))
                            )
                        ),
                        name="night_card_second_person",
                    ),
                ],
            },
        ),
    ]
