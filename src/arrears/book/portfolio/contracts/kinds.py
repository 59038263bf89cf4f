"""The kinds and states that parties, contact points, accounts and batches may have."""

from __future__ import annotations

from enum import StrEnum

AMOUNT_FIELDS = ("principal", "interest", "fee", "penalty", "cost", "tax")
NUMBER_LENGTH_MAX = 64
REF_LENGTH_MAX = 80


class PartyKind(StrEnum):
    PERSON = "person"
    COMPANY = "company"


class ContactKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    WECHAT = "wechat"


class ContactUse(StrEnum):
    PERSONAL = "personal"
    WORK = "work"
    EMPLOYER_PROVIDED = "employer_provided"
    SHARED = "shared"
    UNKNOWN = "unknown"


class ContactState(StrEnum):
    """`malformed`: what the file gave cannot be a number or address at all; kept, never used. `wiped`: its value
    was removed at the person's request; the row holds none."""

    VALID = "valid"
    UNVERIFIED = "unverified"
    WRONG_NUMBER = "wrong_number"
    OUT_OF_SERVICE = "out_of_service"
    REFUSED = "refused"
    LOST = "lost"
    MALFORMED = "malformed"
    WIPED = "wiped"


USABLE_STATES = frozenset({ContactState.VALID, ContactState.UNVERIFIED})


class AccountKind(StrEnum):
    CARD = "card"
    LOAN = "loan"
    LEASE = "lease"
    INVOICE = "invoice"


class AccountStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    RECALLED = "recalled"


class RoleOnAccount(StrEnum):
    """How a person stands to an account. Only the first three owe; the others are never collected from."""

    DEBTOR = "debtor"
    JOINT_DEBTOR = "joint_debtor"
    GUARANTOR = "guarantor"
    SPOUSE = "spouse"
    LEGAL_REPRESENTATIVE = "legal_representative"
    FINANCE_CONTACT = "finance_contact"
    FRONT_DESK = "front_desk"
    DECIDES_PAYMENT = "decides_payment"
    EMERGENCY_CONTACT = "emergency_contact"
    OTHER = "other"


OF_DEBTOR = frozenset(RoleOnAccount) - {
    RoleOnAccount.DEBTOR,
    RoleOnAccount.JOINT_DEBTOR,
    RoleOnAccount.GUARANTOR,
    RoleOnAccount.OTHER,
}
"""Roles that say what somebody is to the debtor, whatever the account; nobody owes by them."""


class GuarantorKind(StrEnum):
    """Kind of guarantee; unclear counts as general in law (Civil Code 686)."""

    GENERAL = "general"
    JOINT = "joint"
    UNCLEAR = "unclear"


class Figures(StrEnum):
    """What the amounts of a file mean.

    `billed`: what was billed for the instalment, payments not deducted; our ledger deducts them.
    `outstanding`: what is still open at the opening of the business date, payments before that day deducted
    by the creditor. A file of this kind states the whole account: an instalment it leaves out is settled.
    """

    BILLED = "billed"
    OUTSTANDING = "outstanding"


class BatchStatus(StrEnum):
    PLACED = "placed"
    RECALLED = "recalled"
    RETURNED = "returned"


class LawfulSource(StrEnum):
    """Where a lost debtor's new contact may lawfully come from; nothing else is accepted."""

    CREDITOR = "creditor"
    DEBTOR = "debtor"
    PUBLIC_REGISTER = "public_register"
