"""A sample portfolio as numbers: who owes which instalments, and how deep each account is in arrears.

Amounts are made with floating point and rounded to whole cents at once; from there on they are whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from arrears.book.intake.sample.behaviour import depths, reasons

HISTORY = 3  # paid instalments shown before the first unpaid one
DUE_DAYS = (5, 10, 15, 20, 25)
PERIODS = (24, 36, 48)
PENALTY_DAILY = 0.0005  # a yearly 18.25 %, inside the caps of leasing and card contracts
_SEVERAL = {"card": (0.88, 0.1, 0.02), "lease": (0.82, 0.13, 0.05), "invoice": (0.35, 0.3, 0.2, 0.1, 0.05)}


@dataclass(slots=True)
class Items:
    """Instalments: place of the account, number in the schedule, due day, amounts in cents, and state."""

    account: np.ndarray
    number: np.ndarray
    due: np.ndarray
    principal: np.ndarray
    interest: np.ndarray
    fee: np.ndarray
    penalty: np.ndarray
    unpaid: np.ndarray
    ahead: np.ndarray

    @property
    def billed(self) -> np.ndarray:
        """What a punctual debtor pays: everything but the penalty."""
        return np.asarray(self.principal + self.interest + self.fee)


@dataclass(slots=True)
class Portfolio:
    """Accounts (one entry each) and their instalments."""

    kind: str
    as_of: date
    debtor: np.ndarray
    reason: np.ndarray  # place in REASONS
    depth: np.ndarray
    company: np.ndarray  # per debtor
    amount: np.ndarray  # contract amount, limit or order, in cents
    rate: np.ndarray  # basis points a year
    periods: np.ndarray
    opened: np.ndarray
    items: Items


def make_portfolio(
    kind: str, accounts: int, as_of: date, rng: np.random.Generator, history: int = HISTORY
) -> Portfolio:
    """`accounts` accounts of `accounts` or fewer debtors, as of a business date. `history`: paid instalments
    shown before the first unpaid one."""
    times = rng.choice(np.arange(1, len(_SEVERAL[kind]) + 1), accounts, p=_SEVERAL[kind])
    debtor = np.repeat(np.arange(accounts), times)[:accounts]
    debtors = int(debtor[-1]) + 1
    share = {"card": 0.0, "lease": 0.3, "invoice": 1.0}[kind]
    company = rng.random(debtors) < share
    reason = reasons(rng, kind, debtors)[debtor]
    depth = depths(rng, reason)
    if kind == "invoice":
        return _invoices(as_of, rng, debtor, reason, depth, company)
    return _schedules(kind, as_of, rng, debtor, reason, depth, company, history)


def _schedules(
    kind: str,
    as_of: date,
    rng: np.random.Generator,
    debtor: np.ndarray,
    reason: np.ndarray,
    depth: np.ndarray,
    company: np.ndarray,
    history: int,
) -> Portfolio:
    count = len(debtor)
    lease = kind == "lease"
    periods = rng.choice(PERIODS, count) if lease else np.full(count, 120)
    elapsed = rng.integers(depth + history, np.maximum(depth + history, periods - 1) + 1)
    day = rng.choice(DUE_DAYS, count)
    month = (as_of.year - 1970) * 12 + as_of.month - 1 - (day > as_of.day)
    shown = depth + history + 1  # history, unpaid, and the next one ahead
    account = np.repeat(np.arange(count), shown)
    ahead_of_last = np.concatenate([np.arange(n) for n in shown]) - (shown - 2)[account]
    number = elapsed[account] + ahead_of_last
    due = _day(month[account] + ahead_of_last, day[account])
    if lease:
        amount = (
            np.round(np.exp(rng.normal(13.2, 0.55, count))).astype(np.int64).clip(150_000, 4_000_000) * 100
        )
        rate = rng.integers(55, 125, count) * 10
        principal, interest = _annuity(amount[account], rate[account], periods[account], number)
        fee = np.zeros(len(account), np.int64)
    else:
        amount = rng.choice([5, 10, 20, 30, 50, 80, 100, 200], count) * 100_000
        rate = np.full(count, 1825)
        use = np.exp(rng.normal(-1.9, 0.6, count)).clip(0.02, 0.9)
        principal = np.round(amount[account] * use[account] * rng.uniform(0.6, 1.0, len(account))).astype(
            np.int64
        )
        interest = np.round(principal * (ahead_of_last > -depth[account]) * 0.015).astype(np.int64)
        fee = (rng.random(len(account)) < 0.15) * rng.integers(5, 60, len(account)) * 100
    ahead = ahead_of_last > 0
    unpaid = ~ahead & (ahead_of_last > -depth[account])
    items = Items(account, number, due, principal, interest, fee, np.zeros_like(principal), unpaid, ahead)
    _add_penalties(items, as_of)
    opened = _day(month - elapsed - 1, np.minimum(day, 28))
    if not lease:
        items.number = _statement_month(due)
    return Portfolio(kind, as_of, debtor, reason, depth, company, amount, rate, periods, opened, items)


def _invoices(
    as_of: date,
    rng: np.random.Generator,
    debtor: np.ndarray,
    reason: np.ndarray,
    depth: np.ndarray,
    company: np.ndarray,
) -> Portfolio:
    count = len(debtor)
    today = np.datetime64(as_of)
    overdue = np.where(depth > 0, (depth - 1) * 30 + rng.integers(1, 31, count), 0)
    settled = (depth == 0) & (rng.random(count) < 0.5)
    due = today - np.where(
        settled, rng.integers(10, 120, count), np.where(depth > 0, overdue, -rng.integers(1, 45, count))
    )
    net = np.round(np.exp(rng.normal(10.6, 1.1, count))).astype(np.int64).clip(800, 3_000_000) * 100
    tax = np.round(net * 0.13).astype(np.int64)
    zero = np.zeros(count, np.int64)
    items = Items(
        account=np.arange(count),
        number=np.ones(count, np.int64),
        due=due,
        principal=net,
        interest=zero,
        fee=tax,
        penalty=zero.copy(),
        unpaid=depth > 0,
        ahead=(depth == 0) & ~settled,
    )
    opened = np.minimum(due - rng.choice([30, 60, 90], count), today - 1)
    return Portfolio(
        "invoice", as_of, debtor, reason, depth, company, net + tax, zero, zero + 1, opened, items
    )


def _day(month: np.ndarray, day: np.ndarray) -> np.ndarray:
    return np.asarray(month.astype("datetime64[M]").astype("datetime64[D]") + (day - 1))


def _statement_month(due: np.ndarray) -> np.ndarray:
    month = due.astype("datetime64[M]").astype(np.int64)
    return np.asarray((month // 12 + 1970) * 100 + month % 12 + 1)


def _annuity(
    amount: np.ndarray, rate: np.ndarray, periods: np.ndarray, number: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Equal instalments: what of the number-th one is principal, and what interest."""
    monthly = rate / 120_000
    payment = np.round(amount * monthly / (1 - (1 + monthly) ** -periods))
    principal = np.round(payment * (1 + monthly) ** -(periods - number + 1.0)).astype(np.int64)
    return principal, payment.astype(np.int64) - principal


def _add_penalties(items: Items, as_of: date) -> None:
    days = (np.datetime64(as_of) - items.due).astype(np.int64).clip(0)
    items.penalty = np.where(items.unpaid, np.round(items.billed * PENALTY_DAILY * days), 0).astype(np.int64)
