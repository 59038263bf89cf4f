"""What people agreed to, refused, and what was reported of them and their debts: writes of the gate's books."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from arrears.book.portfolio import api as portfolio
from arrears.foundation.api import Actor
from arrears.gate import asking, contracts, models
from arrears.gate.actions import hold
from arrears.gate.entries import require
from arrears.gate.intents import FactKind, GateError, Intent
from arrears.gate.known import debt_kind
from arrears.kernel import clock
from arrears.kernel.words import Words


def record_consent(
    creditor_id: int,
    debtor_id: int,
    kind: str,
    *,
    evidence: str,
    actor: Actor,
    person_id: int | None = None,
    scope: Mapping[str, object] | None = None,
    given_at: datetime | None = None,
    until: datetime | None = None,
) -> int:
    """Record what a person agreed to, with where the proof is. Returns its id."""
    require(contracts.ConsentKind, kind, Words("同意种类", "kind of consent"))
    asked = asking.ask(
        Intent(creditor_id=creditor_id, debtor_id=debtor_id, person_id=person_id, channel="call",
               purpose="care", actor=actor)
    )  # fmt: skip
    made = models.Consent.objects.create(
        creditor_id=creditor_id,
        debtor_id=debtor_id,
        person_id=asked.person_id,
        person_subject=asked.keys.person,
        kind=kind,
        scope=dict(scope or {}),
        given_at=given_at or clock.now(),
        until=until,
        evidence=evidence[:200],
        by=actor.name,
    )
    return made.pk


def withdraw_consent(consent_id: int, *, why: str, actor: Actor) -> None:
    """End a consent. Repeating changes nothing."""
    models.ConsentEnd.objects.get_or_create(
        consent_id=consent_id, defaults={"at": clock.now(), "by": actor.name, "why": why[:400]}
    )


def record_refusal(
    creditor_id: int,
    debtor_id: int,
    person_id: int,
    *,
    reference: str,
    actor: Actor,
    contact_point_id: int | None = None,
) -> None:
    """A person asked not to be contacted again: never again, at any creditor we work for."""
    asked = asking.ask(
        Intent(creditor_id=creditor_id, debtor_id=debtor_id, person_id=person_id, channel="call",
               contact_point_id=contact_point_id, purpose="care", actor=actor)
    )  # fmt: skip
    with transaction.atomic():
        hold(asked.keys)
        models.PersonRefused.objects.create(
            creditor_id=creditor_id,
            person_id=person_id,
            person_subject=asked.keys.person,
            address=asked.keys.address,
            reference=reference[:200],
            by=actor.name,
        )


def record_fact(
    creditor_id: int, debtor_id: int, kind: FactKind, value: object, *, reference: str, actor: Actor
) -> None:
    """What the law asks of the debtor beyond the book (death, minority, illness, barred hours…)."""
    asked = asking.ask(
        Intent(creditor_id=creditor_id, debtor_id=debtor_id, channel="call", purpose="care", actor=actor)
    )
    with transaction.atomic():
        hold(asked.keys)
        models.PersonFact.objects.create(
            creditor_id=creditor_id,
            person_id=debtor_id,
            person_subject=asked.keys.subject,
            kind=kind.value,
            value=value,
            reference=reference[:200],
            by=actor.name,
            at=clock.now(),
        )


def record_debt(
    creditor_id: int,
    debtor_id: int,
    account_id: int,
    *,
    reference: str,
    actor: Actor,
    limitation_ends: date | None = None,
    settled: bool | None = None,
    first_communication: date | None = None,
) -> None:
    """What is known of one debt beyond the book, restated as a whole: None says that it is not known.

    `limitation_ends` is the last day on which it could be sued for; `settled`: paid, settled, discharged, sold.
    GateError when the account is not the debtor's.
    """
    asked = asking.ask(
        Intent(creditor_id=creditor_id, debtor_id=debtor_id, channel="call", purpose="care", actor=actor)
    )
    accounts = portfolio.accounts_of_debtor(creditor_id, debtor_id)
    if account_id not in {one.account_id for one in accounts}:
        raise GateError(Words("该账户不属于此案件", "This account does not belong to this case"))
    with transaction.atomic():
        hold(asked.keys)
        models.PersonFact.objects.create(
            creditor_id=creditor_id,
            person_id=debtor_id,
            person_subject=asked.keys.subject,
            kind=debt_kind(account_id),
            value={
                "limitation_ends": limitation_ends.isoformat() if limitation_ends else None,
                "settled": settled,
                "first_communication": first_communication.isoformat() if first_communication else None,
            },
            reference=reference[:200],
            by=actor.name,
            at=clock.now(),
        )
