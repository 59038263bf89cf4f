"""Who would be reached: the intent with what the book says of the person and the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import PartyKind, Recipient, RoleOnAccount
from arrears.foundation import vault
from arrears.foundation.api import CreditorFacts, creditor_by_id, require_scope
from arrears.gate import contracts as facts
from arrears.gate.intents import GateError, Intent
from arrears.kernel.words import Words

_COMPANY_ORGANS = {
    RoleOnAccount.LEGAL_REPRESENTATIVE,
    RoleOnAccount.FINANCE_CONTACT,
    RoleOnAccount.DECIDES_PAYMENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """By whom counters pool: the debtor and the person across creditors, the address across people."""

    subject: bytes
    person: bytes
    address: bytes
    lender_group: str
    operator: str

    def locks(self) -> tuple[int, ...]:
        """What is held while a permit is decided: signed 64-bit numbers, in one order for everybody."""
        keys = {self.subject, self.person, self.address} - {b""}
        return tuple(sorted(int.from_bytes(key[:8], "big", signed=True) for key in keys))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An intent with what the book says of it."""

    intent: Intent
    creditor: CreditorFacts
    person_id: int
    recipient: Recipient
    keys: Keys
    role: facts.Role


def subject_of(index: bytes, creditor_id: int, party_id: int) -> bytes:
    """One key per person: the id number's blind index, else one for this party alone."""
    return index or vault.blind_index_many("party", [f"{creditor_id}:{party_id}"])[0]


def role_of(recipient: Recipient, is_debtor: bool) -> facts.Role:
    """How the law sees the person. A company is spoken to through its organs; its front desk is a third person."""
    if is_debtor:
        return "debtor"
    roles = set(recipient.roles)
    if recipient.debtor_kind is PartyKind.COMPANY and roles & _COMPANY_ORGANS:
        return "debtor"
    if RoleOnAccount.JOINT_DEBTOR in roles:
        return "joint_debtor"
    if RoleOnAccount.GUARANTOR in roles:
        return "guarantor"
    if RoleOnAccount.SPOUSE in roles:
        return "spouse" if RoleOnAccount.SPOUSE in recipient.proven else "relative"
    if RoleOnAccount.EMERGENCY_CONTACT in roles:
        return "emergency_contact"
    if RoleOnAccount.FRONT_DESK in roles:
        return "colleague"
    return "unknown"


def ask(intent: Intent) -> Asked:
    """Look up who would be reached. GateError when the parties do not belong together."""
    return ask_all([intent])[0]


def ask_all(intents: Sequence[Intent]) -> tuple[Asked, ...]:
    """As `ask` for several intents of one case and one actor, in one round trip."""
    case = intents[0]
    require_scope(case.actor, case.creditor_id)
    wanted = [(intent.person_id or intent.debtor_id, intent.contact_point_id) for intent in intents]
    found = portfolio.recipients(case.creditor_id, case.debtor_id, wanted)
    creditor = creditor_by_id(case.creditor_id)
    return tuple(
        asked(intent, creditor, person_id, one)
        for intent, (person_id, _point), one in zip(intents, wanted, found, strict=True)
    )


def asked(intent: Intent, creditor: CreditorFacts, person_id: int, found: Recipient | None) -> Asked:
    """An intent with what the book gave for it. GateError when the parties do not belong together."""
    if found is None or (intent.contact_point_id is not None and not found.of_person):
        raise GateError(
            Words("该联系人或联系方式不属于此案件", "This person or address does not belong to this case")
        )
    keys = Keys(
        subject=subject_of(found.debtor_index, intent.creditor_id, intent.debtor_id),
        person=subject_of(found.person_index, intent.creditor_id, person_id),
        address=found.address_index,
        lender_group=creditor.lender_group,
        operator=str(creditor.settings.get("operator_id", "house")),
    )
    return Asked(
        intent=intent,
        creditor=creditor,
        person_id=person_id,
        recipient=found,
        keys=keys,
        role=role_of(found, person_id == intent.debtor_id),
    )
