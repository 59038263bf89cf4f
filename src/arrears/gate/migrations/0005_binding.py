"""What the database asks before an attempt may exist: does this permit stand for this contact, and was it used?"""

from django.db import migrations

BINDS = """
CREATE FUNCTION gate_binds(
    permit uuid, creditor bigint, debtor bigint, channel text, contact_point bigint, content_hash text, used boolean
) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM gate_permit p
        WHERE p.id = $1 AND p.creditor_id = $2 AND p.debtor_id = $3 AND p.channel = $4
          AND p.contact_point_id IS NOT DISTINCT FROM $5 AND p.content_hash = $6
    ) AND (NOT $7 OR EXISTS (SELECT 1 FROM gate_permitend e WHERE e.permit_id = $1 AND e.kind = 'used'))
$$;
COMMENT ON FUNCTION gate_binds(uuid, bigint, bigint, text, bigint, text, boolean) IS
    'Whether a permit stands for exactly this contact and, where asked, was used for it';
"""


class Migration(migrations.Migration):
    dependencies = [("gate", "0004_published")]
    operations = [
        migrations.RunSQL(
            BINDS, "DROP FUNCTION gate_binds(uuid, bigint, bigint, text, bigint, text, boolean)"
        )
    ]
