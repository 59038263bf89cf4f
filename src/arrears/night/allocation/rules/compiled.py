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


@njit(cache=True, nogil=True)
def worths(  # pragma: no cover  compiled, see above
    options: Array,
    amount: Array,
    scores: Array,
    treatments: Array,
    values: Array,
    value_max: int,
    forbidden: int,
) -> None:
    kinds, count = values.shape
    for i in range(count):
        reach, willing = np.int64(scores[0, i]), np.int64(scores[1, i]) + np.int64(scores[2, i])
        recover, harm = np.int64(scores[3, i]), np.int64(scores[4, i])
        open_to, due = options[i], np.int64(amount[i])
        for k in range(kinds):
            if not open_to >> k & 1:
                values[k, i] = forbidden
                continue
            reached = reach if treatments[k, 1] else np.int64(100)
            now = due * (treatments[k, 0] * reached * willing // 200) // 1_000_000
            later = (due - now) * (recover * treatments[k, 2] // 100) // 1_000_000
            value = now + later - treatments[k, 3] - harm * treatments[k, 4] // 100_000
            values[k, i] = max(min(value, value_max), -value_max)


@njit(cache=True, nogil=True)
def compared(  # pragma: no cover  compiled, see above
    values: Array,
    weight: Array,
    part: Array,
    price_weight: Array,
    price_part: Array,
    choice: Array,
    second: Array,
    lead: Array,
    greedy: Array,
    grid: int,
    forbidden: int,
) -> None:
    kinds, count = values.shape
    for i in range(count):
        heavy, g = np.int64(weight[i]), part[i]
        best, best_score = 0, np.int64(-9223372036854775807)
        other, other_score, mine = -1, np.int64(-9223372036854775807), np.int64(0)
        for k in range(kinds):
            v = values[k, i]
            if v != forbidden:
                score = np.int64(v) * grid - heavy * price_weight[g, k] - price_part[g, k]
                if score > best_score:
                    best, best_score = k, score
                if k == choice[i]:
                    mine = score
                elif score > other_score:
                    other, other_score = k, score
        second[i], greedy[i] = other, best
        lead[i] = np.int64(np.floor(np.float64(mine - other_score) / np.float64(grid))) if other >= 0 else 0
