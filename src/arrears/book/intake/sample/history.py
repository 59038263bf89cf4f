"""Payments of a sample portfolio: the history up to its date, and what comes on the days after it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arrears.book.intake.sample.behaviour import lateness, next_days, parts
from arrears.book.intake.sample.portfolio import Portfolio

WAYS = ("转账", "代扣", "手机银行", "微信", "支付宝", "现金")
WAYS_EN = ("transfer", "direct debit", "app", "wechat", "alipay", "cash")
_WAY_WEIGHTS = (0.3, 0.35, 0.15, 0.08, 0.08, 0.04)
RETURNED_SHARE = 0.004  # of the debits that the bank took back


@dataclass(slots=True)
class Payments:
    """Payments in date order: account place, day, cents, place in WAYS; `reverses`: place of the payment that
    a row takes back, -1 for none."""

    account: np.ndarray
    day: np.ndarray
    amount: np.ndarray
    way: np.ndarray
    reverses: np.ndarray

    def __len__(self) -> int:
        return len(self.account)

    def only(self, chosen: np.ndarray) -> Payments:
        return Payments(
            self.account[chosen],
            self.day[chosen],
            self.amount[chosen],
            self.way[chosen],
            self.reverses[chosen],
        )


def make_history(portfolio: Portfolio, rng: np.random.Generator) -> tuple[Payments, np.ndarray]:
    """What was paid up to the portfolio's date, and what is left of each instalment (penalties apart)."""
    items = portfolio.items
    today = np.datetime64(portfolio.as_of)
    reason = portfolio.reason[items.account]
    since = (today - items.due).astype(np.int64).clip(0)
    whole = ~items.unpaid & ~items.ahead
    late = np.where(
        whole, np.minimum(lateness(rng, reason), since), (rng.random(len(since)) * since).astype(np.int64)
    )
    share = np.where(whole, 1.0, np.where(items.unpaid, parts(rng, reason), 0.0))
    billed = items.billed
    amount = np.where(whole, billed, np.round(billed * share / 100).astype(np.int64) * 100)
    over = whole & (rng.random(len(amount)) < 0.003)
    amount = np.where(over, amount + 10_000, amount)
    paid = amount > 0
    first = Payments(
        account=items.account[paid],
        day=(items.due + late)[paid],
        amount=amount[paid],
        way=rng.choice(len(WAYS), int(paid.sum()), p=_WAY_WEIGHTS),
        reverses=np.full(int(paid.sum()), -1),
    )
    return _with_returns(first, today, rng), billed - np.minimum(amount, billed)


def _with_returns(first: Payments, today: np.datetime64, rng: np.random.Generator) -> Payments:
    """Some direct debits come back after three days and are paid again after six."""
    early = first.day + 6 <= today
    back = np.flatnonzero(early & (first.way == 1) & (rng.random(len(first)) < RETURNED_SHARE / 0.35))
    rows = Payments(
        account=np.concatenate([first.account, first.account[back], first.account[back]]),
        day=np.concatenate([first.day, first.day[back] + 3, first.day[back] + 6]),
        amount=np.concatenate([first.amount, first.amount[back], first.amount[back]]),
        way=np.concatenate([first.way, first.way[back], np.zeros(len(back), np.int64)]),
        reverses=np.concatenate([first.reverses, back, np.full(len(back), -1)]),
    )
    order = np.argsort(rows.day, kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    rows = rows.only(order)
    rows.reverses = np.where(rows.reverses >= 0, place[rows.reverses], -1)
    return rows


def make_next_days(portfolio: Portfolio, left: np.ndarray, days: int, rng: np.random.Generator) -> Payments:
    """What comes in on the `days` days after the portfolio's date, at most one payment an account.

    Debtors in arrears pay their oldest open instalment, in full or in part, as their reason lets them expect;
    the punctual pay the next one when it falls due.
    """
    items = portfolio.items
    today = np.datetime64(portfolio.as_of)
    count = len(portfolio.debtor)
    oldest = np.full(count, -1)
    open_places = np.flatnonzero(items.unpaid & (left > 0))[::-1]
    oldest[items.account[open_places]] = open_places
    nothing = oldest < 0
    coming = np.flatnonzero(items.ahead)[::-1]
    oldest_ahead = np.full(count, -1)
    oldest_ahead[items.account[coming]] = coming
    day, full = next_days(rng, portfolio.reason, days)
    due_in = (items.due[oldest_ahead] - today).astype(np.int64) + lateness(rng, portfolio.reason)
    day = np.where(nothing, np.where((oldest_ahead >= 0) & (due_in <= days), np.maximum(due_in, 1), 0), day)
    item = np.where(nothing, oldest_ahead, oldest)
    owed = np.where(item >= 0, left[item] + items.penalty[item], 0)
    part = np.round(owed * rng.uniform(0.2, 0.6, count) / 100).astype(np.int64) * 100
    amount = np.where(full | nothing, owed, np.maximum(part, 100))
    chosen = np.flatnonzero((day > 0) & (day <= days) & (owed > 0))
    chosen = chosen[np.argsort(day[chosen], kind="stable")]
    return Payments(
        account=chosen,
        day=(today + day)[chosen],
        amount=np.minimum(amount, owed)[chosen],
        way=rng.choice(len(WAYS), len(chosen), p=_WAY_WEIGHTS),
        reverses=np.full(len(chosen), -1),
    )
