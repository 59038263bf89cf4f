"""Some accounts alone, for a night that reads what changed: the same columns, found by key."""

import importlib

from django.db import migrations

BEFORE = importlib.import_module("arrears.book.portfolio.migrations.0002_published")
AMONG = "as_of date, creditors bigint[], accounts bigint[]"


def among(text: str, name: str, narrowed: dict[str, str]) -> str:
    """A published function for some accounts: the clauses named are narrowed, everything else stays as it is."""
    made = text.split("$$;")[0] + "$$;"
    found = made.replace(f"{name}(as_of date)", f"{name}_among({AMONG})", 1)
    for clause, narrow in narrowed.items():
        assert clause in found, clause
        found = found.replace(clause, f"{clause} {narrow}")
    return found


def keys(alias: str, account: str) -> str:
    return f"AND {alias}.creditor_id = ANY(creditors) AND {alias}.{account} = ANY(accounts)"


SCHEDULE = among(
    BEFORE.SCHEDULE,
    "book_schedule",
    {
        "WHERE i.valid_from <= as_of": keys("i", "account_id"),
        "WHERE p.valid_from <= as_of": keys("p", "account_id"),
    },
)
ACCOUNTS = among(
    BEFORE.ACCOUNTS,
    "book_accounts",
    {
        "WHERE a.placed_on <= as_of": keys("a", "id"),
        "WHERE r.role = 'guarantor'": keys("r", "account_id"),
        "WHERE p.state IN ('valid', 'unverified')": (
            "AND p.creditor_id = ANY(creditors) AND p.party_id IN ("
            "SELECT x.debtor_id FROM portfolio_account x WHERE x.creditor_id = ANY(creditors)"
            " AND x.id = ANY(accounts))"
        ),
    },
)


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0005_bulk_tables")]
    operations = [
        migrations.RunSQL(SCHEDULE, "DROP FUNCTION book_schedule_among(date, bigint[], bigint[])"),
        migrations.RunSQL(ACCOUNTS, "DROP FUNCTION book_accounts_among(date, bigint[], bigint[])"),
    ]
