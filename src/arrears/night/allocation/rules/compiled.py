"""The passes of `kernels`, compiled. Loaded for large books alone; needs the extra [numba]."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from arrears.night.allocation.rules.kernels import Array


@njit(cache=True, nogil=True)
def best_sums(  # pragma: no cover  compiled: coverage does not see it, the numpy kernel referees it
    values: Array,
    weight: Array,
    part: Array,
    price_weight: Array,
    price_part: Array,
    weights: Array,
    counts: Array,
    grid: int,
    forbidden: int,
) -> Any:
    kinds, count = values.shape
    total = np.int64(0)
    for i in range(count):
        heavy = np.int64(weight[i])
        g = part[i]
        best, best_score = 0, np.int64(-9223372036854775807)
        for k in range(kinds):
            v = values[k, i]
            if v != forbidden:
                score = np.int64(v) * grid - heavy * price_weight[g, k] - price_part[g, k]
                if score > best_score:
                    best, best_score = k, score
        total += values[best, i]
        weights[g, best] += heavy
        counts[g, best] += 1
    return total


@njit(cache=True, nogil=True)
def best_choice(  # pragma: no cover  compiled, see above
    values: Array,
    weight: Array,
    part: Array,
    price_weight: Array,
    price_part: Array,
    choice: Array,
    margin: Array,
    grid: int,
    forbidden: int,
) -> None:
    kinds, count = values.shape
    for i in range(count):
        heavy, g = np.int64(weight[i]), part[i]
        best, best_score = 0, np.int64(-9223372036854775807)
        for k in range(kinds):
            v = values[k, i]
            if v != forbidden:
                score = np.int64(v) * grid - heavy * price_weight[g, k] - price_part[g, k]
                if score > best_score:
                    best, best_score = k, score
        choice[i] = best
        paid = heavy * price_weight[g, best] + price_part[g, best]
        least = np.inf
        for k in range(kinds):
            v = values[k, i]
            if v != forbidden and k != best:
                pay = heavy * price_weight[g, k] + price_part[g, k]
                lead = float(best_score - (np.int64(v) * grid - pay))
                relative = lead / (abs(float(paid - pay)) + 1.0)
                least = min(least, relative)
        margin[i] = least
