"""A whole night as one expression: from the published columns to a decision for each open account."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import reduce
from types import MappingProxyType
from typing import Any

import ibis
from ibis.expr.types import Table

from arrears.night.aging import columns as aging
from arrears.night.allocation.contracts import Part
from arrears.night.contracts import CHANNELS, STATE
from arrears.night.engine.contracts import Policy
from arrears.night.scoring import columns as scoring
from arrears.night.scoring.contracts import SCORES
from arrears.night.strategy import columns as strategy
from arrears.night.strategy.rules import Condition, parse_condition

Stage = Callable[[str, Table], Table]
"""Gives a step a name of its own in the engine, so that it is not folded into the next one."""

COUNTED = "counted"
"""The name under which an engine may give the numbers from 0 on (`place`): what has few combinations is then worked out
once for each of them and looked up."""


def counted() -> Table:
    """The numbers that the lists of combinations are made from."""
    return ibis.range(scoring.PLACES_MAX).unnest().name("place").as_table()


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
        "options": "int32",
        "part": "int16",
        "runner_up": "int16",
        "lead_minor": "int64",
        "propensity_bp": "int16",
        "closed": "int16",
        "opens_minute": "int16",
        "experiment": "int32",
        "arm": "int16",
    }
)
"""The columns of a decision with their types, in their order in files and tables."""


ALLOCATED = ("options", "part", "runner_up", "lead_minor", "propensity_bp")
"""Columns of a decision that are null where nothing was allocated."""


def decide(tables: Mapping[str, Table], policy: Policy, stage: Stage) -> Table:
    """The decision table of a night without limits (one row per open account, columns of `DECISION`).

    `tables` holds the tables of `night.contracts.WANTED`, `state` and `night` by name.
    """
    planned = strategy.plan(
        scored(tables, policy, stage), policy.guards, policy.strategies, policy.features, stage
    )
    alone = {name: ibis.null(DECISION[name]) for name in ALLOCATED}
    return valued(stage("planned", planned)).mutate(**alone).select(*DECISION).cast(dict(DECISION))


def scored(tables: Mapping[str, Table], policy: Policy, stage: Stage) -> Table:
    """Every open account aged, with its documented columns and its scores."""
    needed = _needed(policy)
    seen = known(tables, policy, needed, stage)
    seen = stage("features", seen.select(*[name for name in seen.columns if name in needed]))
    return stage("scored", scoring.score(seen, policy.cards, tables.get(COUNTED)))


def known(
    tables: Mapping[str, Table],
    policy: Policy,
    needed: frozenset[str],
    stage: Stage = lambda name, table: table,
) -> Table:
    """Every open account aged, with its documented columns; `needed` says whether sums over debtors are asked for."""
    aged = stage("aged", aging.stand(base(tables, stage), policy.aging))
    return scoring.features(_with_debtor(aged, tables["accounts"], needed, stage))


def _needed(policy: Policy) -> frozenset[str]:
    """The columns that cards, strategies and the decision itself look at; the others end with the features."""
    scored = {attribute.feature for card in policy.cards for attribute in card.attributes}
    asked = set()
    if policy.allocation is not None:
        parts = [part for split in policy.allocation.splits for part in split.parts if part.when]
        asked = {name for part in parts for name in condition_of(part, policy).columns}
    return (
        strategy.columns_needed(policy.guards, policy.strategies, policy.features)
        | scored
        | asked
        | set(DECISION)
    )


def condition_of(part: Part, policy: Policy) -> Condition:
    """The checked condition of a part of the book."""
    assert part.when is not None
    return parse_condition(part.when, policy.features)


def valued(planned: Table) -> Table:
    """What is at stake tonight: the overdue amount times the recoverability score, in whole minor units."""
    share = planned.overdue_minor * planned.recoverability.cast("int64")
    return planned.mutate(value_minor=share // 100)


def base(tables: Mapping[str, Table], stage: Stage) -> Table:
    """Everything known of each open account, side by side; sparse tables leave nulls.

    What follows from a sparse table alone is worked out there, so that it is not asked for every account.
    """
    night, accounts = tables["night"], tables["accounts"]
    paid = scoring.receipts_per_account(tables["receipts"].cross_join(night))
    beside = {
        "items": (stage("per_account", aging.per_account(tables["items"].cross_join(night))), "account_id"),
        "paid": (stage("paid", paid), "account_id"),
        "state": (_was(tables["state"]), "account_id"),
        "promises": (tables["promises"].drop("creditor_id"), "account_id"),
        "gate": (_stops(tables["gate"]), "debtor_id"),
        **{name: (tables[name].drop("creditor_id"), "debtor_id") for name in ("contact", "care")},
        "reach": (_day(tables["reach"], "own", "account_id"), "account_id"),
        "openings": (_day(tables["openings"], "usual", "creditor_id"), "creditor_id"),
    }
    wide = accounts.filter(accounts.status == "open").drop("status").cross_join(night)
    for name, (other, key) in beside.items():
        wide = wide.left_join(other.rename({f"{key}_of_{name}": key}), [(key, f"{key}_of_{name}")])
    noted = wide.account_id_of_reach.notnull()
    closed = ibis.ifelse(noted, wide.own_closed, wide.usual_closed.fill_null(0)).cast("int16")
    opens = ibis.ifelse(noted, wide.own_opens, wide.usual_opens.fill_null(0)).cast("int64")
    wide = wide.mutate(paused=_paused(wide), gate_closed=closed, gate_opens=opens)
    beyond = ("own_closed", "own_opens", "usual_closed", "usual_opens", "pausing")
    return wide.drop(*[f"{key}_of_{name}" for name, (_, key) in beside.items()], *beyond)


def _day(shadow: Table, prefix: str, key: str) -> Table:
    """The channels that are closed all day (`<prefix>_closed`, a bit each) and the minute of the day from which each
    one is open (`<prefix>_opens`, eleven bits each), by the gate's shadow.

    An account of whose debtor something is noted has a row of its own; where the shadow does not tell,
    nothing is masked: the gate itself is asked for every contact in any case.
    """
    closed: Any = ibis.literal(0)
    opens: Any = ibis.literal(0).cast("int64")
    for place, channel in enumerate(CHANNELS):
        second = shadow[f"{channel}_opens"]
        closed = closed + ibis.ifelse(shadow.told & second.isnull(), 1 << place, 0)
        minute = ((second + 59) // 60).fill_null(0).cast("int64")
        opens = opens + minute * (1 << (strategy.MINUTE_BITS * place))
    return shadow.select(key, **{f"{prefix}_closed": closed, f"{prefix}_opens": opens})


def _stops(gate: Table) -> Table:
    """What the gate holds against each debtor; of the kinds of stops, whether one pauses the ladder."""
    kinds = [gate.stop_kinds.contains(kind).fill_null(False) for kind in PAUSING_STOPS]
    pausing = reduce(operator.or_, kinds)
    return gate.mutate(pausing=pausing).drop("creditor_id", "stop_kinds", "opted_out_channels")


def _was(state: Table) -> Table:
    return state.rename({f"was_{name}": name for name in STATE.columns if name != "account_id"})


def _paused(wide: Table) -> Any:
    return wide.pausing.fill_null(False) | wide.disputed.fill_null(False) | wide.hardship.fill_null(False)


def _with_debtor(aged: Table, accounts: Table, needed: frozenset[str], stage: Stage) -> Table:
    """Sums over the debtor's open accounts in one currency; amounts of two currencies never mix.

    A sum of amounts needs every account aged a second time; where nobody asks for it, accounts are counted. Most
    debtors have one account: only the sums of the others are joined.
    """
    amount = "debtor_overdue_minor"
    if amount in needed:
        keyed = aged.group_by("debtor_id", "currency")
        sums = {amount: aged.overdue_minor.sum().cast("int64"), "debtor_accounts": aged.count().cast("int32")}
    else:
        opened = accounts.filter(accounts.status == "open")
        keyed = opened.group_by("debtor_id", "currency")
        sums = {"debtor_accounts": opened.count().cast("int32")}
    totals = keyed.aggregate(**sums)
    totals = stage("debtors", totals).rename(_debtor_id="debtor_id", _currency="currency")
    totals = totals.filter(totals.debtor_accounts > 1).rename({f"sum_{name}": name for name in sums})
    joined = aged.left_join(
        totals, (aged.debtor_id == totals._debtor_id) & (aged.currency == totals._currency)
    )
    alone = {amount: joined.overdue_minor, "debtor_accounts": ibis.literal(1).cast("int32")}
    joined = joined.mutate(**{name: ibis.coalesce(joined[f"sum_{name}"], alone[name]) for name in sums})
    return joined.drop("_debtor_id", "_currency", *[f"sum_{name}" for name in sums])
