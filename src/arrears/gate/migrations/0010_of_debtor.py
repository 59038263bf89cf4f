"""What the gate publishes of every debtor, for one of them: the same columns, found by key."""

import importlib

from django.db import migrations

PUBLISHED = importlib.import_module("arrears.gate.migrations.0004_published")
SHADOW = importlib.import_module("arrears.gate.migrations.0008_shadow")
ASKED = "as_of date, creditor bigint, debtor bigint"
OWN = "(SELECT q.id_index FROM portfolio_party q WHERE q.id = $3 AND q.id_index <> ''::bytea)"


def of_debtor(text: str, name: str, named: str, narrowed: dict[str, str]) -> str:
    """A published function for one debtor: each clause named is taken once and narrowed, the rest stays."""
    found = (text.split("$$;")[0] + "$$;").replace(f"{name}(as_of date)", f"{named}({ASKED})", 1)
    for clause, narrow in narrowed.items():
        assert found.count(clause) == 1, clause
        found = found.replace(clause, narrow)
    return found


DEBTORS = of_debtor(
    PUBLISHED.DEBTORS,
    "gate_debtors",
    "gate_debtors_of",
    {
        "WHERE s.since < b.closes": "WHERE s.creditor_id = $2 AND s.debtor_id = $3 AND s.since < b.closes",
        "WHERE p.channel = 'call'": "WHERE p.creditor_id = $2 AND p.debtor_id = $3 AND p.channel = 'call'",
    },
)
STOPS = of_debtor(
    SHADOW.STOPS,
    "gate_stops_on",
    "gate_stops_of",
    {
        "WHERE s.since <": f"WHERE ((s.creditor_id = $2 AND s.debtor_id = $3) OR s.subject = {OWN}) AND s.since <",
        "FROM placed x": "FROM placed x WHERE x.creditor_id = $2 AND x.debtor_id = $3",
    },
)
CONTACTS = of_debtor(
    SHADOW.CONTACTS,
    "gate_contacts_until",
    "gate_contacts_of",
    {
        "WHERE p.at >=": (
            f"WHERE ((p.creditor_id = $2 AND p.debtor_id = $3) OR p.subject = {OWN} OR p.person_subject = {OWN})"
            " AND p.at >="
        ),
        "WHERE i.at >=": f"WHERE ((i.creditor_id = $2 AND i.debtor_id = $3) OR i.subject = {OWN}) AND i.at >=",
        "JOIN portfolio_party q ON q.id = b.party_id": (
            "JOIN portfolio_party q ON q.id = b.party_id WHERE b.creditor_id = $2 AND b.party_id = $3"
        ),
    },
)
NOTED = of_debtor(
    SHADOW.NOTED,
    "gate_noted_on",
    "gate_noted_of",
    {
        "WHERE f.at <": (
            "WHERE (f.person_subject = @ OR f.person_subject IN ("
            "SELECT o.person_subject FROM gate_personfact o WHERE o.person_id = $3)) AND f.at <".replace(
                "@", OWN
            )
        ),
        "s.value FROM standing s\n": "s.value FROM standing s WHERE s.creditor_id = $2 AND s.person_id = $3\n",
        "AND p.id_index <> ''::bytea": "AND p.id_index <> ''::bytea AND p.creditor_id = $2 AND p.id = $3",
        "WHERE h.at <": ("WHERE h.creditor_id = $2 AND (h.debtor_id IS NULL OR h.debtor_id = $3) AND h.at <"),
    },
)
MADE = {
    "gate_debtors_of": DEBTORS,
    "gate_stops_of": STOPS,
    "gate_contacts_of": CONTACTS,
    "gate_noted_of": NOTED,
}


class Migration(migrations.Migration):
    dependencies = [("gate", "0009_search")]
    operations = [
        migrations.RunSQL(text, f"DROP FUNCTION {name}(date, bigint, bigint)") for name, text in MADE.items()
    ]
