"""What the room gives out. Personal values are masked unless they are revealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from arrears.book.portfolio.contracts.kinds import (
    USABLE_STATES,
    AccountKind,
    AccountStatus,
    BatchStatus,
    ContactKind,
    ContactState,
    ContactUse,
    GuarantorKind,
    PartyKind,
    RoleOnAccount,
)
from arrears.kernel.words import Words


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
    """`since`, `until`: first and last day of a guarantee. `proof`: where the proof of the relation lies, blank when
    none is filed."""

    role_id: int
    party_id: int
    name_masked: str
    role: RoleOnAccount
    guarantor_kind: GuarantorKind | None
    since: date | None
    until: date | None
    proof: str
    added_on: date


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
class ReachedBy:
    """A number or address in the clear."""

    kind: str
    value: str
    use: str
    state: str
    source: str
    added_on: date
    verified_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonData:
    """What the portfolio holds on a person, in the clear: for the person alone."""

    party_id: int
    creditor_id: int
    ref: str
    kind: str
    name: str
    id_kind: str
    id_number: str
    birth_year: int | None
    sex: str
    region: str
    language: str
    reached_by: tuple[ReachedBy, ...]


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
