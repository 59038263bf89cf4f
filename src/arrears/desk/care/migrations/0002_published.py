"""The columns that care publishes: read by the night, the worklist, screens and reports."""

from django.db import migrations

DEBTORS = """
CREATE FUNCTION care_debtors(as_of date) RETURNS TABLE (
    creditor_id bigint, debtor_id bigint, disputed boolean, hardship boolean, vulnerable boolean,
    complaint_open boolean, reason text
) LANGUAGE sql STABLE AS $$
    WITH raised AS (
        SELECT c.creditor_id, c.debtor_id,
               bool_or(c.kind = 'dispute') AS disputed,
               bool_or(c.kind IN ('hardship', 'illness', 'bereavement')) AS hardship,
               bool_or(c.kind = 'vulnerability') AS vulnerable,
               bool_or(c.kind = 'complaint') AS complaint_open
        FROM care_concern c
        WHERE c.opened_on <= $1 AND (c.closed_on IS NULL OR c.closed_on > $1)
        GROUP BY c.creditor_id, c.debtor_id
    ), said AS (
        SELECT DISTINCT ON (r.creditor_id, r.debtor_id) r.creditor_id, r.debtor_id, r.reason
        FROM care_recordedreason r
        WHERE r.recorded_on <= $1
        ORDER BY r.creditor_id, r.debtor_id, r.recorded_on DESC, r.id DESC
    )
    SELECT coalesce(a.creditor_id, s.creditor_id), coalesce(a.debtor_id, s.debtor_id),
           coalesce(a.disputed, false), coalesce(a.hardship, false), coalesce(a.vulnerable, false),
           coalesce(a.complaint_open, false), s.reason::text
    FROM raised a
    FULL JOIN said s ON s.creditor_id = a.creditor_id AND s.debtor_id = a.debtor_id
$$;
COMMENT ON FUNCTION care_debtors(date) IS
    'Open concerns of each debtor on a date, and the newest recorded reason (null: not known)';
"""

OPEN = """
CREATE FUNCTION care_open(as_of date) RETURNS TABLE (
    creditor_id bigint, debtor_id bigint, concern_id bigint, kind text, opened_on date, due_on date,
    owner_id bigint, about_user_id bigint
) LANGUAGE sql STABLE AS $$
    SELECT c.creditor_id, c.debtor_id, c.id, c.kind::text, c.opened_on, c.due_on, c.owner_id, c.about_user_id
    FROM care_concern c
    WHERE c.opened_on <= $1 AND (c.closed_on IS NULL OR c.closed_on > $1)
$$;
COMMENT ON FUNCTION care_open(date) IS 'Concerns that were open on a date';
"""


class Migration(migrations.Migration):
    dependencies = [("care", "0001_initial")]
    operations = [
        migrations.RunSQL(DEBTORS, "DROP FUNCTION care_debtors(date)"),
        migrations.RunSQL(OPEN, "DROP FUNCTION care_open(date)"),
    ]
