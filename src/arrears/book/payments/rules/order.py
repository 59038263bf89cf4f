"""The order of movements inside a day, so that the order in which they were booked never matters."""

from __future__ import annotations

from collections.abc import Iterable

from arrears.book.payments.contracts import EntryKind
from arrears.book.payments.rules.facts import Movement

_RANK = {
    EntryKind.ACCRUAL: 0,
    EntryKind.WAIVER: 1,
    EntryKind.WRITE_OFF: 2,
    EntryKind.PAYMENT: 3,
    EntryKind.POINTS: 3,
    EntryKind.TRANSFER_IN: 3,
    EntryKind.REFUND: 4,
    EntryKind.TRANSFER_OUT: 4,
    EntryKind.REVERSAL: 5,
}


def place(movement: Movement) -> tuple[object, ...]:
    """Sort key: day, then what is charged and waived, then payments (designated first), then money out."""
    return (
        movement.effective_on,
        _RANK[movement.kind],
        not movement.designation,
        movement.key,
    )


def ordered(movements: Iterable[Movement]) -> list[Movement]:
    return sorted(movements, key=place)
