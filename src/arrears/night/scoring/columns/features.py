"""The documented features as columns; see features.toml for what each means.

Nothing here looks past the business date: receipts after it are cut before they are summed.
"""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr.types import Table

DAYS_PER_MONTH_TENTHS = 304  # 30.4 days: months on book are a rough age, not a legal term


def receipts_per_account(receipts: Table) -> Table:
    """Payments per account in windows that end on the date (inclusive); amounts net of reversals.

    `receipts` has the columns of the contract and `as_of`.
    """
    age = receipts.as_of.delta(receipts.effective_on, unit="day")
    dated = receipts.mutate(age=age)
    known = dated.filter(dated.age >= 0, dated.amount_minor > 0)
    in_30, in_90 = known.age < 30, known.age < 90

    def total(value: Any, where: Any) -> Any:
        return ibis.ifelse(where, value, 0).sum().cast("int64")

    return known.group_by("account_id").aggregate(
        last_paid_on=known.effective_on.max(),
        payments_30=total(1, in_30).cast("int32"),
        payments_90=total(1, in_90).cast("int32"),
        paid_30_minor=total(known.amount_minor, in_30),
        paid_90_minor=total(known.amount_minor, in_90),
    )


def features(base: Table) -> Table:
    """Add the features that are not already columns of the aged base."""
    zero = {
        name: base[name].fill_null(0).cast("int32")
        for name in (
            "items_due",
            "unpaid_due_items",
            "part_paid_items",
            "payments_30",
            "payments_90",
            "attempts_7",
            "attempts_30",
            "reached_30",
            "connected_today",
            "phones_valid",
            "emails_valid",
            "addresses_valid",
            "guarantors",
            "open_promises",
        )
    }
    money = {
        name: base[name].fill_null(0).cast("int64")
        for name in ("paid_30_minor", "paid_90_minor", "billed_due_minor", "paid_due_minor")
    }
    flags = {
        name: base[name].fill_null(False)
        for name in (
            "lost_contact",
            "plan_active",
            "disputed",
            "hardship",
            "vulnerable",
            "complaint_open",
            "stopped",
        )
    }
    known = base.mutate(**zero, **money, **flags)
    judged = (
        known.kept.fill_null(0)
        + known.partly_kept.fill_null(0)
        + known.late.fill_null(0)
        + known.broken.fill_null(0)
    )
    known = known.mutate(
        promises_judged=judged.cast("int32"),
        promises_broken=known.broken.fill_null(0).cast("int32"),
        ways=(_one(known.phones_valid) + _one(known.emails_valid) + _one(known.addresses_valid)).cast(
            "int32"
        ),
    )
    return known.mutate(**_shares(known), **_ages(known))


def _one(count: Any) -> Any:
    return ibis.ifelse(count > 0, 1, 0)


def per_mille(part: Any, whole: Any) -> Any:
    """part / whole in thousandths, rounded down, at most 9999; null when the whole is not positive.

    Amounts are below 10^15 (kernel.money), so the product fits 64 bits. Spark divides in doubles; the
    rounded-down quotient is the same for wholes below 5 * 10^11 minor units.
    """
    share = (part * 1000) // ibis.ifelse(whole > 0, whole, 1)
    return ibis.ifelse(whole > 0, ibis.least(share, 9999), ibis.null("int64")).cast("int32")


def _shares(known: Table) -> dict[str, Any]:
    return {
        "overdue_share_pm": per_mille(known.overdue_minor, known.balance_minor),
        "principal_share_pm": per_mille(known.due_principal_minor, known.overdue_minor),
        "penalty_share_pm": per_mille(known.due_penalty_minor, known.overdue_minor),
        "paid_share_pm": per_mille(known.paid_due_minor, known.billed_due_minor),
        "paid_90_share_pm": per_mille(known.paid_90_minor, known.overdue_minor),
        "reach_rate_pm": per_mille(known.reached_30.cast("int64"), known.attempts_30.cast("int64")),
        "promise_kept_pm": per_mille(
            known.kept.fill_null(0).cast("int64"), known.promises_judged.cast("int64")
        ),
    }


def _ages(known: Table) -> dict[str, Any]:
    today = known.as_of

    def since(column: Any) -> Any:
        return today.delta(column, unit="day").cast("int32")

    def until(column: Any) -> Any:
        return column.delta(today, unit="day").cast("int32")

    return {
        "episode_days": since(known.episode_on),
        "days_to_due": until(known.next_due_on),
        "months_on_book": ((since(known.opened_on) * 10) // DAYS_PER_MONTH_TENTHS).cast("int32"),
        "days_since_placed": since(known.placed_on),
        "days_since_payment": since(known.last_paid_on),
        "days_since_attempt": since(known.last_attempt_on),
        "days_since_reached": since(known.last_reached_on),
        "days_to_promise": until(known.open_due_on),
        "days_since_broken": since(known.last_broken_on),
        "day_of_month": today.day().cast("int32"),
        "weekday": (today.day_of_week.index() + 1).cast("int32"),
    }
