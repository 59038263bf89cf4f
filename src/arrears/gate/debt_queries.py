"""What was reported of the debts of a case, with who said so and where the proof is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from arrears.foundation.api import Actor
from arrears.gate import asking
from arrears.gate.intents import DebtFacts, Intent
from arrears.gate.known import debt_kind
from arrears.gate.models import PersonFact


def debts_known(
    actor: Actor, creditor_id: int, debtor_id: int, account_ids: Iterable[int]
) -> Mapping[int, DebtFacts]:
    """The latest report on each account of a case (`record_debt`); accounts of which nobody said anything are
    left out. OutOfScope, GateError as `request`."""
    kinds = {debt_kind(account): account for account in account_ids}
    asked = asking.ask(
        Intent(creditor_id=creditor_id, debtor_id=debtor_id, channel="call", purpose="care", actor=actor)
    )
    rows = PersonFact.objects.filter(
        person_subject=asked.keys.subject, kind__in=list(kinds), creditor=creditor_id
    )
    found = {}
    for row in rows.order_by("kind", "-at", "-pk").distinct("kind"):
        told = row.value if isinstance(row.value, dict) else {}
        settled = told.get("settled")
        found[kinds[row.kind]] = DebtFacts(
            account_id=kinds[row.kind],
            limitation_ends=_day(told.get("limitation_ends")),
            settled=settled if isinstance(settled, bool) else None,
            first_communication=_day(told.get("first_communication")),
            reference=row.reference,
            by=row.by,
            at=row.at,
        )
    return found


def _day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None
