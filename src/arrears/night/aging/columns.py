"""Age as columns: written once in Ibis, the same on DuckDB, on Spark and for one account on the screen.

Days are counted from the due date of the oldest item that is not fully paid. A part payment leaves that
date where it is; only the full payment of the item moves it. An item due on the date itself is not overdue.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis
from ibis import _
from ibis.expr.types import Table

from arrears.night.aging.contracts import AgingPolicy, AgingRule


def days_between(earlier: Any, later: Any) -> Any:
    """Whole days from one date column to another, as int32; null where one of them is null."""
    return later.delta(earlier, unit="day").cast("int32")


def per_account(items: Table) -> Table:
    """One row per account from its items: what is owed, what of it is due, since when. No grace yet.

    `items` has the columns of the contract and `as_of`.
    """
    owed = items.mutate(owed=items.billed_minor - items.paid_minor)
    marked = owed.mutate(unpaid=_.owed > 0, due=_.due_on < _.as_of)
    late = marked.unpaid & marked.due
    ahead = marked.unpaid & ~marked.due

    def total(value: Any, where: Any) -> Any:
        return ibis.ifelse(where, value, 0).sum().cast("int64")

    return marked.group_by("account_id").aggregate(
        oldest_unpaid_on=ibis.ifelse(late, marked.due_on, ibis.null("date")).min(),
        next_due_on=ibis.ifelse(ahead, marked.due_on, ibis.null("date")).min(),
        balance_minor=marked.owed.sum().cast("int64"),
        due_unpaid_minor=total(marked.owed, late),
        due_principal_minor=total(marked.owed_principal, late),
        due_penalty_minor=total(marked.owed_penalty, late),
        unpaid_due_items=total(1, late).cast("int32"),
        part_paid_items=total(1, late & (marked.paid_minor > 0)).cast("int32"),
        items_due=total(1, marked.due).cast("int32"),
        billed_due_minor=total(marked.billed_minor, marked.due),
        paid_due_minor=total(marked.paid_minor, marked.due),
    )


def stand(base: Table, policy: AgingPolicy) -> Table:
    """Add how each account stands on the date: grace applied, bucket, episode, moves since the last night.

    `base` has the columns of `per_account`, the account's `kind` and `product`, `as_of`, `paused` (boolean) and the
    previous night's state under the prefix `was_` (all null when there was none).
    """
    age = days_between(base.oldest_unpaid_on, base.as_of)
    aged = base.mutate(past_grace=(age > _grace(base, policy)).fill_null(False), age=age)
    aged = aged.mutate(
        days_past_due=_when(aged.past_grace, aged.age).cast("int32"),
        overdue_minor=_when(aged.past_grace, aged.due_unpaid_minor).cast("int64"),
        periods_overdue=_when(aged.past_grace, aged.unpaid_due_items).cast("int32"),
        oldest_due_on=ibis.ifelse(aged.past_grace, aged.oldest_unpaid_on, ibis.null("date")),
        balance_minor=aged.balance_minor.fill_null(0),
    )
    firsts = dict(policy.numbered())
    aged = aged.mutate(
        bucket=_bucket(aged, policy, lambda rule, at: rule.buckets[at].code, "string"),
        bucket_rank=_bucket(aged, policy, lambda rule, at: at, "int32"),
        bucket_no=_bucket(aged, policy, lambda rule, at: firsts[rule.buckets] + at, "int16"),
    )
    return _pauses(_moves(_episode(aged)))


def _when(condition: Any, value: Any) -> Any:
    return ibis.ifelse(condition, value, 0)


def _fits(table: Table, rule: AgingRule) -> Any:
    fits = ibis.literal(True)
    if rule.kind is not None:
        fits = table.kind == rule.kind
    if rule.product is not None:
        fits = fits & (table["product"] == rule.product)
    return fits


def _grace(table: Table, policy: AgingPolicy) -> Any:
    *particular, last = policy.rules
    branches = [(_fits(table, rule), rule.grace_days) for rule in particular]
    return ibis.cases(*branches, else_=last.grace_days) if branches else ibis.literal(last.grace_days)


def _bucket(
    table: Table, policy: AgingPolicy, pick: Callable[[AgingRule, int], object], type_name: str
) -> Any:
    def by_days(rule: AgingRule) -> Any:
        starts = [bucket.from_days for bucket in rule.buckets]
        branches = [
            (table.days_past_due >= starts[at], pick(rule, at)) for at in range(len(starts) - 1, 0, -1)
        ]
        first = pick(rule, 0)
        return ibis.cases(*branches, else_=first) if branches else ibis.literal(first)

    *particular, last = policy.rules
    branches = [(_fits(table, rule), by_days(rule)) for rule in particular if rule.buckets != last.buckets]
    chosen = ibis.cases(*branches, else_=by_days(last)) if branches else by_days(last)
    return chosen.cast(type_name)


def _episode(aged: Table) -> Table:
    """An episode begins with the first overdue item and ends with the cure, not with a part payment."""
    began = ibis.ifelse(
        aged.was_episode_on.notnull(),
        ibis.least(aged.was_episode_on, aged.oldest_due_on),
        aged.oldest_due_on,
    )
    fresh = aged.past_grace & aged.was_episode_on.isnull()
    return aged.mutate(
        episode_on=ibis.ifelse(aged.past_grace, began, ibis.null("date")),
        episodes=(aged.was_episodes.fill_null(0) + _when(fresh, 1)).cast("int32"),
        first_overdue_on=ibis.coalesce(aged.was_first_overdue_on, aged.oldest_due_on),
        worst_days=ibis.greatest(aged.was_worst_days.fill_null(0), aged.days_past_due).cast("int32"),
        new_episode=fresh,
    )


def _moves(aged: Table) -> Table:
    """Where the account stood the night before, and whether it cured or worsened since (null: no night)."""
    return aged.mutate(
        previous_bucket_no=aged.was_bucket_no,
        worsened=aged.bucket_no > aged.was_bucket_no,
        cured=(aged.was_episode_on.notnull() & ~aged.past_grace),
    )


def _pauses(aged: Table) -> Table:
    """Days on the ladder: days past due without those on which a dispute or hardship paused the account.

    A night knows the pause of its own date and counts it for the days since the night before.
    """
    since = days_between(aged.was_night_on, aged.as_of).fill_null(0)
    kept = ibis.ifelse(aged.new_episode, 0, aged.was_paused_days.fill_null(0))
    now = ibis.ifelse(aged.paused, ibis.least(since, aged.days_past_due), 0)
    paused = ibis.ifelse(aged.past_grace, ibis.least(kept + now, aged.days_past_due), 0).cast("int32")
    return aged.mutate(paused_days=paused, ladder_days=(aged.days_past_due - paused).cast("int32")).drop(
        "new_episode", "past_grace", "age"
    )
