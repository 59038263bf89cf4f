"""To which debts and components a payment goes: Civil Code 560-561, judgment debts, agreed orders.

Whole units only, so nothing is lost or made: what the lines hold and what is left always make the payment.
The result does not depend on the order of the items; odd cents of a pro rata split go to the largest
remainders, then by key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, TypeVar

from arrears.book.calculators.contracts.allocation import (
    Across,
    Allocated,
    AllocationItem,
    AllocationLine,
    AllocationPolicy,
    Component,
    DebtOrder,
    PolicyInput,
)
from arrears.book.calculators.rules import law
from arrears.kernel.money import share_out

Key = tuple[Any, ...]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Debt:
    """The facts by which one debt is compared with another."""

    id: str
    due: date | None
    secured_minor: int | None
    burden_percent: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Payment:
    """What about the payment itself bears on the order."""

    paid_on: date | None
    chosen: Mapping[str, int]


_ORDERS: Mapping[DebtOrder, Callable[[_Debt, _Payment], Key]] = {
    DebtOrder.DESIGNATED: lambda debt, pay: (pay.chosen.get(debt.id, len(pay.chosen)),),
    DebtOrder.DUE_FIRST: lambda debt, pay: (_due_rank(debt.due, pay.paid_on),),
    DebtOrder.LEAST_SECURITY: lambda debt, _: (debt.secured_minor is None, debt.secured_minor or 0),
    DebtOrder.HEAVIER_BURDEN: lambda debt, _: (debt.burden_percent is None, -(debt.burden_percent or 0)),
    DebtOrder.EARLIER_DUE: lambda debt, _: _by_due(debt.due),
}


def _due_rank(due: date | None, paid_on: date | None) -> int:
    """0 due, 1 not yet due, 2 unknown; all alike while the day of payment is unknown."""
    if paid_on is None:
        return 0
    return 2 if due is None else int(due > paid_on)


def _by_due(due: date | None) -> Key:
    return (due is None, due or date.max)


def allocate(
    payment_minor: int,
    items: Sequence[AllocationItem],
    policy: AllocationPolicy,
    *,
    paid_on: date | None = None,
    designated: Sequence[str] = (),
) -> Allocated:
    """Spread a payment over open items (Civil Code 560-561 with the statutory policy).

    `paid_on` tells which debts are due (all, when None); `designated` are debts in the order that the debtor
    chose, heeded where the policy allows it. ValueError for a negative amount, an id that comes twice, or a
    designated debt without an item.
    """
    _check(payment_minor, items, designated)
    payment = _Payment(paid_on=paid_on, chosen={debt: rank for rank, debt in enumerate(designated)})
    ranks = _ranks(items, policy, payment)
    lines: list[AllocationLine] = []
    left = payment_minor
    for stage in policy.stages:
        members = {component for group in stage for component in group}
        by_debt: dict[str, list[AllocationItem]] = {}
        for item in items:
            if item.component in members and item.amount_minor:
                by_debt.setdefault(item.debt, []).append(item)
        for rank in ranks:
            if left == 0:
                break
            for debt, share in _split(left, [(key, _total(by_debt[key])) for key in rank if key in by_debt]):
                lines.extend(_inside(share, by_debt[debt], stage))
                left -= share
    return Allocated(lines=tuple(lines), unallocated_minor=left)


def _check(payment_minor: int, items: Sequence[AllocationItem], designated: Sequence[str]) -> None:
    if payment_minor < 0 or any(item.amount_minor < 0 for item in items):
        raise ValueError("allocation needs amounts that are not negative")
    if len({item.id for item in items}) != len(items):
        raise ValueError("allocation needs items with ids of their own")
    debts = {item.debt for item in items}
    if len(set(designated)) != len(designated) or not debts.issuperset(designated):
        raise ValueError("a designated debt must be one of the items' debts, named once")


def _total(items: Sequence[AllocationItem]) -> int:
    return sum(item.amount_minor for item in items)


def _known(values: Sequence[_T | None]) -> list[_T]:
    return [value for value in values if value is not None]


def _ranks(items: Sequence[AllocationItem], policy: AllocationPolicy, payment: _Payment) -> list[list[str]]:
    """Debts in the order served; debts that are equal by every comparison stand together."""
    by_debt: dict[str, list[AllocationItem]] = {}
    for item in items:
        by_debt.setdefault(item.debt, []).append(item)

    def key(debt_id: str) -> Key:
        own = by_debt[debt_id]
        debt = _Debt(
            id=debt_id,
            due=min(_known([item.due for item in own]), default=None),
            secured_minor=min(_known([item.secured_minor for item in own]), default=None),
            burden_percent=max(_known([item.burden_percent for item in own]), default=None),
        )
        return tuple(_ORDERS[order](debt, payment) for order in policy.debts)

    keyed = sorted((key(debt_id), debt_id) for debt_id in by_debt)
    return [[debt_id for _, debt_id in tied] for _, tied in groupby(keyed, key=lambda pair: pair[0])]


def _split(left: int, wants: Sequence[tuple[_T, int]]) -> list[tuple[_T, int]]:
    """Serve equals: all of them in full when the money lasts, else pro rata to what they want."""
    if len(wants) == 1:
        key, want = wants[0]
        return [(key, min(want, left))]
    if sum(want for _, want in wants) <= left:
        return list(wants)
    shares = share_out(left, [want for _, want in wants])
    return [(key, share) for (key, _), share in zip(wants, shares, strict=True)]


def _inside(
    share: int, items: Sequence[AllocationItem], stage: tuple[tuple[Component, ...], ...]
) -> list[AllocationLine]:
    """Spread a debt's share over its groups in order, earlier due days first inside a group."""
    lines = []
    for group in stage:
        if share == 0:
            break
        own = sorted(
            (item for item in items if item.component in group), key=lambda item: (_by_due(item.due), item.id)
        )
        for _, tied in groupby(own, key=lambda item: _by_due(item.due)):
            for item, amount in _split(share, [(item, item.amount_minor) for item in tied]):
                if amount:
                    lines.append(
                        AllocationLine(
                            id=item.id, debt=item.debt, component=item.component, amount_minor=amount
                        )
                    )
                    share -= amount
    return lines


def remaining(items: Sequence[AllocationItem], allocated: Allocated) -> tuple[AllocationItem, ...]:
    """The items with what is still open on them, in the order given; settled ones keep a zero."""
    paid = {line.id: line.amount_minor for line in allocated.lines}
    return tuple(replace(item, amount_minor=item.amount_minor - paid.get(item.id, 0)) for item in items)


def _policy(name: str, row: Mapping[str, Any]) -> AllocationPolicy:
    return AllocationPolicy(
        name=name,
        stages=tuple(
            tuple(tuple(Component(key) for key in group) for group in stage) for stage in row["stages"]
        ),
        debts=tuple(DebtOrder(key) for key in row["debts"]),
        rules=tuple(row["rules"]),
    )


POLICIES: Mapping[str, AllocationPolicy] = {
    name: _policy(name, row) for name, row in law.table("policies").items()
}
"""Orders that ship: statutory, judgment, pro_rata, card_to_90_days, card_from_91_days."""


def agreed_policy(order: PolicyInput, name: str = "agreed") -> AllocationPolicy:
    """An agreed order from its mapping form; components left out follow pro rata in a last group.

    ValueError when a component or an order of debts is named twice.
    """
    named = [component for group in order.components for component in group]
    rest = tuple(component for component in Component if component not in named)
    groups = tuple(group for group in (*order.components, rest) if group)
    stages = (groups,) if order.across is Across.DEBT_FIRST else tuple((group,) for group in groups)
    return AllocationPolicy(name=name, stages=stages, debts=order.debts, rules=("AGREED",))
