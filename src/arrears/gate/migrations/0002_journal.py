"""Every row of the gate's books leaves a line in the journal, in the same transaction, by trigger."""

from django.db import migrations

BOOKS = (
    "permit",
    "permitend",
    "permitoutcome",
    "refusal",
    "inbound",
    "stop",
    "stoplift",
    "consent",
    "consentend",
    "personrefused",
    "personfact",
)

FUNCTIONS = """
CREATE FUNCTION gate_digest(line jsonb) RETURNS bytea LANGUAGE sql IMMUTABLE AS
$$ SELECT sha256(convert_to(line::text, 'UTF8')) $$;

CREATE FUNCTION gate_journal_row() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE line jsonb := to_jsonb(NEW);
BEGIN
    INSERT INTO gate_journal (book, row, digest, at, xact)
    VALUES (
        TG_TABLE_NAME, coalesce(line->>'id', line->>'permit_id', line->>'stop_id', line->>'consent_id'),
        gate_digest(line), clock_timestamp(), pg_current_xact_id()::text::bigint
    );
    RETURN NULL;
END $$;
"""
TRIGGERS = "".join(
    f"CREATE TRIGGER journal AFTER INSERT ON gate_{book} FOR EACH ROW EXECUTE FUNCTION gate_journal_row();\n"
    for book in BOOKS
)
UNDO = "".join(f"DROP TRIGGER journal ON gate_{book};\n" for book in BOOKS) + (
    "DROP FUNCTION gate_journal_row();\nDROP FUNCTION gate_digest(jsonb);\n"
)


class Migration(migrations.Migration):
    dependencies = [("gate", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS, UNDO)]
