"""Weekly limits kept: by rank for ladders, by the house's own allocation for values."""

from __future__ import annotations

import numpy as np

from arrears.kernel.words import Words
from arrears.night.allocation.contracts import FORBIDDEN, Limit
from arrears.night.allocation.rules.dual import solve
from arrears.night.allocation.rules.kernels import choose
from arrears.night.allocation.rules.problem import Problem
from arrears.night.proof.contracts import RESOURCES
from arrears.night.proof.rules.law import AT, Array, K

_CENTS = 100
_NEED_SCALE = 100
_VALUE_MAX = 2_000_000_000


def by_rank(chosen: Array, rank: Array, needs: Array, limits: Array, otherwise: Array) -> Array:
    """Give each resource to the highest rank first; who comes too late gets `otherwise`, which needs nothing."""
    found = chosen.copy()
    order = np.argsort(-rank, kind="stable")
    for needed, limit in zip(needs, limits, strict=True):
        asks = needed[found[order]]
        late = order[(np.cumsum(asks) > limit + 1e-9) & (asks > 0)]
        found[late] = otherwise[late]
    return found


def by_value(values: Array, may: Array, needs: Array, limits: Array) -> tuple[Array, Array]:
    """The plan of most value within the limits by dual prices; whoever is least decided gives way.

    values (n, K) money; returns the choice (n,) and the prices in money for each unit of a resource (M,).
    """
    cents = np.clip(np.rint(values * _CENTS), -_VALUE_MAX, _VALUE_MAX).astype(np.int32)
    grid = np.ascontiguousarray(np.where(may, cents, FORBIDDEN).T.astype(np.int32))
    count = len(values)
    per = np.rint(needs * _NEED_SCALE).astype(np.int64)
    problem = Problem(
        grid,
        np.ones(count, dtype=np.int32),
        np.zeros(count, dtype=np.int16),
        tuple(
            Limit(
                id=name,
                title=Words(name, name),
                bound=int(limit * _NEED_SCALE),
                per_weight=((0,) * K,),
                per_part=(tuple(int(each) for each in row),),
            )
            for name, row, limit in zip(RESOURCES, per, limits, strict=True)
        ),
    )
    prices = solve(problem).prices
    choice, margin = choose(problem.values, problem.weight, problem.part, *problem.price_tables(prices))
    chosen = np.asarray(choice, dtype=np.int64)
    fallback = np.where(
        may[:, AT["email"]] & (values[:, AT["email"]] > values[:, AT["wait"]]), AT["email"], AT["wait"]
    )
    found = by_rank(chosen, np.asarray(margin, dtype=float), needs, limits, fallback)
    return found, np.asarray(prices)
