"""Which accounts changed since somebody read the book, and their rows alone.

A row is new when the transaction that wrote it had not ended when the book was read (`since`: the oldest
transaction still open then). A row can also begin or cease to count by the calendar alone. The bodies say `$3`, since
a column that is called `since` would be taken for the parameter.
"""

import importlib

from django.db import migrations

BEFORE = importlib.import_module("arrears.book.payments.migrations.0002_published")
AMONG = importlib.import_module("arrears.book.portfolio.migrations.0006_among")
SOME = "as_of, creditors, accounts"

ITEMS = AMONG.among(
    BEFORE.ITEMS.replace("book_schedule(as_of)", f"book_schedule_among({SOME})"),
    "book_items",
    {"WHERE a.effective_on <= as_of AND a.effective_on >= v.counted_from": AMONG.keys("a", "account_id")},
)
RECEIPTS = AMONG.among(
    BEFORE.RECEIPTS,
    "book_receipts",
    {
        "WHERE e.effective_on <= as_of": AMONG.keys("e", "account_id"),
        "WHERE r.kind = 'reversal'": "AND r.creditor_id = e.creditor_id",
    },
)

CHANGED = """
CREATE FUNCTION book_changed(as_of date, base date, since xid) RETURNS TABLE (
    creditor_id bigint, account_id bigint
) LANGUAGE sql STABLE AS $$
    SELECT a.creditor_id, a.id FROM portfolio_account a
    WHERE age(a.xmin) <= age($3) OR (a.placed_on > base AND a.placed_on <= as_of)
       OR (a.ended_on > base AND a.ended_on <= as_of)
    UNION
    SELECT a.creditor_id, a.id FROM portfolio_party p
    JOIN portfolio_account a ON a.creditor_id = p.creditor_id AND a.debtor_id = p.id
    WHERE age(p.xmin) <= age($3)
    UNION
    SELECT a.creditor_id, a.id FROM portfolio_contactpoint p
    JOIN portfolio_account a ON a.creditor_id = p.creditor_id AND a.debtor_id = p.party_id
    WHERE age(p.xmin) <= age($3)
    UNION
    SELECT r.creditor_id, r.account_id FROM portfolio_accountrole r
    WHERE age(r.xmin) <= age($3) OR (r.added_on > base AND r.added_on <= as_of)
       OR (r.ended_on > base AND r.ended_on <= as_of)
    UNION
    SELECT i.creditor_id, i.account_id FROM portfolio_item i
    WHERE age(i.xmin) <= age($3) OR (i.valid_from > base AND i.valid_from <= as_of)
    UNION
    SELECT p.creditor_id, p.account_id FROM portfolio_itempast p
    WHERE age(p.xmin) <= age($3) OR (p.valid_to > base AND p.valid_to <= as_of)
    UNION
    SELECT e.creditor_id, e.account_id FROM payments_entry e
    WHERE age(e.xmin) <= age($3) OR (e.effective_on > base AND e.effective_on <= as_of)
    UNION
    SELECT l.creditor_id, l.account_id FROM payments_allocation l
    WHERE age(l.xmin) <= age($3) OR (l.effective_on > base AND l.effective_on <= as_of)
$$;
COMMENT ON FUNCTION book_changed(date, date, xid) IS
    'Accounts whose published rows may differ on a date from those on an earlier one, read when `since` was open';
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0006_one_payment"), ("portfolio", "0006_among")]
    operations = [
        migrations.RunSQL(ITEMS, "DROP FUNCTION book_items_among(date, bigint[], bigint[])"),
        migrations.RunSQL(RECEIPTS, "DROP FUNCTION book_receipts_among(date, bigint[], bigint[])"),
        migrations.RunSQL(CHANGED, "DROP FUNCTION book_changed(date, date, xid)"),
    ]
