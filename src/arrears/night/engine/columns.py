"""A whole night as one expression: from the published columns to a decision for each open account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from types import MappingProxyType
from typing import Any

from ibis.expr.types import Table

from arrears.night.aging import columns as aging
from arrears.night.contracts import STATE
from arrears.night.engine.contracts import Policy
from arrears.night.scoring import columns as scoring
from arrears.night.scoring.contracts import SCORES
from arrears.night.strategy import columns as strategy

Stage = Callable[[str, Table], Table]
"""Gives a step a name of its own in the engine, so that it is not folded into the next one."""

PAUSING_STOPS = ("dispute_written", "dispute_oral", "hardship", "illness", "breathing_space")
"""Stops of the gate that pause the ladder: time does not run against a debtor who is being heard."""

DECISION: Mapping[str, str] = MappingProxyType(
    {
        "creditor_id": "int64",
        "account_id": "int64",
        "debtor_id": "int64",
        "currency": "string",
        "days_past_due": "int32",
        "bucket_no": "int16",
        "previous_bucket_no": "int16",
        "periods_overdue": "int16",
        "overdue_minor": "int64",
        "balance_minor": "int64",
        "oldest_due_on": "date",
        **dict.fromkeys(SCORES, "int16"),
        **{scoring.reasons_name(score): "int32" for score in SCORES},
        "line": "int16",
        "also": "int64",
        "due_in": "int16",
        "value_minor": "int64",
        "first_overdue_on": "date",
        "episode_on": "date",
        "episodes": "int16",
        "worst_days": "int32",
        "paused_days": "int32",
        "strategy_key": "int32",
        "steps_done": "int64",
        "proposed": "int64",
        "fading": "int64",
        "fading_since": "date",
    }
)
"""The columns of a decision with their types, in their order in files and tables."""


def decide(tables: Mapping[str, Table], policy: Policy, stage: Stage) -> Table:
    """The decision table of a night (one row per open account, columns of `DECISION`).

    `tables` holds the tables of `night.contracts.WANTED`, `state` and `night` by name.
    """
    aged = stage("aged", aging.stand(base(tables, stage), policy.aging))
    known = stage("features", scoring.features(_with_debtor(aged, stage)))
    scored = stage("scored", scoring.score(known, policy.cards))
    planned = strategy.plan(scored, policy.guards, policy.strategies, policy.features, stage)
    return _valued(stage("planned", planned)).select(*DECISION).cast(dict(DECISION))


def _valued(planned: Table) -> Table:
    """What is at stake tonight: the overdue amount times the recoverability score, in whole minor units."""
    share = planned.overdue_minor * planned.recoverability.cast("int64")
    return planned.mutate(value_minor=share // 100)


def base(tables: Mapping[str, Table], stage: Stage) -> Table:
    """Everything known of each open account, side by side; sparse tables leave nulls."""
    night, accounts = tables["night"], tables["accounts"]
    per_account = aging.per_account(tables["items"].cross_join(night))
    paid = scoring.receipts_per_account(tables["receipts"].cross_join(night))
    wide = accounts.filter(accounts.status == "open").drop("status").cross_join(night)
    wide = _beside(wide, stage("per_account", per_account), "account_id")
    wide = _beside(wide, stage("paid", paid), "account_id")
    wide = _beside(wide, _was(tables["state"]), "account_id")
    wide = _beside(wide, tables["promises"].drop("creditor_id"), "account_id")
    for name in ("gate", "contact", "care"):
        wide = _beside(wide, tables[name].drop("creditor_id"), "debtor_id")
    return wide.mutate(paused=_paused(wide))


def _beside(left: Table, right: Table, key: str) -> Table:
    other = f"_{key}"
    joined = left.left_join(right.rename({other: key}), left[key] == right.rename({other: key})[other])
    return joined.drop(other)


def _was(state: Table) -> Table:
    return state.rename({f"was_{name}": name for name in STATE.columns if name != "account_id"})


def _paused(wide: Table) -> Any:
    kinds = [wide.stop_kinds.contains(kind).fill_null(False) for kind in PAUSING_STOPS]
    declared = wide.disputed.fill_null(False) | wide.hardship.fill_null(False)
    return reduce(lambda found, kind: found | kind, kinds, declared)


def _with_debtor(aged: Table, stage: Stage) -> Table:
    """Sums over the debtor's open accounts in one currency; amounts of two currencies never mix."""
    totals = aged.group_by("debtor_id", "currency").aggregate(
        debtor_overdue_minor=aged.overdue_minor.sum().cast("int64"),
        debtor_accounts=aged.count().cast("int32"),
    )
    totals = stage("debtors", totals).rename(_debtor_id="debtor_id", _currency="currency")
    joined = aged.left_join(
        totals, (aged.debtor_id == totals._debtor_id) & (aged.currency == totals._currency)
    )
    return joined.drop("_debtor_id", "_currency")
