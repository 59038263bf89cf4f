"""One payment in two calls: what its account owes under the ledger's lock, and the entry with its lines.

Functions, so that the server plans these statements once a session and not at every payment. They hold no rule:
how a payment is spread is decided between the two calls.
"""

from django.db import migrations

OPEN = """
CREATE FUNCTION payments_open(of_creditor bigint, of_account bigint, of_key text) RETURNS TABLE (
    entry_known bigint, entry_new bigint, reaches date, owed text, settled text, agreed text
) LANGUAGE plpgsql AS $$
BEGIN
    SELECT h.last_on INTO reaches FROM payments_head h WHERE h.account_id = of_account FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO payments_head (creditor_id, account_id, last_on)
        VALUES (of_creditor, of_account, '0001-01-01') ON CONFLICT (account_id) DO NOTHING;
        SELECT h.last_on INTO reaches FROM payments_head h WHERE h.account_id = of_account FOR UPDATE;
    END IF;
    SELECT e.id INTO entry_known FROM payments_entry e WHERE e.creditor_id = of_creditor AND e.key = of_key;
    IF FOUND THEN
        RETURN NEXT;
        RETURN;
    END IF;
    entry_new := nextval(pg_get_serial_sequence('payments_entry', 'id'));
    SELECT json_agg(json_build_array(
               s.account_id, s.item_id, s.sequence, s.due_on, s.valid_from, s.counted_from,
               s.principal_minor, s.interest_minor, s.fee_minor, s.penalty_minor, s.cost_minor, s.tax_minor))
        INTO owed FROM book_schedule('9999-12-31') s
        WHERE s.creditor_id = of_creditor AND s.account_id = of_account;
    SELECT json_agg(json_build_array(l.account_id, l.item_id, l.component, l.effective_on, l.amount))
        INTO settled FROM (
            SELECT a.account_id, a.item_id, a.component, a.effective_on, sum(a.amount_minor)::bigint AS amount
            FROM payments_allocation a WHERE a.creditor_id = of_creditor AND a.account_id = of_account
            GROUP BY a.account_id, a.item_id, a.component, a.effective_on
        ) l;
    SELECT json_agg(json_build_array(p.product, p.valid_from, p.policy) ORDER BY p.valid_from)
        INTO agreed FROM payments_allocationpolicy p WHERE p.creditor_id = of_creditor;
    RETURN NEXT;
END
$$;
COMMENT ON FUNCTION payments_open(bigint, bigint, text) IS
    'Locks the ledger of one account: the entry of a key known already, else what a posting that comes last needs';
"""

BOOK = """
CREATE FUNCTION payments_book(
    of_creditor bigint, of_account bigint, entry_new bigint, happened date, at timestamptz, amount bigint,
    in_currency text, by_way text, under_key text, named text, told text, who text, lines text, reaches date
) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO payments_entry (
        id, creditor_id, account_id, kind, effective_on, booked_at, amount_minor, currency, way, key,
        designation, directed, memo, by
    ) VALUES (
        entry_new, of_creditor, of_account, 'payment', happened, at, amount, in_currency, by_way, under_key,
        named::jsonb, '{}', told, who
    ) ON CONFLICT (creditor_id, key) DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO payments_allocation (
        creditor_id, account_id, entry_id, effective_on, item_id, component, charge, amount_minor, booked_at
    )
    SELECT of_creditor, of_account, entry_new, (l.line ->> 0)::date, (l.line ->> 1)::bigint, l.line ->> 2,
           (l.line ->> 3)::boolean, (l.line ->> 4)::bigint, at
    FROM json_array_elements(lines::json) WITH ORDINALITY l (line, place) ORDER BY l.place;
    UPDATE payments_head h SET last_on = reaches WHERE h.account_id = of_account AND h.last_on < reaches;
    RETURN true;
END
$$;
COMMENT ON FUNCTION payments_book(
    bigint, bigint, bigint, date, timestamptz, bigint, text, text, text, text, text, text, text, date
) IS 'Writes one payment and its lines under the lock of payments_open; false when its key is known by now';
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_movements")]
    operations = [
        migrations.RunSQL(OPEN, "DROP FUNCTION payments_open(bigint, bigint, text)"),
        migrations.RunSQL(
            BOOK,
            "DROP FUNCTION payments_book(bigint, bigint, bigint, date, timestamptz, bigint,"
            " text, text, text, text, text, text, text, date)",
        ),
    ]
