"""A permit bears the stamp of a process that holds the keys; and what the application's own role may do.

The stamp is a keyed hash over what the permit permits. The key comes from the environment of the processes
(ARREARS_INDEX_KEY); the database keeps it in a table that only the owner reads, to check it. Whoever has
the application's password to the database, but not its keys, can write no permit.
"""

from django.db import migrations, models

STAMPS = """
CREATE TABLE gate_key (key bytea PRIMARY KEY, since timestamptz NOT NULL DEFAULT clock_timestamp());
REVOKE ALL ON gate_key FROM PUBLIC;

-- The first process brings the key; from then on only the owner of the tables adds one.
CREATE FUNCTION gate_take_key(given bytea) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM gate_key WHERE key = given) THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT 1 FROM gate_key) AND NOT pg_has_role(
        coalesce(nullif(current_setting('role'), 'none'), session_user::text),
        (SELECT tableowner FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'gate_key'), 'MEMBER'
    ) THEN
        RAISE EXCEPTION 'the gate holds another key; the owner of the database has to add this one';
    END IF;
    INSERT INTO gate_key (key) VALUES (given) ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION gate_stamp_text(p gate_permit) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws('|', p.id, p.creditor_id, p.debtor_id, p.person_id, coalesce(p.contact_point_id::text, '-'),
        p.channel, p.purpose, p.content_hash, encode(p.subject, 'hex'),
        (extract(epoch FROM p.at) * 1000000)::bigint, (extract(epoch FROM p.expires_at) * 1000000)::bigint)
$$;

CREATE FUNCTION gate_check_stamp() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT AS $$
DECLARE said bytea := convert_to(gate_stamp_text(NEW), 'UTF8');
BEGIN
    IF NOT EXISTS (SELECT 1 FROM gate_key k WHERE NEW.stamp = sha256(k.key || sha256(k.key || said))) THEN
        RAISE EXCEPTION 'permit % does not bear the stamp of the gate', NEW.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stamped BEFORE INSERT ON gate_permit FOR EACH ROW EXECUTE FUNCTION gate_check_stamp();

-- The journal is written by its trigger alone.
ALTER FUNCTION gate_journal_row() SECURITY DEFINER;
ALTER FUNCTION gate_journal_row() SET search_path FROM CURRENT;

-- What a role that is not the owner may do with the gate's books: read them, and add to them.
CREATE FUNCTION gate_grant(grantee text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE book text;
BEGIN
    FOR book IN SELECT tablename FROM pg_tables
                WHERE schemaname = current_schema() AND starts_with(tablename, 'gate_') LOOP
        EXECUTE format('REVOKE ALL ON %I FROM %I', book, grantee);
        IF book <> 'gate_key' THEN
            EXECUTE format('GRANT SELECT ON %I TO %I', book, grantee);
        END IF;
        IF book NOT IN ('gate_key', 'gate_shape', 'gate_journal') THEN
            EXECUTE format('GRANT INSERT ON %I TO %I', book, grantee);
        END IF;
    END LOOP;
END $$;
COMMENT ON FUNCTION gate_grant(text) IS
    'Run by the owner after it granted a role the other tables: of the gate''s books it may read and add';
"""
UNDO = """
DROP FUNCTION gate_grant(text);
ALTER FUNCTION gate_journal_row() SECURITY INVOKER;
ALTER FUNCTION gate_journal_row() RESET search_path;
DROP TRIGGER stamped ON gate_permit;
DROP FUNCTION gate_check_stamp();
DROP FUNCTION gate_stamp_text(gate_permit);
DROP FUNCTION gate_take_key(bytea);
DROP TABLE gate_key;
"""


class Migration(migrations.Migration):
    dependencies = [("gate", "0005_binding")]
    operations = [
        migrations.AddField(
            "permit", "stamp", models.BinaryField(default=b"", max_length=32), preserve_default=False
        ),
        migrations.RunSQL(STAMPS, UNDO),
        migrations.RunSQL("SELECT gate_take_shapes()", migrations.RunSQL.noop),
    ]
