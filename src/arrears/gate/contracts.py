"""What passes the gate's door: the facts of one contact, the answer, and what the rule browser shows.

The names and values are those of the gate's JSON (docs/gate.md). Every moment is aware. A fact that is
left out is `None` (or an empty tuple); what that means is declared for each fact in `rules/facts.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal, NamedTuple

from arrears.kernel.words import Words

Channel = Literal[
    "call",
    "sms",
    "email",
    "letter",
    "postcard",
    "visit",
    "voicemail",
    "social",
    "in_app",
    "suit",
    "bankruptcy_claim",
    "credit_report",
    "data_transfer",
    "public_notice",
]
Purpose = Literal[
    "collect",
    "remind",
    "locate",
    "answer",
    "care",
    "validation",
    "opt_out_confirmation",
    "efforts_end_notice",
    "remedy_notice",
    "pass_message",
]
OperatorKind = Literal["lender", "agency", "creditor", "debt_collector"]
AddressKind = Literal["personal", "work", "employer_provided", "shared", "unknown"]
CallKind = Literal["notification", "interactive"]
OptOutMethod = Literal["reply", "link", "phone", "post", "none"]
Disclosure = Literal["identity", "recording", "opt_out", "debt_collector", "debt_details"]
Audience = Literal["private", "contacts", "public"]
VoicemailElement = Literal[
    "business_name",
    "reply_request",
    "agent_name",
    "phone",
    "greeting",
    "time",
    "reply_times",
    "any_representative",
    "other",
]
Payee = Literal["creditor_account", "private_account"]
Place = Literal["home", "work", "public", "agreed"]
Organisation = Literal["agency", "assignee", "sub_agency"]
Role = Literal[
    "debtor",
    "joint_debtor",
    "guarantor",
    "spouse",
    "parent_of_minor",
    "guardian",
    "executor",
    "attorney",
    "emergency_contact",
    "relative",
    "colleague",
    "employer",
    "unrelated",
    "unknown",
]
Direction = Literal["out", "in"]
ContactResult = Literal[
    "conversation",
    "answered",
    "no_answer",
    "rang_out",
    "voicemail",
    "full_mailbox",
    "busy",
    "out_of_service",
    "delivered",
    "failed",
]
StopKind = Literal[
    "cease_written",
    "cease_oral",
    "stop_channel",
    "opt_out",
    "attorney",
    "dispute_written",
    "dispute_oral",
    "complaint",
    "bankruptcy",
    "breathing_space",
    "plan_kept",
    "contact_refused",
    "adviser",
    "hardship",
    "illness",
    "mandate_ended",
]
ConsentKind = Literal[
    "time", "call_frequency", "third_party", "separate_sharing", "text_renewed", "channel", "other"
]
DebtKind = Literal["consumer", "business", "card", "student", "medical"]

Verdict = Literal["permit", "refuse", "needs_evidence"]
Result = Literal["pass", "fail", "needs_evidence", "not_applicable"]
Presumption = Literal["compliance", "violation"]
Certainty = Literal["text", "secondary", "memory", "interpretation"]
Absence = Literal[
    "required", "none_notified", "strictest_of_plausible", "refuse", "needs_evidence", "not_applicable"
]
Tighter = Literal["less", "more", "earlier", "later", "subset", "superset"]
Scalar = int | str | bool | time
ParameterValue = Scalar | tuple[Scalar, ...]


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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RuleText:
    """A rule as it stands on a day: what its results share. `figures` are its parameters for the words.

    There is one of it for each rule of a plan, so it is told apart by identity.
    """

    id: str
    parameters: Mapping[str, object]
    source: str
    certainty: Certainty
    words: Mapping[str, Words]
    figures: Mapping[str, object]


class RuleResult(NamedTuple):
    """One rule that was consulted. Its words are filled with the figures when they are asked for.

    `fact`: the fact that is missing, when that is why (its path in the case).
    """

    rule: RuleText
    result: Result
    key: str
    values: Mapping[str, object]
    fact: str | None = None

    @property
    def id(self) -> str:
        return self.rule.id

    @property
    def parameters(self) -> Mapping[str, object]:
        return self.rule.parameters

    @property
    def source(self) -> str:
        return self.rule.source

    @property
    def certainty(self) -> Certainty:
        return self.rule.certainty

    @property
    def words(self) -> Words:
        given = {**self.rule.figures, **self.values, "fact": self.fact}
        return self.rule.words[self.key].format(**given)

    @property
    def zh(self) -> str:
        return self.words.zh

    @property
    def en(self) -> str:
        return self.words.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The verdict over all regimes; the strictest rule wins.

    `next_permitted_at` is the earliest moment at which the same act would be permitted if nothing but
    the time changed; None when it is permitted now or time alone never helps.
    """

    id: str | int | None
    verdict: Verdict
    presumption: Presumption | None
    flags: tuple[str, ...]
    rules: tuple[RuleResult, ...]
    next_permitted_at: datetime | None
    deadlines: Mapping[str, str]

    def failing(self) -> tuple[RuleResult, ...]:
        """The rules that stand in the way: those that fail, or lack evidence."""
        return tuple(rule for rule in self.rules if rule.result in ("fail", "needs_evidence"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterInfo:
    """A figure of a rule, with where it comes from and from when to when it holds."""

    name: str
    value: ParameterValue
    source: str
    certainty: Certainty
    effective_from: date | None
    effective_to: date | None
    tighter: Tighter | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInfo:
    """A row of the rule browser. `within` names the rule that carries a row that only defines terms."""

    id: str
    regime: str
    title: Words
    source: str
    certainty: Certainty
    effective_from: date | None
    effective_to: date | None
    parameters: tuple[ParameterInfo, ...]
    never_fails: bool
    within: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactInfo:
    """A fact of the case and what its absence means."""

    path: str
    absence: Absence
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Tightened:
    """House rule: one parameter of a rule, never looser than the law's."""

    id: str
    rule: str
    parameter: str
    value: ParameterValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """House rule: at most `most` outbound contacts by `channels` within `days` local days (this one included)."""

    id: str
    channels: tuple[Channel, ...]
    most: int
    days: int
    per: Literal["person", "address"] = "person"
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """House rule: only from `opens` until just before `closes`, on these ISO weekdays."""

    id: str
    channels: tuple[Channel, ...]
    opens: time
    closes: time
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """House rule: these channels (and purposes; empty = all) are not used at all."""

    id: str
    channels: tuple[Channel, ...]
    purposes: tuple[Purpose, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkdaysOnly:
    """House rule: no contact on rest days of a region (its calendar; outside its years: evidence is needed)."""

    id: str
    channels: tuple[Channel, ...]
    region: str = "CN"
    zone: str | None = None


HouseRule = Tightened | Cap | Hours | Closed | WorkdaysOnly


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What-if: a parameter set to any value, tighter or looser. Never used to permit a contact."""

    rule: str
    parameter: str
    value: ParameterValue
