"""One pass over the book at fixed prices: each account takes its best treatment; sums come back.

Two kernels that give the same whole numbers: one compiled, one in numpy, which is the fallback where numba
is not installed and the referee where it is. Ties go to the treatment that stands first.

Arrays: values (K, N) int32 in minor units, weight (N,) int32, part (N,) int16,
price_weight and price_part (G, K) int64 in grid units.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from arrears.night.allocation.contracts import FORBIDDEN, GRID

Array = npt.NDArray[Any]
CHUNK = 1 << 16
COMPILED_FROM = 20_000
"""Smaller books are done by numpy: loading the compiled kernel costs more than it saves."""
THREADED_FROM = 400_000
"""Smaller books are done by one thread: waking another costs more than it saves."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of one pass: value of what was chosen, weight (G, K) and accounts (G, K) by part and treatment."""

    value: int
    weight: Array
    count: Array


@cache
def _compiled() -> Any | None:
    """The compiled kernels; None where numba is not installed: numpy does the same, some times slower."""
    try:
        return import_module("arrears.night.allocation.rules.compiled")
    except ImportError:
        return None


def compiled_for(count: int) -> Any | None:
    """The compiled kernels, for a book of so many accounts; None where numpy does it."""
    return _compiled() if count >= COMPILED_FROM else None


def sums(values: Array, weight: Array, part: Array, price_weight: Array, price_part: Array) -> Sums:
    """One pass by the kernel that suits the size."""
    compiled = compiled_for(values.shape[1])
    if compiled is None:
        return sums_numpy(values, weight, part, price_weight, price_part)
    kinds, parts = values.shape[0], price_part.shape[0]

    def work(some: slice) -> Sums:
        weights = np.zeros((parts, kinds), dtype=np.int64)
        counts = np.zeros((parts, kinds), dtype=np.int64)
        total = compiled.best_sums(
            values[:, some],
            weight[some],
            part[some],
            price_weight,
            price_part,
            weights,
            counts,
            GRID,
            FORBIDDEN,
        )
        return Sums(int(total), weights, counts)

    found = in_threads(work, values.shape[1])
    return Sums(
        sum(each.value for each in found),
        sum(each.weight for each in found),
        sum(each.count for each in found),
    )


def sums_numpy(values: Array, weight: Array, part: Array, price_weight: Array, price_part: Array) -> Sums:
    kinds, parts = values.shape[0], price_part.shape[0]
    total = 0
    weights = np.zeros(parts * kinds, dtype=np.int64)
    counts = np.zeros(parts * kinds, dtype=np.int64)
    for start in range(0, values.shape[1], CHUNK):
        some = slice(start, start + CHUNK)
        best = scores_numpy(values[:, some], weight[some], part[some], price_weight, price_part).argmax(0)
        total += int(np.take_along_axis(values[:, some], best[None, :], axis=0).sum(dtype=np.int64))
        cell = part[some].astype(np.int64) * kinds + best
        counts += np.bincount(cell, minlength=parts * kinds)
        weights += np.rint(np.bincount(cell, weights=weight[some], minlength=parts * kinds)).astype(np.int64)
    return Sums(total, weights.reshape(parts, kinds), counts.reshape(parts, kinds))


def scores_numpy(values: Array, weight: Array, part: Array, price_weight: Array, price_part: Array) -> Array:
    """What each treatment is worth at the prices, (K, N) int64 grid units; the lowest number where masked."""
    scores = values.astype(np.int64) * GRID
    heavy = weight.astype(np.int64)
    for kind in range(len(scores)):
        if price_weight[:, kind].any():
            scores[kind] -= heavy * price_weight[:, kind][part]
        if price_part[:, kind].any():
            scores[kind] -= price_part[:, kind][part]
    scores[values == FORBIDDEN] = np.iinfo(np.int64).min
    return scores


def choose(
    values: Array, weight: Array, part: Array, price_weight: Array, price_part: Array
) -> tuple[Array, Array]:
    """The best treatment of each account (N,) int8, and how firmly it is decided (N,) float32: the lead over
    another treatment against what the prices make of the difference between them; small is undecided."""
    count = values.shape[1]
    compiled = compiled_for(count)
    if compiled is None:
        return choose_numpy(values, weight, part, price_weight, price_part)
    choice, margin = np.zeros(count, dtype=np.int8), np.full(count, np.inf, dtype=np.float32)

    def work(some: slice) -> None:
        compiled.best_choice(
            values[:, some], weight[some], part[some], price_weight, price_part,
            choice[some], margin[some], GRID, FORBIDDEN,
        )  # fmt: skip

    in_threads(work, count)
    return choice, margin


def in_threads(work: Callable[[slice], Any], count: int) -> list[Any]:
    """Carry out a kernel on slices of a book. The compiled one lets go of the interpreter: plain threads share a book."""
    workers = (os.cpu_count() or 1) if count >= THREADED_FROM else 1
    step = -(-count // workers)
    parts = [slice(start, min(start + step, count)) for start in range(0, count, step)]
    if workers == 1:
        return [work(some) for some in parts]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, parts))


def choose_numpy(
    values: Array, weight: Array, part: Array, price_weight: Array, price_part: Array
) -> tuple[Array, Array]:
    count = values.shape[1]
    choice, margin = np.zeros(count, dtype=np.int8), np.full(count, np.inf, dtype=np.float32)
    for start in range(0, count, CHUNK):
        some = slice(start, start + CHUNK)
        scores = scores_numpy(values[:, some], weight[some], part[some], price_weight, price_part)
        paid = values[:, some].astype(np.int64) * GRID - scores
        best = scores.argmax(axis=0)[None, :]
        lead = np.take_along_axis(scores, best, axis=0) - scores.astype(np.float64)
        differs = np.abs(np.take_along_axis(paid, best, axis=0) - paid.astype(np.float64)) + 1.0
        relative = np.where(values[:, some] == FORBIDDEN, np.inf, lead / differs)
        np.put_along_axis(relative, best, np.inf, axis=0)
        choice[some], margin[some] = best[0], relative.min(axis=0)
    return choice, margin
