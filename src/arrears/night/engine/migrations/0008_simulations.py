"""Simulations of strategies as jobs: asked for, how far they are, how they ended."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import arrears.kernel.clock
from arrears.night.engine.strategy_contracts import SimulationState


class Migration(migrations.Migration):
    dependencies = [
        ("night", "0007_cards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NightSimulation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("state", models.CharField(default=SimulationState["WAITING"], max_length=20)),
                ("step", models.CharField(blank=True, max_length=20)),
                ("percent", models.PositiveSmallIntegerField(default=0)),
                ("stopping", models.BooleanField(default=False)),
                ("asked_at", models.DateTimeField(default=arrears.kernel.clock.now)),
                ("heard_at", models.DateTimeField(default=arrears.kernel.clock.now)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "strategy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="night.nightstrategy",
                    ),
                ),
            ],
            options={
                "db_table": "night_simulation",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("strategy",),
                        name="night_simulation_one_under_way",
                    )
                ],
            },
        ),
    ]
