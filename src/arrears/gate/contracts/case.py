"""The facts of one contact at one moment.

A fact that is left out is None or empty; `rules/facts.toml` says what that means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from arrears.gate.contracts.values import (
    AddressKind,
    Audience,
    CallKind,
    Channel,
    ConsentKind,
    ContactResult,
    DebtKind,
    Direction,
    Disclosure,
    OperatorKind,
    OptOutMethod,
    Organisation,
    Payee,
    Place,
    Purpose,
    Role,
    StopKind,
    VoicemailElement,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Who acts. `lender_group` pools the lender and its agencies."""

    kind: OperatorKind | None = None
    id: str | None = None
    lender_group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """The debtor's own contact that the act answers."""

    channel: Channel | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What is about to be done. `disclosures` None: nothing is known of what will be said."""

    channel: Channel | None = None
    purpose: Purpose | None = None
    debts: tuple[str, ...] = ()
    address: str | None = None
    address_kind: AddressKind | None = None
    first_contact: bool | None = None
    call_kind: CallKind | None = None
    text: str | None = None
    opt_out_method: OptOutMethod | None = None
    disclosures: tuple[Disclosure, ...] | None = None
    employer_named: bool | None = None
    audience: Audience | None = None
    voicemail_elements: tuple[VoicemailElement, ...] | None = None
    answering: Answering | None = None
    payee: Payee | None = None
    place: Place | None = None
    uninvited_entry: bool | None = None
    plan_months: int | None = None
    single_payment_demand: bool | None = None
    recipient_organisation: Organisation | None = None
    automated_decision: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who is contacted. `asked_before`: this person was already asked about the debtor's whereabouts."""

    person: str | None = None
    role: Role | None = None
    consent: bool | None = None
    refused: bool | None = None
    offers_to_pay: bool | None = None
    asked_before: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A stretch of the day on some ISO weekdays (1 = Monday; empty = every day) in a zone (None = the debtor's).

    `start` after `end` runs over midnight and belongs to the day it starts on; equal means the whole day.
    """

    days: tuple[int, ...] = ()
    start: time
    end: time
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Debtor:
    reachable: bool | None = None
    zones: tuple[str, ...] = ()
    barred_slots: tuple[Slot, ...] = ()
    agreed_slots: tuple[Slot, ...] = ()
    employer_forbids_work_contact: bool | None = None
    minor: bool | None = None
    deceased: bool | None = None
    vulnerable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PastContact:
    """A contact that took place. `at` is the moment of dialling or sending; what is None counts strictly."""

    at: datetime
    channel: Channel | None = None
    direction: Direction | None = None
    person: str | None = None
    debts: tuple[str, ...] = ()
    address: str | None = None
    operator: str | None = None
    lender_group: str | None = None
    result: ContactResult | None = None
    call_kind: CallKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Stands from `since` (None: always) until just before `until` (None: until it is lifted)."""

    kind: StopKind
    channel: Channel | None = None
    address: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    attorney_silent_since: datetime | None = None
    attorney_consents: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Holds from `at` (None: its age is unknown, so it is not relied on) until just before `until`.

    `scope` narrows it: see `packs/parts/consents.py` for the keys that are understood; a key that is not
    understood makes the consent cover nothing.
    """

    kind: ConsentKind
    at: datetime | None = None
    until: datetime | None = None
    scope: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeHarbours:
    consumer_texted_at: datetime | None = None
    number_checked_at: datetime | None = None
    creditor_notice_sent_at: datetime | None = None
    creditor_notice_opt_out_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    id: str
    group: str | None = None
    kind: DebtKind | None = None
    time_barred: bool | None = None
    limitation_ends: date | None = None
    sold_or_settled: bool | None = None
    first_communication: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All facts that the rules read about one contact at one moment."""

    regimes: tuple[str, ...]
    at: datetime
    act: Act
    recipient: Recipient
    id: str | int | None = None
    operator: Operator = Operator()
    debtor: Debtor = Debtor()
    history: tuple[PastContact, ...] = ()
    stops: tuple[Stop, ...] = ()
    consents: tuple[Consent, ...] = ()
    safe_harbours: SafeHarbours = SafeHarbours()
    debts: tuple[Debt, ...] = ()
