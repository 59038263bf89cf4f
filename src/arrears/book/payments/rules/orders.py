"""Which order of allocation holds, and its application by the calculator: one home for both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from arrears.book.calculators.api import POLICIES, AllocationItem, AllocationPolicy, allocate
from arrears.book.calculators.contracts.allocation import Component as Part
from arrears.book.payments.contracts import Component
from arrears.book.payments.rules.facts import Terms

_PARTS = {part.value: part for part in Part}


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """One open component of an instalment."""

    item_id: int
    sequence: int
    due_on: date
    component: Component
    amount_minor: int


def policy_of(terms: Terms, opens: Sequence[Open], day: date) -> AllocationPolicy:
    """The order that holds on a day: the late one once the oldest open instalment is late enough."""
    if terms.late_order is not None:
        oldest = min((open_.due_on for open_ in opens), default=day)
        if (day - oldest).days >= terms.late_days:
            return POLICIES[terms.late_order]
    return terms.agreed or POLICIES[terms.order]


def spread(
    amount_minor: int, opens: Sequence[Open], terms: Terms, day: date, designation: Sequence[int]
) -> list[tuple[Open, int]]:
    """Shares of a payment, in the order in which they are served (Civil Code 560-561 unless agreed)."""
    if not opens or amount_minor == 0:
        return []
    if len(opens) == 1:
        return [(opens[0], min(amount_minor, opens[0].amount_minor))]
    if amount_minor >= sum(open_.amount_minor for open_ in opens):
        return [(open_, open_.amount_minor) for open_ in opens]  # it lasts for all: no order to choose
    by_id = {f"{open_.sequence:08d}:{open_.component}": open_ for open_ in opens}
    items = [
        AllocationItem(
            id=key,
            debt=f"{open_.sequence:08d}",
            component=_PARTS[open_.component.value],
            amount_minor=open_.amount_minor,
            due=open_.due_on,
        )
        for key, open_ in by_id.items()
    ]
    known = {open_.sequence for open_ in opens}
    chosen = [f"{sequence:08d}" for sequence in dict.fromkeys(designation) if sequence in known]
    done = allocate(amount_minor, items, policy_of(terms, opens, day), paid_on=day, designated=chosen)
    return [(by_id[line.id], line.amount_minor) for line in done.lines]
