"""Experiments: what was planned, who entered which arm when, what each look said; the arm on every decision."""

import importlib

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import arrears.kernel.clock
import arrears.night.engine.contracts

LAST = importlib.import_module("arrears.night.engine.migrations.0005_mask")

COLUMNS = """
ALTER TABLE night_decision ADD COLUMN experiment integer, ADD COLUMN arm smallint;
COMMENT ON COLUMN night_decision.experiment IS 'The experiment in whose arm the account is; null outside of every one';
COMMENT ON COLUMN night_decision.arm IS 'Arm of the experiment: 0 champion, 1 challenger, 2 hold-out';
"""
TAIL = LAST.ASKED
ASKED = "d.lead_minor, d.propensity_bp, d.closed, d.opens_minute, d.experiment, d.arm\n"


def _view() -> str:
    columns = LAST._view()
    assert TAIL in columns
    return columns.replace(TAIL, ASKED)


VIEW = f"CREATE OR REPLACE VIEW night_proposal AS {_view()} WHERE r.kind = 'normal'"
BEFORE = f"DROP FUNCTION night_proposals(date); DROP VIEW night_proposal; {LAST.VIEW}; {LAST.FUNCTION}"


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0001_initial"),
        ("night", "0005_mask"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NightExperiment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("code", models.CharField(max_length=60)),
                ("champion_text", models.TextField(blank=True)),
                ("design", models.JSONField()),
                ("salt", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        default=arrears.night.engine.contracts.ExperimentState["DRAFT"], max_length=20
                    ),
                ),
                ("created_at", models.DateTimeField(default=arrears.kernel.clock.now)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("why_ended", models.CharField(blank=True, max_length=300)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "challenger",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="night.nightstrategy",
                    ),
                ),
                (
                    "creditor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="foundation.creditor",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "night_experiment",
            },
        ),
        migrations.CreateModel(
            name="NightEnrolment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("creditor_id", models.BigIntegerField()),
                ("account_id", models.BigIntegerField()),
                ("debtor_id", models.BigIntegerField()),
                ("arm", models.SmallIntegerField()),
                ("entered_on", models.DateField()),
                ("overdue_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                (
                    "experiment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="night.nightexperiment",
                    ),
                ),
            ],
            options={
                "db_table": "night_enrolment",
            },
        ),
        migrations.CreateModel(
            name="NightLook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.SmallIntegerField()),
                ("as_of", models.DateField()),
                ("samples", models.JSONField()),
                (
                    "experiment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="night.nightexperiment",
                    ),
                ),
            ],
            options={
                "db_table": "night_look",
            },
        ),
        migrations.AddConstraint(
            model_name="nightexperiment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on__isnull", True),
                    models.Q(
                        ("approved_by__isnull", False),
                        models.Q(("approved_by", models.F("written_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="night_experiment_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="nightenrolment",
            constraint=models.UniqueConstraint(
                fields=("experiment", "account_id"), name="night_enrolment_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="nightlook",
            constraint=models.UniqueConstraint(fields=("experiment", "number"), name="night_look_once"),
        ),
        migrations.RunSQL(COLUMNS, "ALTER TABLE night_decision DROP COLUMN experiment, DROP COLUMN arm"),
        migrations.RunSQL(VIEW, BEFORE),
    ]
