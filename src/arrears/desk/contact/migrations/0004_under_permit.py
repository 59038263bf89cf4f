"""Invariant I1 in the database: no attempt without its permit, none that went out without the permit used."""

from django.db import migrations

GUARD = """
CREATE FUNCTION contact_under_permit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT gate_binds(NEW.permit_id, NEW.creditor_id, NEW.debtor_id, NEW.channel, NEW.contact_point_id,
                      NEW.content_hash, NEW.state NOT IN ('queued', 'failed')) THEN
        RAISE EXCEPTION 'attempt: no used permit of the gate stands for this contact (state %)', NEW.state;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER under_permit BEFORE INSERT OR UPDATE OF
    permit_id, creditor_id, debtor_id, channel, contact_point_id, content_hash, state
ON contact_attempt FOR EACH ROW EXECUTE FUNCTION contact_under_permit();
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0003_events"), ("gate", "0005_binding")]
    operations = [
        migrations.RunSQL(
            GUARD, "DROP TRIGGER under_permit ON contact_attempt; DROP FUNCTION contact_under_permit()"
        )
    ]
