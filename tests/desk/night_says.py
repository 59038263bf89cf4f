"""What the night proposes, as a test says it: a function of the published name in front of the real one.

Made inside the test's own transaction, so it is gone when the test is.
"""

from __future__ import annotations

from datetime import date

from django.db import connection

_MAKE = """
CREATE SCHEMA IF NOT EXISTS night_of_a_test;
CREATE TABLE IF NOT EXISTS night_of_a_test.said (
    business_date date, creditor_id bigint, account_id bigint, debtor_id bigint, currency text, days_past_due integer,
    overdue_minor bigint, balance_minor bigint, oldest_due_on date, value_minor bigint, segment text, step text,
    action text, channel text, script text, audience text, automatic boolean, due_on date
);
CREATE OR REPLACE FUNCTION night_of_a_test.night_proposals(business_date date)
RETURNS SETOF night_of_a_test.said LANGUAGE sql STABLE AS
$$ SELECT * FROM night_of_a_test.said s WHERE s.business_date = $1 $$;
SET LOCAL search_path = night_of_a_test, public;
"""
_SAY = """
INSERT INTO night_of_a_test.said VALUES (
    %(business_date)s, %(creditor_id)s, %(account_id)s, %(debtor_id)s, %(currency)s, %(days_past_due)s,
    %(overdue_minor)s, %(balance_minor)s, %(oldest_due_on)s, %(value_minor)s, %(segment)s, %(step)s, %(action)s,
    %(channel)s, %(script)s, 'debtor', %(automatic)s, %(due_on)s
)
"""


def night_says(business_date: date, **changes: object) -> None:
    """One proposal of a night. `creditor_id`, `account_id`, `debtor_id` have to be given."""
    given: dict[str, object] = {
        "business_date": business_date,
        "currency": "CNY",
        "days_past_due": 83,
        "overdue_minor": 300_000,
        "balance_minor": 600_000,
        "oldest_due_on": date(2026, 9, 1),
        "value_minor": 1_000,
        "segment": "s",
        "step": "sms_1",
        "action": "sms",
        "channel": "sms",
        "script": "first_sms",
        "automatic": True,
        "due_on": business_date,
        **changes,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MAKE)
        cursor.execute(_SAY, given)  # type: ignore[arg-type]  # plain values by name
