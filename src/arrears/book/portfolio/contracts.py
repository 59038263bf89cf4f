"""What the portfolio takes in and gives out: parties, contact points, accounts, instalments.

Amounts are whole minor units of the account's currency. Personal values travel in the clear only inside
the records that a file brings in; everything that the room gives out is masked unless it is revealed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from arrears.kernel.words import Words

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
    """`malformed`: what the file gave cannot be a number or address at all; kept, never used."""

    VALID = "valid"
    UNVERIFIED = "unverified"
    WRONG_NUMBER = "wrong_number"
    OUT_OF_SERVICE = "out_of_service"
    REFUSED = "refused"
    LOST = "lost"
    MALFORMED = "malformed"


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


# --- what a file brings in -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRecord:
    """One way to reach a party, in the clear, as the file gives it."""

    kind: ContactKind
    value: str
    use: ContactUse = ContactUse.UNKNOWN
    source: str = "creditor"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRecord:
    """A person or company. `ref` is the creditor's own key; None lets the portfolio derive one from the
    identity number, else from the account and the role."""

    name: str
    ref: str | None = None
    kind: PartyKind = PartyKind.PERSON
    id_kind: str | None = None
    id_number: str | None = None
    contacts: tuple[ContactRecord, ...] = ()
    birth_year: int | None = None
    region: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRecord:
    """Another party of an account. `until`: end of the guarantee period where one was agreed."""

    party: PartyRecord
    role: RoleOnAccount
    guarantor_kind: GuarantorKind | None = None
    until: date | None = None
    proof: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRecord:
    """One instalment or invoice line; amounts in minor units, none negative."""

    sequence: int
    due_on: date
    principal_minor: int = 0
    interest_minor: int = 0
    fee_minor: int = 0
    penalty_minor: int = 0
    cost_minor: int = 0
    tax_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CollateralRecord:
    """A thing that secures an account; `ref` tells it apart within the account (plate or frame number)."""

    ref: str
    kind: str = "vehicle"
    description: str = ""
    plate: str | None = None
    frame_number: str | None = None
    location_note: str | None = None
    value_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRecord:
    """One account with everything that hangs on it, as a file states it."""

    number: str
    kind: AccountKind
    currency: str
    debtor: PartyRecord
    items: tuple[ItemRecord, ...]
    product: str = ""
    opened_on: date | None = None
    placed_on: date | None = None
    roles: tuple[RoleRecord, ...] = ()
    collateral: tuple[CollateralRecord, ...] = ()
    terms: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRefusal:
    """An account that could not be taken, and why; nothing of it was written."""

    number: str
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSummary:
    """What a load changed. Lists of examples are cut at 1,000; the counts are whole.

    `figures_changed`: accounts that stood in the book before and whose instalments changed; pass them
    to `payments.api.take_over_figures`. `missing`: open accounts of the creditor that the file no
    longer names.
    """

    accounts_new: int = 0
    accounts_changed: int = 0
    accounts_unchanged: int = 0
    items_new: int = 0
    items_changed: int = 0
    items_unchanged: int = 0
    items_settled: int = 0
    parties_new: int = 0
    parties_changed: int = 0
    contacts_new: int = 0
    contacts_malformed: int = 0
    missing: int = 0
    missing_numbers: tuple[str, ...] = ()
    refused: tuple[LoadRefusal, ...] = ()
    refused_count: int = 0
    figures_changed: tuple[int, ...] = ()


# --- what the room gives out ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountKey:
    """The least another room needs of an account."""

    account_id: int
    creditor_id: int
    debtor_id: int
    number: str
    currency: str
    kind: AccountKind
    product: str
    status: AccountStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleFacts:
    party_id: int
    name_masked: str
    role: RoleOnAccount
    guarantor_kind: GuarantorKind | None
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CollateralFacts:
    collateral_id: int
    kind: str
    description: str
    plate: str
    frame_number: str
    location_note: str
    state: str
    value_minor: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CollateralStep:
    """One thing that became of a collateral, by whom and why; states as in COLLATERAL_STATES."""

    at: datetime
    by: str
    before: str
    after: str
    location_note: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFacts:
    """An account as a screen or the gate reads it; money is the ledger's to tell."""

    account_id: int
    creditor_id: int
    creditor_name: str
    debtor_id: int
    number: str
    kind: AccountKind
    product: str
    currency: str
    opened_on: date | None
    placed_on: date | None
    status: AccountStatus
    status_reason: str
    batch_code: str
    terms: Mapping[str, object]
    roles: tuple[RoleFacts, ...]
    collateral: tuple[CollateralFacts, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPointFacts:
    """A way to reach a person of a case. `account_roles`: that person's roles over the debtor's accounts."""

    contact_point_id: int
    creditor_id: int
    person_id: int
    person_masked: str
    roles: tuple[RoleOnAccount, ...]
    kind: ContactKind
    masked: str
    use: ContactUse
    state: ContactState
    source: str
    verified_on: date | None

    @property
    def usable(self) -> bool:
        return self.state in USABLE_STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFacts:
    """A party, masked."""

    party_id: int
    creditor_id: int
    creditor_name: str
    ref: str
    kind: PartyKind
    name_masked: str
    id_kind: str
    id_masked: str
    birth_year: int | None
    region: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtorPage:
    """One debtor over all accounts; `elsewhere`: the same person at other creditors in the reader's scope."""

    party: PartyFacts
    as_of: date
    accounts: tuple[AccountFacts, ...]
    contact_points: tuple[ContactPointFacts, ...]
    elsewhere: tuple[PartyFacts, ...]
    lost_contact: bool
    merge_proposals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A search result: the debtor to open and what matched."""

    debtor_id: int
    creditor_id: int
    creditor_name: str
    name_masked: str
    matched: str  # contract | phone | id_number | name | email
    account_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactChangeFacts:
    at: datetime
    state_before: ContactState | None
    state_after: ContactState
    by: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeProposal:
    """Two parties of one creditor that may be the same; only a person decides."""

    proposal_id: int
    creditor_id: int
    first: PartyFacts
    second: PartyFacts
    why: tuple[Words, ...]
    state: str  # open | merged | kept_apart


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    document_id: int
    account_id: int
    kind: str
    title: str
    version: int
    file_id: UUID
    sha256: str
    filed_by: str
    filed_at: datetime
    borrowed_by: str
    due_back_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentUse:
    """Who saw, borrowed, returned or copied a document, and what for."""

    at: datetime
    by: str
    act: str  # filed | viewed | borrowed | returned | copied
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFacts:
    batch_id: int
    creditor_id: int
    code: str
    placed_on: date
    status: BatchStatus
    accounts: int
    open_accounts: int
    note: str


class LawfulSource(StrEnum):
    """Where a lost debtor's new contact may lawfully come from; nothing else is accepted."""

    CREDITOR = "creditor"
    DEBTOR = "debtor"
    PUBLIC_REGISTER = "public_register"


@dataclass(frozen=True, slots=True, kw_only=True)
class LostContactFacts:
    case_id: int
    creditor_id: int
    debtor_id: int
    name_masked: str
    since: date
    attempts: int
    last_attempt_on: date | None
    state: str  # open | found | given_up


class PortfolioError(ValueError):
    """A request that the book refuses, with words a person can act on."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """What the gate asks of the book about one contact; indexes are blind (16 bytes, empty when unknown).

    `proven`: the roles for which proof of the relation to the debt is on file. `of_person`: the contact
    point belongs to the person.
    """

    debtor_kind: PartyKind
    debtor_index: bytes
    region: str
    person_kind: PartyKind
    person_index: bytes
    roles: tuple[RoleOnAccount, ...]
    proven: tuple[RoleOnAccount, ...]
    contact_kind: ContactKind | None
    address_index: bytes
    address: str
    use: ContactUse | None
    state: ContactState | None
    of_person: bool
    debtor_has_phone: bool
