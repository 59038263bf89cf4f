"""What the ledger takes in and gives out.

Amounts are whole minor units of the account's currency; what an order names as an amount is positive, the
kind says which way it moves. Balances are derived from append-only lines, for any date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from arrears.kernel.money import Money
from arrears.kernel.words import Words

KEY_LENGTH_MAX = 120


class EntryKind(StrEnum):
    PAYMENT = "payment"
    POINTS = "points"
    WAIVER = "waiver"
    WRITE_OFF = "write_off"
    REFUND = "refund"
    TRANSFER_IN = "transfer_in"
    TRANSFER_OUT = "transfer_out"
    ACCRUAL = "accrual"
    REVERSAL = "reversal"


RECEIPT_KINDS = frozenset(
    {EntryKind.PAYMENT, EntryKind.POINTS, EntryKind.TRANSFER_IN, EntryKind.TRANSFER_OUT, EntryKind.REFUND}
)
"""Kinds that are money received or given back; a waiver is not a receipt."""


class Component(StrEnum):
    """What a line settles. `credit`: the debtor's money not yet used. `outside`: settles nothing here,
    because the creditor's figures already contain it or because more was waived than is owed."""

    PRINCIPAL = "principal"
    INTEREST = "interest"
    FEE = "fee"
    PENALTY = "penalty"
    COST = "cost"
    TAX = "tax"
    CREDIT = "credit"
    OUTSIDE = "outside"


OWED_COMPONENTS = (
    Component.PRINCIPAL,
    Component.INTEREST,
    Component.FEE,
    Component.PENALTY,
    Component.COST,
    Component.TAX,
)


class Ahead(StrEnum):
    """Where money beyond what is due goes: kept as credit until the next due date, or paid ahead."""

    CREDIT = "credit"
    NEXT = "next"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentOrder:
    """A payment to post. `key` makes it happen once per creditor. `designation`: instalments (by sequence)
    that the debtor named to be paid first (Civil Code 560)."""

    creditor_id: int
    account_id: int
    amount: Money
    effective_on: date
    key: str
    way: str = "transfer"
    designation: tuple[int, ...] = ()
    memo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtorPaymentOrder:
    """A payment of a debtor who named no account: spread over the debtor's accounts (Civil Code 560)."""

    creditor_id: int
    debtor_id: int
    amount: Money
    effective_on: date
    key: str
    way: str = "transfer"
    memo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverOrder:
    """What to give up, by component (minor units). `sequences` limits it to these instalments."""

    creditor_id: int
    account_id: int
    amounts: Mapping[Component, int]
    effective_on: date
    key: str
    why: str
    sequences: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundOrder:
    """Money to give back: from credit, else from what was settled last (which is then owed again)."""

    creditor_id: int
    account_id: int
    amount: Money
    effective_on: date
    key: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferOrder:
    """Money to move between two accounts of one debtor, in one currency."""

    creditor_id: int
    from_account_id: int
    to_account_id: int
    amount: Money
    effective_on: date
    key: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsOrder:
    """Points to redeem (积分还款); the creditor's setting `points.minor_per_point` gives their value."""

    creditor_id: int
    account_id: int
    points: int
    effective_on: date
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One allocation line as booked; sums over (entry, item, component, date) are what counts."""

    entry_id: int
    item_id: int | None
    component: Component
    amount_minor: int
    effective_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """What a posting did. `repeated`: the key was known, nothing was written."""

    entry_id: int
    repeated: bool
    lines: tuple[Line, ...]
    credit_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedOrder:
    place: int  # 0-based place of the order in what was given
    key: str
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class PostSummary:
    """What a bulk posting did; `refused` is cut at 1,000, `refused_count` is whole."""

    posted: int = 0
    repeated: int = 0
    refused: tuple[RefusedOrder, ...] = ()
    refused_count: int = 0
    refitted_accounts: int = 0
    amounts_minor: Mapping[str, int] = field(default_factory=dict)  # posted, by currency


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemBalance:
    """One instalment on a date. `owed` holds only components that are not zero."""

    item_id: int
    sequence: int
    due_on: date
    billed_minor: int
    paid_minor: int
    owed: Mapping[Component, int]
    owed_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What an account owes on a date. Overdue: due before that date and unpaid (due today is not overdue)."""

    account_id: int
    as_of: date
    currency: str
    items: tuple[ItemBalance, ...]
    by_component: Mapping[Component, int]
    overdue_minor: int
    total_minor: int
    credit_minor: int
    oldest_unpaid_due: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Money received, net of what was reversed."""

    entry_id: int
    account_id: int
    effective_on: date
    amount_minor: int
    kind: EntryKind


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFacts:
    """An entry as the account page shows it."""

    entry_id: int
    account_id: int
    kind: EntryKind
    effective_on: date
    booked_at: datetime
    amount_minor: int
    currency: str
    way: str
    key: str
    memo: str
    by: str
    reverses_id: int | None
    reversed_by_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverOutcome:
    """A waiver is posted at once within the asker's limit, else it waits for a second person."""

    request_id: int
    state: str  # posted | waiting | refused
    entry_id: int | None
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverRequestFacts:
    request_id: int
    creditor_id: int
    account_id: int
    currency: str
    amounts: Mapping[Component, int]
    effective_on: date
    why: str
    asked_by: str
    asked_at: datetime
    state: str
    decided_by: str
    entry_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureDifference:
    """Where the creditor's outstanding figure and our ledger disagreed before the figure was taken over."""

    account_id: int
    number: str
    currency: str
    ledger_minor: int
    file_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresTaken:
    """What taking over a file's figures did to the ledger. `differences` is cut at 1,000."""

    refitted: int = 0
    restated: int = 0
    differences: tuple[FigureDifference, ...] = ()
    differences_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AccrualDifference:
    """Our computed interest or penalty beside the creditor's figure for one account."""

    account_id: int
    number: str
    component: Component
    computed_minor: int
    file_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccrualSummary:
    """What a day's accrual did. `charged_minor` by currency, net; `corrected_minor`: what of it took back
    charges of days before (a back-dated payment, a changed figure), not positive; `differences` is cut at 1,000.
    """

    accounts: int = 0
    charged: int = 0
    charged_minor: Mapping[str, int] = field(default_factory=dict)
    corrected: int = 0
    corrected_minor: Mapping[str, int] = field(default_factory=dict)
    differences: tuple[AccrualDifference, ...] = ()
    differences_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DebitSummary:
    """What a debit result file did."""

    batch_id: int
    collected: int
    failed: int
    repeated: int
    unknown: int
    collected_minor: int


class PostingRefused(ValueError):
    """An order that the ledger refuses, with words; nothing was written."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words
