"""Allocation as columns: what each treatment is worth for an account, and which one is best at given prices.

Everything is whole: values in minor units, prices in millionths of them. Ties go to the treatment that stands
first in the file of treatments, so that the choice never depends on the engine.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from functools import reduce
from typing import Any

import ibis
from ibis.expr.types import Table

from arrears.night.allocation.contracts import (
    FORBIDDEN,
    GRID,
    VALUE_MAX,
    AllocationPolicy,
    Treatment,
)
from arrears.night.allocation.rules.treatments import AMOUNT_MAX

NEVER = -(1 << 62)
BP = 10_000


def rated(currency: Any, policy: AllocationPolicy) -> Any:
    """Minor units of the house's currency for a thousand of an account's; null for a currency without a rate."""
    rates = [(currency == name, rate) for name, rate in policy.rates.items()]
    return ibis.cases((currency == policy.currency, 1_000), *rates, else_=ibis.null("int64"))


def values(table: Table, policy: AllocationPolicy, treatments: Mapping[str, Treatment]) -> dict[str, Any]:
    """A column `v<k>` for each treatment (int64): now + later - cost - harm; FORBIDDEN where its bit of
    `options` is not set. Wants overdue_minor, currency, options and the scores."""
    amount = amount_of(table, policy)
    return {
        f"v{kind}": ibis.ifelse(
            (table.options & (1 << kind)) != 0, _worth(table, amount, each, policy), FORBIDDEN
        ).cast("int64")
        for kind, each in enumerate(treatments.values())
    }


def amount_of(table: Table, policy: AllocationPolicy) -> Any:
    """The overdue amount in minor units of the house's currency, as far as it is valued."""
    amount = ibis.least(table.overdue_minor, AMOUNT_MAX) * rated(table.currency, policy)
    return ibis.least(amount // 1_000, AMOUNT_MAX).cast("int64")


def _worth(table: Table, amount: Any, treatment: Treatment, policy: AllocationPolicy) -> Any:
    """The same as `rules.treatments.worth`."""
    willing = table.willingness.cast("int64") + table.ability.cast("int64")
    reached = table.reach.cast("int64") if treatment.by_contact else 100
    now = amount * (treatment.now_bp * reached * willing // 200) // 1_000_000
    later_ppm = table.recoverability.cast("int64") * (treatment.stay_pm * policy.later_pm) // 100
    later = (amount - now) * later_ppm // 1_000_000
    harm = table.harm.cast("int64") * (policy.harm_minor * treatment.harm_pm) // 100_000
    return ibis.least(ibis.greatest(now + later - treatment.cost_minor - harm, -VALUE_MAX), VALUE_MAX)


def drawn(table: Table, kinds: int, permitted: int) -> Any:
    """The treatment that chance gives: one of the permitted ones of `options`, by `draw_ticket` (0 to 9999);
    -1 where none of them is open."""
    asked = [kind for kind in range(kinds) if permitted >> kind & 1]
    if not asked:
        return ibis.literal(-1).cast("int16")
    bits = [ibis.ifelse((table.options & (1 << kind)) != 0, 1, 0) for kind in asked]
    counts = [reduce(operator.add, bits[: place + 1]) for place in range(len(asked))]
    wanted = table.draw_ticket * counts[-1] // BP
    branches = [(count > wanted, kind) for kind, count in zip(asked, counts, strict=True)]
    return ibis.ifelse(counts[-1] > 0, ibis.cases(*branches, else_=0), -1).cast("int16")


def price_types(kinds: int) -> dict[str, str]:
    """The columns of a table of prices: a row for each part of the book, grid units by treatment (for a unit of
    weight, and besides), and the share of debtors, in hundredths of a percent, whose treatment chance gave."""
    weighed = {f"w{kind}_price": "int64" for kind in range(kinds)}
    besides = {f"p{kind}_price": "int64" for kind in range(kinds)}
    return {"price_part": "int16", "explore_bp": "int32", **weighed, **besides}


def scores(table: Table, prices: Table, kinds: int) -> Table:
    """Add a column `s<k>` for each treatment: its value in grid units after the prices of what it needs; and
    `explore_bp`. Wants `v<k>`, `part` and `weight`; `prices` has the columns of `price_types`."""
    priced = table.inner_join(prices, [("part", "price_part")])
    weight = priced.weight.cast("int64")
    found = {
        f"s{kind}": ibis.ifelse(
            priced[f"v{kind}"] == FORBIDDEN,
            NEVER,
            priced[f"v{kind}"] * GRID - weight * priced[f"w{kind}_price"] - priced[f"p{kind}_price"],
        ).cast("int64")
        for kind in range(kinds)
    }
    return priced.select(*table.columns, "explore_bp", **found)


def best(table: Table, kinds: int) -> Any:
    """The treatment with the highest score; the first of equals."""
    top = ibis.greatest(*[table[f"s{kind}"] for kind in range(kinds)])
    return ibis.cases(*[(table[f"s{kind}"] == top, kind) for kind in range(kinds)], else_=0).cast("int16")


def picked(table: Table, name: str, kinds: int, kind: Any) -> Any:
    """The column `<name><k>` of the treatment that another column names."""
    return ibis.cases(*[(kind == place, table[f"{name}{place}"]) for place in range(kinds)], else_=NEVER)


def runner_up(table: Table, kinds: int, kind: Any) -> tuple[Any, Any]:
    """The best treatment besides the chosen one, and its score; null where there is no other."""
    others = [ibis.ifelse(kind == place, NEVER, table[f"s{place}"]) for place in range(kinds)]
    top = ibis.greatest(*others)
    found = ibis.cases(*[(other == top, place) for place, other in enumerate(others)], else_=0)
    alone = top == NEVER
    return ibis.ifelse(alone, ibis.null("int16"), found).cast("int16"), ibis.ifelse(
        alone, ibis.null("int64"), top
    )


def one_pass(table: Table, kinds: int) -> Table:
    """What one pass at fixed prices comes to: accounts, weight and value by part and treatment. Wants the
    columns of `values` and `scores`, `part` and `weight`."""
    chosen = table.mutate(kind=best(table, kinds))
    chosen = chosen.mutate(value=picked(chosen, "v", kinds, chosen.kind))
    return chosen.group_by("part", "kind").aggregate(
        accounts=chosen.count(),
        weight=chosen.weight.sum().cast("int64"),
        value=chosen.value.sum().cast("int64"),
    )
