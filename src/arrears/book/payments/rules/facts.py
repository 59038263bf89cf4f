"""What the replay of an account's ledger works on: versions of instalments, movements, lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from arrears.book.calculators.api import AllocationPolicy
from arrears.book.payments.contracts import Ahead, Component, EntryKind
from arrears.kernel.words import Words

EVER = date.min


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An instalment as it stands from `valid_from` on; amounts in minor units, none negative.

    `counted_from` later than EVER: an outstanding figure, from which only later payments are deducted.
    """

    item_id: int
    sequence: int
    due_on: date
    amounts: Mapping[Component, int]
    valid_from: date = EVER
    counted_from: date = EVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """A sum added to (or, negative, taken off) what is billed for a component of an instalment."""

    sequence: int
    component: Component
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """An entry as the replay sees it. `amount_minor` is signed as in the ledger."""

    entry_id: int
    kind: EntryKind
    effective_on: date
    amount_minor: int
    key: str
    reverses_id: int | None = None
    designation: tuple[int, ...] = ()
    directed: Mapping[Component, int] = field(default_factory=dict)
    charges: tuple[Charge, ...] = ()


Slot = tuple[int | None, Component, bool]
"""Where a line lies: instalment (None for credit and outside), component, whether it is a charge."""

LineKey = tuple[int, date, int | None, Component, bool]
"""Entry, effective date and slot of a line; lines are sums over it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How an account's money is allocated from a day on.

    `order` names a shipped order; `agreed` is one that the parties agreed instead. `late_order` rules from
    `late_days` days overdue on (cards). `ahead` says where money goes that is more than what is due.
    """

    valid_from: date = EVER
    order: str = "statutory"
    agreed: AllocationPolicy | None = None
    late_order: str | None = None
    late_days: int = 0
    ahead: Ahead = Ahead.CREDIT


STATUTORY = (Terms(),)
CARD = (Terms(order="card_to_90_days", late_order="card_from_91_days", late_days=91),)


class Conflict(ValueError):
    """The history cannot stand: a refund or transfer of money that is no longer there."""

    def __init__(self, entry_id: int, short_minor: int) -> None:
        super().__init__(f"entry {entry_id} gives back {short_minor} more than was received")
        self.entry_id = entry_id
        self.short_minor = short_minor
        self.words = Words(
            "退回或转出的金额超过账户收到的金额", "More would be given back than the account has received"
        )
