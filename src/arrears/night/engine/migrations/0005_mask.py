"""Decisions say which channels the gate keeps closed all day, and from which minute the step's channel is open."""

import importlib

from django.db import migrations

LAST = importlib.import_module("arrears.night.engine.migrations.0004_allocation")

COLUMNS = """
ALTER TABLE night_decision ADD COLUMN closed smallint, ADD COLUMN opens_minute smallint;
COMMENT ON COLUMN night_decision.closed IS
    'Channels that the gate keeps closed all day, a bit each: call, sms, email, letter, visit; null: not asked';
COMMENT ON COLUMN night_decision.opens_minute IS
    'The minute of the creditor''s day from which the channel of the step is permitted; null: no such step';
"""

CLOSED = """
CREATE FUNCTION night_closed(closed smallint) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN coalesce($1, 0) = 0 THEN '[]'::jsonb ELSE jsonb_build_array(jsonb_build_object(
        'code', 'gate_closed',
        'zh', '今日依法不可使用：' || string_agg(x.zh, '、' ORDER BY x.bit),
        'en', 'Not permitted today: ' || string_agg(x.en, ', ' ORDER BY x.bit)
    )) END
    FROM (VALUES (1, '电话', 'call'), (2, '短信', 'text message'), (4, '邮件', 'e-mail'),
                 (8, '信函', 'letter'), (16, '上门', 'visit')) x(bit, zh, en)
    WHERE $1 & x.bit <> 0
$$;
COMMENT ON FUNCTION night_closed(smallint) IS
    'The channels that are closed all day, in both languages, as an array of one reason or none';
"""

WHY = "coalesce(r.allocation ->> 'currency', d.currency)\n           ) AS reasons"
CLOSED_TOO = WHY.replace(") AS reasons", ") || night_closed(d.closed) AS reasons")
TAIL = "d.lead_minor, d.propensity_bp\n"
ASKED = "d.lead_minor, d.propensity_bp, d.closed, d.opens_minute\n"


def _view() -> str:
    columns = LAST.BEFORE.COLUMNS.replace(LAST.HEAD, LAST.REASONS).replace(LAST.LAST, LAST.ASKED)
    assert WHY in columns
    assert TAIL in columns
    return columns.replace(WHY, CLOSED_TOO).replace(TAIL, ASKED)


VIEW = f"CREATE OR REPLACE VIEW night_proposal AS {_view()} WHERE r.kind = 'normal'"
FUNCTION = "CREATE FUNCTION night_proposals(" + LAST.BEFORE.VIEW.split("CREATE FUNCTION night_proposals(")[1]
BEFORE = f"DROP FUNCTION night_proposals(date); DROP VIEW night_proposal; {LAST.VIEW}; {FUNCTION}"


class Migration(migrations.Migration):
    dependencies = [("night", "0004_allocation"), ("gate", "0008_shadow")]
    operations = [
        migrations.RunSQL(COLUMNS, "ALTER TABLE night_decision DROP COLUMN closed, DROP COLUMN opens_minute"),
        migrations.RunSQL(CLOSED, "DROP FUNCTION night_closed(smallint)"),
        migrations.RunSQL(VIEW, BEFORE),
    ]
