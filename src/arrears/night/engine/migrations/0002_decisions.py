"""The decision table, one partition for each run, and what other rooms read of it."""

from django.db import migrations

DECISION = """
CREATE TABLE night_decision (
    run_id bigint NOT NULL,
    business_date date NOT NULL,
    creditor_id bigint NOT NULL,
    account_id bigint NOT NULL,
    debtor_id bigint NOT NULL,
    currency text NOT NULL,
    days_past_due integer NOT NULL,
    bucket_no smallint NOT NULL,
    previous_bucket_no smallint,
    periods_overdue smallint NOT NULL,
    overdue_minor bigint NOT NULL,
    balance_minor bigint NOT NULL,
    oldest_due_on date,
    reach smallint NOT NULL,
    willingness smallint NOT NULL,
    ability smallint NOT NULL,
    reliability smallint NOT NULL,
    recoverability smallint NOT NULL,
    harm smallint NOT NULL,
    risk smallint NOT NULL,
    reach_why integer NOT NULL,
    willingness_why integer NOT NULL,
    ability_why integer NOT NULL,
    reliability_why integer NOT NULL,
    recoverability_why integer NOT NULL,
    harm_why integer NOT NULL,
    risk_why integer NOT NULL,
    line smallint NOT NULL,
    also bigint NOT NULL,
    due_in smallint,
    value_minor bigint NOT NULL,
    first_overdue_on date,
    episode_on date,
    episodes smallint NOT NULL,
    worst_days integer NOT NULL,
    paused_days integer NOT NULL,
    strategy_key integer NOT NULL,
    steps_done bigint NOT NULL,
    proposed bigint NOT NULL,
    fading bigint NOT NULL,
    fading_since date
) PARTITION BY RANGE (business_date, run_id);
COMMENT ON TABLE night_decision IS
    'What each run decided, in codes of its policy; read it through night_proposal and night_proposals()';
"""

REASONS = """
CREATE FUNCTION night_reasons(policy bigint, score text, packed integer) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_agg(
        jsonb_build_object('code', r.feature, 'points', r.points, 'zh', r.zh, 'en', r.en) ORDER BY p.place
    )
    FROM (VALUES (1, 1023 - $3 % 1024), (2, 1023 - $3 / 1024 % 1024), (3, 1023 - $3 / 1048576)) p(place, code)
    JOIN night_reason r ON r.policy_id = $1 AND r.score = $2 AND r.code = p.code
$$;
COMMENT ON FUNCTION night_reasons(bigint, text, integer) IS
    'The three strongest reasons of a score, strongest first, from their packed codes';
"""

COLUMNS = """
    SELECT d.run_id, d.business_date, d.creditor_id, d.account_id, d.debtor_id, d.currency,
           d.days_past_due, b.code::text AS bucket, w.code::text AS previous_bucket,
           d.overdue_minor, d.balance_minor, d.oldest_due_on, d.periods_overdue,
           d.reach, d.willingness, d.ability, d.reliability, d.recoverability, d.harm, d.risk,
           l.strategy::text AS strategy, l.segment::text AS segment, l.step::text AS step,
           l.action::text AS action, l.channel::text AS channel, l.script::text AS script,
           l.audience::text AS audience, l.automatic,
           d.business_date + d.due_in AS due_on, d.value_minor,
           CASE WHEN d.days_past_due > 0 THEN jsonb_build_array(jsonb_build_object(
               'code', 'days_past_due',
               'zh', '逾期' || d.days_past_due || '天（' || b.code || '）',
               'en', d.days_past_due || ' days past due (' || b.code || ')'
           )) ELSE '[]'::jsonb END || l.reasons AS reasons,
           jsonb_build_object(
               'reach', night_reasons(r.policy_id, 'reach', d.reach_why),
               'willingness', night_reasons(r.policy_id, 'willingness', d.willingness_why),
               'ability', night_reasons(r.policy_id, 'ability', d.ability_why),
               'reliability', night_reasons(r.policy_id, 'reliability', d.reliability_why),
               'recoverability', night_reasons(r.policy_id, 'recoverability', d.recoverability_why),
               'harm', night_reasons(r.policy_id, 'harm', d.harm_why),
               'risk', night_reasons(r.policy_id, 'risk', d.risk_why)
           ) AS score_reasons
    FROM night_decision d
    JOIN night_run r ON r.id = d.run_id AND r.status = 'done'
    JOIN night_line l ON l.policy_id = r.policy_id AND l.code = d.line
    JOIN night_bucket b ON b.policy_id = r.policy_id AND b.no = d.bucket_no
    LEFT JOIN night_run q ON q.id = r.previous_id
    LEFT JOIN night_bucket w ON w.policy_id = q.policy_id AND w.no = d.previous_bucket_no
"""

VIEW = """
CREATE VIEW night_proposal AS @columns WHERE r.kind = 'normal';
COMMENT ON VIEW night_proposal IS 'Decisions of the normal nights in words; one row for each account and date';

CREATE FUNCTION night_proposals(business_date date) RETURNS SETOF night_proposal
LANGUAGE sql STABLE AS $$ SELECT * FROM night_proposal p WHERE p.business_date = $1 $$;
COMMENT ON FUNCTION night_proposals(date) IS 'The normal night of a date in words';
""".replace("@columns", COLUMNS)


class Migration(migrations.Migration):
    dependencies = [("night", "0001_initial")]
    operations = [
        migrations.RunSQL(DECISION, "DROP TABLE night_decision"),
        migrations.RunSQL(REASONS, "DROP FUNCTION night_reasons(bigint, text, integer)"),
        migrations.RunSQL(VIEW, "DROP FUNCTION night_proposals(date); DROP VIEW night_proposal"),
    ]
