"""What passes the gate's door where it keeps books: an intent in, a permit or a refusal out."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from arrears.foundation.contracts import Actor
from arrears.gate.contracts import Act, Answer
from arrears.kernel.words import Words


class GateError(RuntimeError):
    """The gate could not be asked, or was used otherwise than permitted. Carries words for a person."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class PermitRefused(GateError):
    """A permit cannot be used: unknown, used, given back, expired, for something else, or stopped meanwhile."""


class ClockWentBack(GateError):
    """The moment lies before what the gate's books already hold for this person, or is not the clock's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One contact that somebody wants to make.

    `person_id` is the party to be reached, the debtor unless said. `act` carries particulars that only
    the caller knows (disclosures, opt-out method, place, voicemail elements…); what the gate knows better
    (channel, debts, address, first contact, text) is overwritten from the fields here and from its books.
    `content_hash` binds the permit to the content; it is computed from `text` when not given.
    """

    creditor_id: int
    debtor_id: int
    channel: str
    purpose: str
    actor: Actor
    contact_point_id: int | None = None
    person_id: int | None = None
    account_ids: tuple[int, ...] = ()
    text: str | None = None
    content_hash: str | None = None
    call_kind: str | None = None
    act: Act | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """The gate permits this contact until `expires_at`, once."""

    id: uuid.UUID
    expires_at: datetime
    channel: str
    contact_point_id: int | None
    content_hash: str
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The gate refuses, or needs evidence first; the answer says by which rule and until when."""

    id: uuid.UUID
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What the gate would say of an option right now; nothing is written and nothing is promised."""

    channel: str
    contact_point_id: int | None
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class StopFacts:
    """A stop as pages show it."""

    id: int
    creditor_id: int
    debtor_id: int
    kind: str
    channel: str
    contact_point_id: int | None
    account_ids: tuple[int, ...]
    since: datetime
    until: datetime | None
    reference: str
    by: str
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseLiftFacts:
    """A house rule that was lifted until `until`; `debtor_id` None: for the whole creditor."""

    id: int
    creditor_id: int
    debtor_id: int | None
    rule: str
    until: datetime
    why: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalFacts:
    """A refusal as lists show it."""

    id: uuid.UUID
    at: datetime
    creditor_id: int
    debtor_id: int
    channel: str
    purpose: str
    verdict: str
    rules: tuple[Mapping[str, object], ...]
    next_permitted_at: datetime | None
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtFacts:
    """What was reported of a debt; None: not known. `limitation_ends`: the last day on which to sue."""

    account_id: int
    limitation_ends: date | None
    settled: bool | None
    first_communication: date | None
    reference: str
    by: str
    at: datetime


class FactKind(StrEnum):
    """What the law asks of a person beyond the book; a row of `PersonFact`."""

    DECEASED = "deceased"
    MINOR = "minor"
    VULNERABLE = "vulnerable"
    EMPLOYER_FORBIDS = "employer_forbids_work_contact"
    BARRED_SLOTS = "barred_slots"
    AGREED_SLOTS = "agreed_slots"
    ZONES = "zones"
    OFFERS_TO_PAY = "offers_to_pay"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainReport:
    """What verification of the hash chain found: `broken` names books and rows that do not match."""

    sealed: int
    unsealed: int
    seals: int
    broken: tuple[str, ...] = field(default_factory=tuple)

    @property
    def sound(self) -> bool:
        return not self.broken
