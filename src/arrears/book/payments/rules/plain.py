"""Plain payments of many accounts at once, as columns: the shadow of the replay for its commonest case.

A payment is plain when it comes last on an account without credit and its order of allocation leaves no choice.
Whatever would need a choice (equal claims that are served pro rata, money left over that a later due date or a
later payment would use) is left to the replay, account by account. A property holds both to the same lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from arrears.book.calculators.api import POLICIES, AllocationPolicy
from arrears.book.calculators.contracts.allocation import DebtOrder
from arrears.book.payments.contracts import OWED_COMPONENTS, Ahead
from arrears.book.payments.rules.facts import Terms

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]
NEVER_LATE = 1 << 40  # days
CREDIT_ITEM = -1
_PARTS = len(OWED_COMPONENTS)
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranks:
    """An order of allocation by component: stages are served over all instalments, by due date; inside an
    instalment group by group. Arrays of shape (2, components): usual and late."""

    stages: Numbers
    groups: Numbers
    late_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Instalments: place of the account, days since 1970 of the due date, owed by component (n, components)."""

    account: Numbers
    due: Numbers
    owed: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Payments:
    """Payments in the order in which each account receives them: places of account and ranks, day, amount."""

    account: Numbers
    ranks: Numbers
    day: Numbers
    amount: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Lines (place of the payment, place of the instalment or CREDIT_ITEM, component, amount), and the accounts
    that the replay has to judge; these have no lines."""

    payment: Numbers
    item: Numbers
    part: Numbers
    amount: Numbers
    replay: Mask


def day_number(day: date) -> int:
    """Days since 1970."""
    return day.toordinal() - _EPOCH


def ranks_of(terms: Terms) -> Ranks | None:
    """The order of allocation of some terms as ranks; None where it cannot be told by ranks alone."""
    usual = terms.agreed or POLICIES[terms.order]
    late = POLICIES[terms.late_order] if terms.late_order is not None else usual
    if terms.ahead is not Ahead.CREDIT or not (_by_due(usual) and _by_due(late)):
        return None
    placed = [_places(policy) for policy in (usual, late)]
    if any(part not in places for places in placed for part in OWED_COMPONENTS):
        return None
    table = np.array([[places[part] for part in OWED_COMPONENTS] for places in placed], np.int64)
    return Ranks(
        stages=table[:, :, 0],
        groups=table[:, :, 1],
        late_days=terms.late_days if terms.late_order is not None else NEVER_LATE,
    )


def _by_due(policy: AllocationPolicy) -> bool:
    return DebtOrder.EARLIER_DUE in policy.debts


def _places(policy: AllocationPolicy) -> dict[str, tuple[int, int]]:
    return {
        component.value: (stage, group)
        for stage, groups in enumerate(policy.stages)
        for group, members in enumerate(groups)
        for component in members
    }


def settle(items: Open, payments: Payments, ranks: Sequence[Ranks], accounts: int) -> Settled:
    """Spread payments over what is owed and due. `accounts`: how many accounts the places speak of."""
    owed = items.owed.copy()
    replay = np.zeros(accounts, bool)
    stages = np.stack([rank.stages for rank in ranks])
    groups = np.stack([rank.groups for rank in ranks])
    late_days = np.array([rank.late_days for rank in ranks], np.int64)
    turn = _turns(payments.account)
    left = payments.amount.copy()
    found: list[tuple[Numbers, Numbers, Numbers, Numbers]] = []
    for round_ in range(int(turn.max(initial=-1)) + 1):
        here = np.flatnonzero((turn == round_) & ~replay[payments.account])
        paying = np.full(accounts, -1, np.int64)
        paying[payments.account[here]] = here
        pay = paying[items.account]
        place = np.flatnonzero((pay >= 0) & (owed.sum(axis=1) > 0))
        due = items.due[place] <= payments.day[pay[place]]
        coming = np.zeros(len(left), bool)
        coming[pay[place[~due]]] = True
        place = place[due]
        late = _late(payments, pay[place], items.due[place], late_days)
        lines, tied = _waterfall(items, payments, stages, groups, owed, place, pay[place], late)
        replay[payments.account[tied]] = True
        np.subtract.at(left, lines[0], lines[3])
        np.subtract.at(owed, (lines[1], lines[2]), lines[3])
        more = np.zeros(accounts, bool)
        more[payments.account[turn > round_]] = True
        over = here[(left[here] > 0) & (coming[here] | more[payments.account[here]])]
        replay[payments.account[over]] = True
        rest = here[left[here] > 0]
        found.append(lines)
        found.append((rest, np.full(len(rest), CREDIT_ITEM), np.full(len(rest), -1), left[rest]))
    payment, item, part, amount = (
        np.concatenate(column) if column else np.empty(0, np.int64)
        for column in (zip(*found, strict=True) if found else ((),) * 4)
    )
    kept = ~replay[payments.account[payment]]
    return Settled(
        payment=payment[kept], item=item[kept], part=part[kept], amount=amount[kept], replay=replay
    )


def _turns(account: Numbers) -> Numbers:
    """0 for an account's first payment, 1 for its second …"""
    order = np.argsort(account, kind="stable")
    own = account[order]
    begins = np.r_[True, own[1:] != own[:-1]] if len(own) else np.empty(0, bool)
    first = np.flatnonzero(begins)
    turn = np.empty(len(account), np.int64)
    turn[order] = np.arange(len(own)) - np.repeat(first, np.diff(np.r_[first, len(own)]))
    return turn


def _late(payments: Payments, pay: Numbers, due: Numbers, late_days: Numbers) -> Numbers:
    """1 for instalments of accounts whose oldest open one is late enough on the day of the payment, else 0."""
    oldest = payments.day.copy()
    np.minimum.at(oldest, pay, due)
    days = payments.day[pay] - oldest[pay]
    return (days >= late_days[payments.ranks[pay]]).astype(np.int64)


def _waterfall(
    items: Open,
    payments: Payments,
    stages: NDArray[np.int64],
    groups: NDArray[np.int64],
    owed: Numbers,
    place: Numbers,
    pay: Numbers,
    late: Numbers,
) -> tuple[tuple[Numbers, Numbers, Numbers, Numbers], Numbers]:
    """Lines of one payment an account, and the payments that end among equals."""
    amount = owed[place].reshape(-1)
    there = np.flatnonzero(amount > 0)
    row, part = np.divmod(there, _PARTS)
    amount, item, to = amount[there], place[row], pay[row]
    which = payments.ranks[to], late[row], part
    stage, group, due = stages[which], groups[which], items.due[item]
    order = np.lexsort((group, due, stage, to))
    amount, item, to, part = amount[order], item[order], to[order], part[order]
    stage, group, due = stage[order], group[order], due[order]
    total = np.cumsum(amount)
    begins = _changes(to)
    before = total - amount
    before -= before[begins][np.cumsum(begins) - 1] if len(begins) else 0
    share = np.clip(payments.amount[to] - before, 0, amount)
    debts = _changes(to, stage, due)
    tied = _ends_inside(debts, share, amount, item) | _ends_inside(
        _changes(to, stage, due, group), share, amount, np.arange(len(item))
    )
    some = share > 0
    return (to[some], item[some], part[some], share[some]), np.unique(to[tied])


def _changes(*columns: Numbers) -> Mask:
    """Where any of the columns differs from the row above."""
    begins = np.ones(len(columns[0]), bool)
    begins[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return begins


def _ends_inside(begins: Mask, share: Numbers, amount: Numbers, claim: Numbers) -> Mask:
    """Rows of blocks that got a part of what they want while several claims stand in them."""
    first = np.flatnonzero(begins)
    if not len(first):
        return np.zeros(0, bool)
    got, wanted = np.add.reduceat(share, first), np.add.reduceat(amount, first)
    several = np.minimum.reduceat(claim, first) != np.maximum.reduceat(claim, first)
    inside = several & (got > 0) & (got < wanted)
    return np.repeat(inside, np.diff(np.r_[first, len(begins)]))
