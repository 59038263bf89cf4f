"""Every row of the gate's books leaves a line in the journal, in the same transaction, by trigger.

A migration that changes a book's columns must run `SELECT gate_take_shapes()` at its end.
"""

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

-- The columns that each book had from some migration on: digests are taken over these. It belongs to the
-- schema, not to the data, so it is no model.
CREATE TABLE gate_shape (id serial PRIMARY KEY, book text NOT NULL, columns jsonb NOT NULL);

CREATE FUNCTION gate_take_shapes() RETURNS void LANGUAGE sql AS $$
    INSERT INTO gate_shape (book, columns)
    SELECT now_.book, now_.columns FROM (
        SELECT table_name::text AS book, jsonb_agg(column_name::text ORDER BY column_name::text) AS columns
        FROM information_schema.columns
        WHERE table_schema = current_schema() AND table_name::text = ANY(@books)
        GROUP BY table_name
    ) now_
    WHERE now_.columns IS DISTINCT FROM
          (SELECT s.columns FROM gate_shape s WHERE s.book = now_.book ORDER BY s.id DESC LIMIT 1)
$$;

CREATE FUNCTION gate_journal_row() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE line jsonb := to_jsonb(NEW);
BEGIN
    INSERT INTO gate_journal (book, row, shape, digest, at, xact)
    VALUES (
        TG_TABLE_NAME, coalesce(line->>'id', line->>'permit_id', line->>'stop_id', line->>'consent_id'),
        (SELECT id FROM gate_shape WHERE book = TG_TABLE_NAME ORDER BY id DESC LIMIT 1),
        gate_digest(line), clock_timestamp(), pg_current_xact_id()::text::bigint
    );
    RETURN NULL;
END $$;

SELECT gate_take_shapes();
""".replace("@books", "ARRAY[" + ", ".join(f"'gate_{book}'" for book in BOOKS) + "]")
TRIGGERS = "".join(
    f"CREATE TRIGGER journal AFTER INSERT ON gate_{book} FOR EACH ROW EXECUTE FUNCTION gate_journal_row();\n"
    for book in BOOKS
)
UNDO = "".join(f"DROP TRIGGER journal ON gate_{book};\n" for book in BOOKS) + (
    "DROP FUNCTION gate_journal_row();\nDROP FUNCTION gate_take_shapes();\nDROP FUNCTION gate_digest(jsonb);\nDROP TABLE gate_shape;\n"
)


class Migration(migrations.Migration):
    dependencies = [("gate", "0002_shapes")]
    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS, UNDO)]
