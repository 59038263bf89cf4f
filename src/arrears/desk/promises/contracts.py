"""Values that pass the door of promises and agreements."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from arrears.kernel.money import Money
from arrears.kernel.words import Words


class PromiseState(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    PARTLY_KEPT = "partly_kept"
    LATE = "late"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


STATE_WORDS: dict[PromiseState, Words] = {
    PromiseState.OPEN: Words("未到期", "Open"),
    PromiseState.KEPT: Words("已履行", "Kept"),
    PromiseState.PARTLY_KEPT: Words("部分履行", "Partly kept"),
    PromiseState.LATE: Words("逾期履行", "Kept late"),
    PromiseState.BROKEN: Words("未履行", "Broken"),
    PromiseState.WITHDRAWN: Words("已撤回", "Withdrawn"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a promise may be; data, per creditor. Amounts in minor units, days as calendar days."""

    amount_minor_min: int
    days_ahead_max: int
    open_promises_max: int
    grace_days: int
    late_days: int
    reminder_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseOrder:
    """A promise as it was said. `taken_on` is the business day of the talk (today when None)."""

    creditor_id: int
    debtor_id: int
    account_id: int
    amount: Money
    due_on: date
    way: str = ""
    attempt_id: int | None = None
    taken_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseFacts:
    id: int
    creditor_id: int
    debtor_id: int
    account_id: int
    amount_minor: int
    currency: str
    taken_on: date
    due_on: date
    grace_days: int
    way: str
    taken_by: str
    attempt_id: int | None
    taken_at: datetime
    state: PromiseState
    judged_on: date | None
    received_minor: int
    completed_on: date | None
    remind_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictFacts:
    """One verdict in a promise's or an agreement's history."""

    as_of: date
    state: str
    received_minor: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeSummary:
    """What the ledger said on a date: counts by state, of those that changed, and of agreements."""

    as_of: date
    promises: int
    promises_changed: int
    by_state: Mapping[str, int] = field(default_factory=dict)
    agreements: int = 0
    agreements_changed: int = 0
    agreements_by_state: Mapping[str, int] = field(default_factory=dict)
    expired: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """How promises of one debtor were kept. `score` 0..100 or None while nothing has fallen due."""

    kept: int
    late: int
    partly_kept: int
    broken: int
    open: int
    withdrawn: int
    score: int | None
    words: Words


class Refused(ValueError):
    """Not allowed, and why, in words; `rule` names the limit, the statute or the ladder."""

    def __init__(self, rule: str, words: Words) -> None:
        super().__init__(words.en)
        self.rule = rule
        self.words = words


class AgreementKind(StrEnum):
    PLAN = "plan"
    SETTLEMENT = "settlement"
    EXTENSION = "extension"
    WAIVER = "waiver"


KIND_WORDS: dict[AgreementKind, Words] = {
    AgreementKind.PLAN: Words("分期还款", "Instalment plan"),
    AgreementKind.SETTLEMENT: Words("一次性结清减免", "Settlement"),
    AgreementKind.EXTENSION: Words("延期还款", "Extension"),
    AgreementKind.WAIVER: Words("费用减免", "Waiver"),
}


class AgreementState(StrEnum):
    """requested → approved → active → completed or broken; or refused, expired, withdrawn on the way."""

    REQUESTED = "requested"
    APPROVED = "approved"
    ACTIVE = "active"
    COMPLETED = "completed"
    BROKEN = "broken"
    REFUSED = "refused"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


AGREEMENT_STATE_WORDS: dict[AgreementState, Words] = {
    AgreementState.REQUESTED: Words("待审批", "Waits for approval"),
    AgreementState.APPROVED: Words("已批准，待客户确认", "Approved, waits for the debtor"),
    AgreementState.ACTIVE: Words("履行中", "Running"),
    AgreementState.COMPLETED: Words("已完成", "Completed"),
    AgreementState.BROKEN: Words("已违约", "Broken"),
    AgreementState.REFUSED: Words("未批准", "Not approved"),
    AgreementState.EXPIRED: Words("已失效", "Lapsed"),
    AgreementState.WITHDRAWN: Words("已撤回", "Withdrawn"),
}


class LineState(StrEnum):
    NOT_DUE = "not_due"
    DUE = "due"
    PAID = "paid"
    LATE = "late"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One payment of an agreement."""

    due_on: date
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    sequence: int
    due_on: date
    amount_minor: int
    received_minor: int
    state: LineState
    paid_on: date | None


class ConsentKind(StrEnum):
    """How the debtor agreed: in a recorded talk (CN-K3), by a link of their own, on signed paper."""

    TALK = "talk"
    LINK = "link"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    kind: ConsentKind
    at: datetime
    attempt_id: int | None = None
    file_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability:
    """What the debtor says they have each month, in minor units; None where it was not said."""

    income_minor: int | None = None
    outgoings_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementOrder:
    """What is asked for. `lines` are the debtor's payments; `waive_minor` is given up when all is paid
    (settlement) or when granted (waiver); `cost_minor` is interest and fees of the plan inside the lines.
    """

    kind: AgreementKind
    creditor_id: int
    debtor_id: int
    account_id: int
    currency: str
    lines: tuple[Line, ...] = ()
    waive_minor: int = 0
    waive_component: str | None = None
    cost_minor: int = 0
    annual_rate: Decimal | None = None
    method: str = "equal_parts"
    way: str = ""
    why: str = ""
    ability: Ability = field(default_factory=Ability)
    attempt_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanProposal:
    """A plan before anybody asked for it: the payments, what it costs, what that is by the year (per cent)."""

    account_id: int
    currency: str
    lines: tuple[Line, ...]
    cost_minor: int
    total_minor: int
    annual_rate: Decimal
    effective_percent: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalFacts:
    by: str
    role: str
    granted: bool
    why: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFacts:
    id: int
    kind: AgreementKind
    creditor_id: int
    debtor_id: int
    account_id: int
    state: AgreementState
    currency: str
    owed_minor: int
    pay_minor: int
    waive_minor: int
    waive_component: str | None
    cost_minor: int
    annual_rate: Decimal | None
    method: str
    way: str
    why: str
    requested_by: str
    requested_at: datetime
    starts_on: date | None
    expires_on: date | None
    grace_days: int
    needs_roles: tuple[str, ...]
    approvals: tuple[ApprovalFacts, ...]
    consent: Consent | None
    lines: tuple[LineFacts, ...]
    received_minor: int
    next_due_on: date | None
    next_due_minor: int
    stop_id: int | None
    document_id: uuid.UUID | None
    document_docx_id: uuid.UUID | None
    judged_on: date | None


class OfferState(StrEnum):
    """What can be done with a link: read and answered while `open`, after that nothing. `unsent`: the message
    that was to carry it did not go out, so nobody knows it."""

    OPEN = "open"
    AGREED = "agreed"
    DECLINED = "declined"
    SHUT = "shut"
    REPLACED = "replaced"
    UNSENT = "unsent"
    LAPSED = "lapsed"


OFFER_STATE_WORDS: dict[OfferState, Words] = {
    OfferState.OPEN: Words("等待债务人", "Waits for the debtor"),
    OfferState.AGREED: Words("已同意", "Agreed to"),
    OfferState.DECLINED: Words("不同意", "Declined"),
    OfferState.SHUT: Words("多次核实失败，已关闭", "Shut: too many wrong numbers"),
    OfferState.REPLACED: Words("已换新链接", "Replaced by a newer one"),
    OfferState.UNSENT: Words("未发出", "Not sent"),
    OfferState.LAPSED: Words("已失效", "Lapsed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLink:
    """A link of the debtor's own to an approved agreement. `token` is known only where it is made: the books
    keep its hash."""

    id: int
    agreement_id: int
    creditor_id: int
    debtor_id: int
    state: OfferState
    made_by: str
    made_at: datetime
    expires_on: date
    opened_at: datetime | None
    ended_at: datetime | None
    failed: int
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferText:
    """An offer as its debtor reads it: each clause is a heading, sentences and rows of a table. `seen` is
    the hash of exactly this text; agreeing gives it back."""

    title: str
    clauses: tuple[tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]], ...]
    seen: str
    service_phone: str
    complaint_phone: str


PROMISE_COLUMNS = (
    "creditor_id",
    "account_id",
    "open_promises",
    "open_due_on",
    "kept",
    "partly_kept",
    "late",
    "broken",
    "last_broken_on",
    "plan_active",
)
