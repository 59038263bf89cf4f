"""Decisions say what was open to the account, what came second, by how much, and how probable the choice was."""

import importlib

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import arrears.kernel.clock

BEFORE = importlib.import_module("arrears.night.engine.migrations.0002_decisions")

COLUMNS = """
ALTER TABLE night_decision
    ADD COLUMN options integer,
    ADD COLUMN part smallint,
    ADD COLUMN runner_up smallint,
    ADD COLUMN lead_minor bigint,
    ADD COLUMN propensity_bp smallint;
COMMENT ON COLUMN night_decision.options IS 'Treatments that were open, a bit for each; null where nothing was allocated';
COMMENT ON COLUMN night_decision.propensity_bp IS 'How probable the chosen treatment was, in hundredths of a percent';
"""

NO_COLUMNS = """
ALTER TABLE night_decision
    DROP COLUMN options, DROP COLUMN part, DROP COLUMN runner_up, DROP COLUMN lead_minor,
    DROP COLUMN propensity_bp;
"""

WHY = """
CREATE FUNCTION night_why(policy bigint, chosen text, runner_up smallint, lead_minor bigint, currency text)
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN $3 IS NULL THEN '[]'::jsonb ELSE jsonb_build_array(jsonb_build_object(
        'code', 'allocation',
        'zh', CASE WHEN $4 >= 0
            THEN a.zh || '比' || b.zh || '多值' || x.amount || '（已扣除人工与名额的价格）'
            ELSE '为用好有限的人工与名额，选' || a.zh || '而非' || b.zh || '（相差' || x.amount || '）' END,
        'en', CASE WHEN $4 >= 0
            THEN a.en || ' beats ' || lower(b.en) || ' by ' || x.amount || ' after the price of the work'
            ELSE a.en || ' instead of ' || lower(b.en) || ', so that what there is goes round (difference '
                || x.amount || ')' END
    )) END
    FROM (SELECT to_char(abs($4) / 100.0, 'FM999999999990.00') || ' ' || $5 AS amount) x
    LEFT JOIN night_treatment a ON a.policy_id = $1 AND a.action = $2
    LEFT JOIN night_treatment b ON b.policy_id = $1 AND b.no = $3
$$;
COMMENT ON FUNCTION night_why(bigint, text, smallint, bigint, text) IS
    'Why a treatment was chosen before the next best, in both languages, as an array of one reason or none';
"""

HEAD = "ELSE '[]'::jsonb END || l.reasons AS reasons"
REASONS = """ELSE '[]'::jsonb END || l.reasons || night_why(
               r.policy_id, l.action::text, d.runner_up, d.lead_minor, coalesce(r.allocation ->> 'currency', d.currency)
           ) AS reasons"""
LAST = "           ) AS score_reasons\n"
ASKED = """           ) AS score_reasons,
           d.options, d.part, d.runner_up, d.lead_minor, d.propensity_bp
"""


def _view(columns: str) -> str:
    """The view with the columns of before, some of them said anew, and new ones at its end."""
    return f"CREATE OR REPLACE VIEW night_proposal AS {columns} WHERE r.kind = 'normal'"


VIEW = _view(BEFORE.COLUMNS.replace(HEAD, REASONS).replace(LAST, ASKED))
VIEW_BEFORE = "DROP FUNCTION night_proposals(date); DROP VIEW night_proposal;" + BEFORE.VIEW


class Migration(migrations.Migration):
    dependencies = [
        ("night", "0003_strategies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("nightrun", "allocation", models.JSONField(null=True)),
        migrations.CreateModel(
            name="NightTreatment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("no", models.SmallIntegerField()),
                ("action", models.CharField(max_length=20)),
                ("zh", models.CharField(max_length=60)),
                ("en", models.CharField(max_length=60)),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="night.nightpolicy",
                    ),
                ),
            ],
            options={
                "db_table": "night_treatment",
                "constraints": [
                    models.UniqueConstraint(fields=("policy", "no"), name="night_treatment_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="NightAllocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(unique=True)),
                ("text", models.TextField()),
                ("created_at", models.DateTimeField(default=arrears.kernel.clock.now)),
                ("in_force_from", models.DateField(null=True)),
                ("withdrawn_on", models.DateField(null=True)),
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
                "db_table": "night_allocation",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_force_from__isnull", True),
                            models.Q(
                                ("approved_by__isnull", False),
                                models.Q(("approved_by", models.F("written_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="night_allocation_second_person",
                    )
                ],
            },
        ),
        migrations.RunSQL(COLUMNS, NO_COLUMNS),
        migrations.RunSQL(WHY, "DROP FUNCTION night_why(bigint, text, smallint, bigint, text)"),
        migrations.RunSQL(VIEW, VIEW_BEFORE),
    ]
