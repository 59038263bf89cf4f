"""The night with limits, as columns: what is open to each account, and the decision at given prices.

Two expressions with a solver between them. Both are functions of their tables alone: with the prices and the
settled accounts of a night kept, either engine decides it again row for row.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import ibis
from ibis.expr.types import Table

from arrears.night.allocation import columns as allocation
from arrears.night.allocation.contracts import GRID, WEIGHT, AllocationPolicy, Split
from arrears.night.allocation.rules.rows import SCORES
from arrears.night.engine.columns import DECISION, Stage, condition_of, scored, valued
from arrears.night.engine.contracts import Policy
from arrears.night.strategy import columns as strategy
from arrears.night.strategy.columns import compile_condition
from arrears.night.strategy.contracts import TICKETS
from arrears.night.strategy.rules.arms import salt_of, ticket

SETTLED: Mapping[str, str] = MappingProxyType({"account_id": "int64", "kind": "int16"})
_OWN: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("guard", "ladder", "segment", "step"), "int32"),
        **dict.fromkeys(("ladder_days", "days_since_broken", "days_to_due", "days_since_attempt"), "int32"),
        **dict.fromkeys(("month_days", "next_month_days", "day_of_month"), "int32"),
        **dict.fromkeys(("as_of", "was_fading_since"), "date"),
        **dict.fromkeys(("done", "due_steps"), "int64"),
        "explore_ticket": "int32",
        "drawn": "int16",
        "weight": "int32",
        "gate_closed": "int16",
        "gate_opens": "int64",
    }
)
_DAY_FACTOR = 1_000_003


def option_types(policy: Policy) -> dict[str, str]:
    """The columns between the two expressions, with their types."""
    made_later = {"line", "due_in", "value_minor", "steps_done", "proposed", "fading_since"}
    made_later |= {"runner_up", "lead_minor", "propensity_bp", "closed", "opens_minute"}
    kept = {name: kind for name, kind in DECISION.items() if name not in made_later}
    resumed = {guard.resume: "int32" for guard in policy.guards if guard.resume}
    return {**kept, **resumed, **_OWN}


def options(tables: Mapping[str, Table], policy: Policy, stage: Stage) -> Table:
    """One row per open account with what is open to it (`options`, null where no step is due tonight)."""
    rules = _limits(policy)
    actions = tuple(policy.treatments)
    known = scored(tables, policy, stage)
    found = strategy.candidates(known, policy.guards, policy.strategies, policy.features, stage, all_due=True)
    found = stage("step", found)
    open_to = strategy.options(found, policy.guards, policy.strategies, actions)
    rated = allocation.rated(found.currency, rules).notnull()
    found = found.mutate(
        options=ibis.ifelse(rated, open_to, ibis.null("int32")),
        part=_part(found, policy, rules),
        weight=ibis.literal(WEIGHT),
        explore_ticket=ticket(found.debtor_id, salt_of(f"explore {rules.id}")),
    )
    found = _drawn(stage("open", found), rules, actions)
    types = option_types(policy)
    return found.select(*types).cast(types)


def _drawn(found: Table, rules: AllocationPolicy, actions: tuple[str, ...]) -> Table:
    """What chance would give (`drawn`), for the debtors that it may decide; a night lowers their share and never
    raises it."""
    permitted = sum(1 << actions.index(action) for action in rules.explore_actions)
    days = found.as_of.delta(ibis.date(2000, 1, 1), unit="day").cast("int64")
    by_day = ticket(found.account_id + days * _DAY_FACTOR, salt_of(f"draw {rules.id}"))
    draws = found.explore_ticket < rules.explore_bp
    found = found.mutate(draw_ticket=ibis.ifelse(draws, by_day, 0))
    nothing = ibis.literal(-1).cast("int16")
    draws = found.explore_ticket < rules.explore_bp
    return found.mutate(drawn=ibis.ifelse(draws, allocation.drawn(found, len(actions), permitted), nothing))


def _limits(policy: Policy) -> AllocationPolicy:
    assert policy.allocation is not None  # callers ask first
    return policy.allocation


def _part(table: Table, policy: Policy, rules: AllocationPolicy) -> Any:
    number: Any = ibis.literal(0)
    for split in rules.splits:
        number = number * (len(split.parts) + 1) + _place(table, split, policy)
    return number.cast("int16")


def _place(table: Table, split: Split, policy: Policy) -> Any:
    branches = []
    for place, part in enumerate(split.parts):
        fits: Any = ibis.literal(True)
        if part.when:
            fits = fits & compile_condition(condition_of(part, policy), table)
        if part.creditor_ids:
            fits = fits & table.creditor_id.isin(list(part.creditor_ids))
        branches.append((fits, place))
    return ibis.cases(*branches, else_=len(split.parts)) if branches else ibis.literal(0)


def book(optioned: Table, policy: Policy) -> Table:
    """What the solver reads of the accounts that take part."""
    taking = optioned.filter(optioned.options.notnull())
    kept = ("account_id", "part", "weight", "explore_ticket", "drawn", "options", *SCORES)
    return taking.select(*kept, amount=allocation.amount_of(taking, _limits(policy)))


CHOSEN: Mapping[str, str] = MappingProxyType(
    {
        "account_id": "int64",
        "kind": "int16",
        "runner_up": "int16",
        "lead_minor": "int64",
        "propensity_bp": "int16",
    }
)


def decide_chosen(optioned: Table, chosen: Table, policy: Policy, stage: Stage) -> Table:
    """The decision table of a night whose choice is given (columns of `CHOSEN`, an account that takes part a row):
    the same rows as `decide_at` with the prices that it was made at."""
    of = chosen.rename(chosen_account_id="account_id")
    found = optioned.left_join(of, optioned.account_id == of.chosen_account_id)
    takes = found.chosen_account_id.notnull()
    found = found.mutate(part=ibis.ifelse(takes, found.part, ibis.null("int16")))
    return _planned(stage("taken", found.drop("chosen_account_id")), policy, stage)


def decide_at(optioned: Table, settled: Table, prices: Table, policy: Policy, stage: Stage) -> Table:
    """The decision table of a night (columns of `DECISION`) at the prices (columns of `allocation.price_types`) and
    with the settled accounts. Prices are a table, so that the expression of a policy is the same every night."""
    rules, actions = _limits(policy), tuple(policy.treatments)
    kinds = len(actions)
    found = optioned.mutate(**allocation.values(optioned, rules, policy.treatments))
    found = stage("valued", found)
    found = stage("priced", allocation.scores(found, prices, kinds))
    apart = settled.rename(settled_account_id="account_id", settled_kind="kind")
    found = found.left_join(apart, found.account_id == apart.settled_account_id)
    greedy = ibis.coalesce(found.settled_kind, allocation.best(found, kinds))
    found = stage("greedy", found.mutate(greedy=greedy).drop("settled_account_id", "settled_kind"))
    explores = (found.explore_ticket < found.explore_bp) & (found.drawn >= 0)
    found = stage("chosen", found.mutate(kind=ibis.ifelse(explores, found.drawn, found.greedy)))
    return _planned(stage("compared", _compared(found, policy)), policy, stage)


def _planned(found: Table, policy: Policy, stage: Stage) -> Table:
    """What becomes of the treatment (`kind`) of each account that takes part."""
    takes, actions = found.options.notnull(), tuple(policy.treatments)
    step = strategy.step_of(found, policy.guards, policy.strategies, actions, found.kind)
    found = found.mutate(step=ibis.ifelse(takes, step, found.step))
    planned = strategy.outcome(found, policy.guards, policy.strategies)
    return valued(stage("planned", planned)).select(*DECISION).cast(dict(DECISION))


def _compared(found: Table, policy: Policy) -> Table:
    """How far the chosen treatment leads the next best after the prices, and how probable the choice was."""
    actions = tuple(policy.treatments)
    kinds = len(actions)
    permitted = sum(1 << actions.index(action) for action in _limits(policy).explore_actions)
    second, score = allocation.runner_up(found, kinds, found.kind)
    lead = (allocation.picked(found, "s", kinds, found.kind) - score) // GRID
    by_chance = _popcount(found.options, permitted, kinds)
    share = ibis.ifelse(
        (by_chance > 0) & _has(found.options, permitted, found.kind, kinds),
        found.explore_bp // ibis.greatest(by_chance, 1),
        0,
    )
    certain = ibis.ifelse(by_chance > 0, TICKETS - found.explore_bp, TICKETS)
    propensity = share + ibis.ifelse(found.kind == found.greedy, certain, 0)
    takes = found.options.notnull()
    made = {"runner_up": second, "lead_minor": lead, "propensity_bp": propensity}
    return found.mutate(
        **{
            name: ibis.ifelse(takes, column.cast(DECISION[name]), ibis.null(DECISION[name]))
            for name, column in made.items()
        },
        part=ibis.ifelse(takes, found.part, ibis.null("int16")),
    )


def _popcount(mask: Any, permitted: int, kinds: int) -> Any:
    bits = [ibis.ifelse((mask & (1 << kind)) != 0, 1, 0) for kind in range(kinds) if permitted >> kind & 1]
    return sum(bits[1:], bits[0]) if bits else ibis.literal(0)


def _has(mask: Any, permitted: int, kind: Any, kinds: int) -> Any:
    held = [(kind == place, (mask & (1 << place)) != 0) for place in range(kinds) if permitted >> place & 1]
    return ibis.cases(*held, else_=False) if held else ibis.literal(False)
