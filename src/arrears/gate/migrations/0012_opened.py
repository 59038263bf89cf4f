"""Who would be reached, the locks and the books in one call; a permit's creditor is bound through its debtor alone."""

import django.db.models.deletion
from django.db import migrations, models

# The locks are those of `asking.Keys.locks`: eight bytes of each key, signed, in ascending order for everybody.
# Nothing comes back when the persons are not of this creditor; nothing is locked then.
OPENED = """
CREATE FUNCTION gate_opened(
    its_creditor bigint, its_debtor bigint, its_person bigint, its_point bigint, usable text[],
    debtor_else bytea, person_else bytea, stamp_key bytea, personal text[], history_from timestamptz,
    moment timestamptz, without uuid
) RETURNS TABLE (
    book text, kind text, channel text, person bytea, address bytea, since timestamptz, until timestamptz,
    ended timestamptz, accounts jsonb, detail jsonb, result text, call_kind text, operator text, lender_group text, subject bytea
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE who record; its_subject bytea; its_other bytea; its_address bytea;
BEGIN
    SELECT * INTO who FROM book_recipients(its_creditor, its_debtor, ARRAY[its_person], ARRAY[its_point], usable);
    IF NOT FOUND THEN
        RETURN;
    END IF;
    its_subject := CASE WHEN who.debtor_index = ''::bytea THEN debtor_else ELSE who.debtor_index END;
    its_other := CASE WHEN who.person_index = ''::bytea THEN person_else ELSE who.person_index END;
    its_address := coalesce(who.address_index, ''::bytea);
    book := 'who';
    detail := to_jsonb(who);
    RETURN NEXT;
    RETURN QUERY SELECT * FROM gate_books(
        ARRAY(SELECT DISTINCT ('x' || encode(substr(key, 1, 8), 'hex'))::bit(64)::bigint AS number
              FROM unnest(ARRAY[its_subject, its_other, its_address]) key WHERE key <> ''::bytea ORDER BY number),
        stamp_key, its_creditor, its_debtor, its_subject, ARRAY[its_other],
        CASE WHEN its_address = ''::bytea THEN ARRAY[]::bytea[] ELSE ARRAY[its_address] END,
        personal, history_from, moment, without);
END $$;
COMMENT ON FUNCTION gate_opened(bigint, bigint, bigint, bigint, text[], bytea, bytea, bytea, text[], timestamptz,
    timestamptz, uuid) IS 'Who would be reached and what the gate''s books hold of the debtor, read under the locks of both';
"""
UNDO = (
    "DROP FUNCTION gate_opened(bigint, bigint, bigint, bigint, text[], bytea, bytea, bytea, text[], timestamptz,"
    " timestamptz, uuid)"
)


def _creditor(book: str) -> migrations.AlterField:
    return migrations.AlterField(
        book,
        "creditor",
        models.ForeignKey(
            db_constraint=False,
            db_index=False,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to="foundation.creditor",
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("gate", "0011_kept_plans"), ("portfolio", "0007_recipients")]
    operations = [
        migrations.RunSQL(OPENED, UNDO),
        _creditor("permit"),
        _creditor("refusal"),
    ]
