"""Allocation problems made for tests, and HiGHS on the whole of them as the referee."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linprog

from arrears.kernel.words import Words
from arrears.night.allocation.contracts import FORBIDDEN, Limit
from arrears.night.allocation.rules.problem import Problem

Table = Sequence[Sequence[int]]


def limit(name: str, bound: int, *, per_weight: Table | None = None, per_part: Table | None = None) -> Limit:
    """A limit of which one table of needs is nothing."""
    shape = np.array(per_weight if per_weight is not None else per_part)
    nothing = np.zeros_like(shape).tolist()
    return Limit(
        id=name,
        title=Words(name, name),
        bound=bound,
        per_weight=tuple(map(tuple, per_weight if per_weight is not None else nothing)),
        per_part=tuple(map(tuple, per_part if per_part is not None else nothing)),
    )


def problem(values: Table, limits: Sequence[Limit], part: Sequence[int] | None = None) -> Problem:
    """Accounts by columns, treatments by rows; every account weighs 1."""
    table = np.array(values, dtype=np.int32)
    count = table.shape[1]
    parts = np.array(part if part is not None else [0] * count, dtype=np.int16)
    return Problem(table, np.ones(count, dtype=np.int32), parts, tuple(limits))


def random_problem(seed: int, count: int, kinds: int, parts: int, rows: int, tight: float) -> Problem:
    """Limits of every sort: capacities, a budget, floors and a ratio between parts. `tight` near 0 is scarce."""
    dice = np.random.default_rng(seed)
    values = dice.integers(-500, 5_000, (kinds, count)).astype(np.int32)
    values[0] = dice.integers(0, 50, count)
    values[1:][dice.random((kinds - 1, count)) < 0.25] = FORBIDDEN
    weight = dice.integers(50, 200, count).astype(np.int32)
    part = dice.integers(0, parts, count).astype(np.int16)
    limits = []
    for row in range(rows):
        needs = dice.integers(0, 20, (parts, kinds)) * (dice.random((parts, kinds)) < 0.5)
        needs[:, 0] = 0
        if row % 4 == 3 and kinds > 2:
            floor = -(needs > 0).astype(int)
            limits.append(limit(f"floor{row}", -int(count * tight * 0.1), per_part=floor.tolist()))
        elif row % 2:
            limits.append(limit(f"count{row}", int(count * 8 * tight), per_part=needs.tolist()))
        else:
            limits.append(limit(f"minutes{row}", int(count * 800 * tight), per_weight=needs.tolist()))
    return Problem(values, weight, part, tuple(limits))


def referee(given: Problem) -> float | None:
    """The value of the best plan when accounts may be split: no whole plan is worth more. None: infeasible."""
    kind, account = np.nonzero(given.values != FORBIDDEN)
    found = linprog(
        -given.values[kind, account].astype(float),
        A_ub=given.needs(account, kind).astype(float) if given.limits else None,
        b_ub=given.bounds().astype(float) if given.limits else None,
        A_eq=(account[None, :] == np.arange(given.size)[:, None]).astype(float),
        b_eq=np.ones(given.size),
        bounds=(0, 1),
        method="highs",
    )
    return -float(found.fun) if found.status == 0 else None


def least_overrun(given: Problem, price: np.ndarray) -> float:
    """The smallest sum of overruns, each weighed by its price, when accounts may be split."""
    kind, account = np.nonzero(given.values != FORBIDDEN)
    rows = len(given.limits)
    needs = np.hstack([given.needs(account, kind).astype(float), -np.eye(rows)])
    whole = (account[None, :] == np.arange(given.size)[:, None]).astype(float)
    found = linprog(
        np.concatenate([np.zeros(len(account)), price]),
        A_ub=needs,
        b_ub=given.bounds().astype(float),
        A_eq=np.hstack([whole, np.zeros((given.size, rows))]),
        b_eq=np.ones(given.size),
        bounds=[(0, 1)] * len(account) + [(0, None)] * rows,
        method="highs",
    )
    return float(found.fun)
