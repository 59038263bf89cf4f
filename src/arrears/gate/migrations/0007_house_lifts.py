"""House rules that were lifted for a while; and guards over every book that no setting of a session switches off."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import arrears.kernel.clock

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
    "houselift",
)

SHAPES = """
CREATE OR REPLACE FUNCTION gate_take_shapes() RETURNS void LANGUAGE sql AS $$
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
CREATE TRIGGER journal AFTER INSERT ON gate_houselift FOR EACH ROW EXECUTE FUNCTION gate_journal_row();
SELECT gate_take_shapes();
""".replace("@books", "ARRAY[" + ", ".join(f"'gate_{book}'" for book in BOOKS) + "]")


# The library's triggers may be switched off by a setting of the session, which any role can set. What the
# books stand on is guarded by triggers of our own, which no setting reaches.
GUARDS = """
CREATE FUNCTION gate_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Cannot update or delete rows from % table: the gate''s books are only added to', TG_TABLE_NAME;
END $$;

CREATE FUNCTION gate_check_use() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE p gate_permit%ROWTYPE;
BEGIN
    SELECT * INTO p FROM gate_permit WHERE id = NEW.permit_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no permit %', NEW.permit_id;
    END IF;
    IF NEW.kind = 'used' THEN
        IF NEW.at < p.at OR NEW.at > p.expires_at THEN
            RAISE EXCEPTION 'permit % is not valid at %', p.id, NEW.at;
        END IF;
        IF NEW.channel <> p.channel OR NEW.content_hash <> p.content_hash
           OR NEW.contact_point_id IS DISTINCT FROM p.contact_point_id THEN
            RAISE EXCEPTION 'permit % is for another channel, address or content', p.id;
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER check_use BEFORE INSERT ON gate_permitend FOR EACH ROW EXECUTE FUNCTION gate_check_use();
"""
GUARDED = "".join(
    f"CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON gate_{book} "
    "FOR EACH ROW EXECUTE FUNCTION gate_refuse_change();\n"
    for book in (*BOOKS, "journal", "seal")
)
UNDO = (
    "DROP TRIGGER check_use ON gate_permitend;\n"
    + "".join(f"DROP TRIGGER only_added ON gate_{book};\n" for book in (*BOOKS, "journal", "seal"))
    + "DROP FUNCTION gate_check_use();\nDROP FUNCTION gate_refuse_change();\n"
    "DROP TRIGGER journal ON gate_houselift;\n"
)


class Migration(migrations.Migration):
    dependencies = [("gate", "0006_stamped"), ("portfolio", "0003_remove_party_row_hash")]
    operations = [
        migrations.CreateModel(
            name="HouseLift",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=120)),
                ("until", models.DateTimeField()),
                ("why", models.CharField(max_length=400)),
                ("by", models.CharField(max_length=80)),
                ("at", models.DateTimeField(default=arrears.kernel.clock.now)),
                (
                    "creditor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="foundation.creditor",
                    ),
                ),
                (
                    "debtor",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portfolio.party",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["creditor", "until"], name="house_lift")]},
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="houselift",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="16b87f7f5b162c429c377cc57fcf16f50afde416",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_0610f",
                    table="gate_houselift",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(SHAPES + GUARDS + GUARDED, UNDO),
    ]
