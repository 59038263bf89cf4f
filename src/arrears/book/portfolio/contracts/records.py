"""What a file brings in: accounts with their parties, instalments, collateral; and what became of a load."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from arrears.book.portfolio.contracts.kinds import (
    AccountKind,
    ContactKind,
    ContactUse,
    GuarantorKind,
    PartyKind,
    RoleOnAccount,
)
from arrears.kernel.words import Words


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
    identity number, else from the account and the role. `sex` (female, male, other): as the creditor says, kept apart
    and compared between groups alone."""

    name: str
    ref: str | None = None
    kind: PartyKind = PartyKind.PERSON
    id_kind: str | None = None
    id_number: str | None = None
    contacts: tuple[ContactRecord, ...] = ()
    birth_year: int | None = None
    region: str | None = None
    language: str | None = None
    sex: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRecord:
    """Another party of an account. `since`, `until`: the guarantee period, first and last day, where agreed."""

    party: PartyRecord
    role: RoleOnAccount
    guarantor_kind: GuarantorKind | None = None
    since: date | None = None
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
    longer names. `contacts_wiped`: values of the file that were wiped before, and stay out.
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
    contacts_wiped: int = 0
    missing: int = 0
    missing_numbers: tuple[str, ...] = ()
    refused: tuple[LoadRefusal, ...] = ()
    refused_count: int = 0
    figures_changed: tuple[int, ...] = ()
