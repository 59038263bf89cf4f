"""What each treatment is worth for each account, and how far the chosen one leads the next: the same as the columns
of `allocation.columns`, on arrays. Compiled where numba is installed; numpy is fallback and referee.

Arrays as in `kernels`: values (K, N) int32 in minor units.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from arrears.night.allocation.contracts import FORBIDDEN, GRID, VALUE_MAX, AllocationPolicy, Treatment
from arrears.night.allocation.rules.kernels import Array, compiled_for, in_threads, scores_numpy

SCORES = ("reach", "willingness", "ability", "recoverability", "harm")
_LOWEST = np.iinfo(np.int64).min


def worths(
    options: Array,
    amount: Array,
    scores: Array,
    policy: AllocationPolicy,
    treatments: Mapping[str, Treatment],
) -> Array:
    """Values (K, N) of open treatments, FORBIDDEN elsewhere. options (N,) masks; amount (N,) in the house's currency;
    scores (5, N) in the order of `SCORES`."""
    known = np.array(
        [
            (each.now_bp, each.by_contact, each.stay_pm * policy.later_pm, each.cost_minor,
             policy.harm_minor * each.harm_pm)
            for each in treatments.values()
        ],
        dtype=np.int64,
    )  # fmt: skip
    compiled = compiled_for(len(options))
    if compiled is None:
        return _worths_numpy(options, amount, scores, known)
    values = np.empty((len(known), len(options)), dtype=np.int32)

    def work(some: slice) -> None:
        compiled.worths(
            options[some], amount[some], scores[:, some], known, values[:, some], VALUE_MAX, FORBIDDEN
        )

    in_threads(work, len(options))
    return values


def _worths_numpy(options: Array, amount: Array, scores: Array, known: Array) -> Array:
    values = np.empty((len(known), len(options)), dtype=np.int32)
    reach, willingness, ability, recover, harm = scores.astype(np.int64)
    due = amount.astype(np.int64)
    for kind, (now_bp, by_contact, stays, cost, harms) in enumerate(known):
        reached = reach if by_contact else 100
        now = due * (now_bp * reached * (willingness + ability) // 200) // 1_000_000
        later = (due - now) * (recover * stays // 100) // 1_000_000
        value = np.clip(now + later - cost - harm * harms // 100_000, -VALUE_MAX, VALUE_MAX)
        values[kind] = np.where(options >> kind & 1, value, FORBIDDEN)
    return values


def compared(
    values: Array, weight: Array, part: Array, price_weight: Array, price_part: Array, choice: Array
) -> tuple[Array, Array, Array]:
    """The next best treatment at the prices besides the chosen one (N,) int16, -1 where none is open; how far the
    chosen one leads it (N,) int64 in minor units; the best one of all (N,) int16."""
    count = values.shape[1]
    compiled = compiled_for(count)
    if compiled is None:
        return _compared_numpy(values, weight, part, price_weight, price_part, choice)
    second, greedy = np.empty(count, dtype=np.int16), np.empty(count, dtype=np.int16)
    lead = np.empty(count, dtype=np.int64)

    def work(some: slice) -> None:
        compiled.compared(
            values[:, some], weight[some], part[some], price_weight, price_part, choice[some],
            second[some], lead[some], greedy[some], GRID, FORBIDDEN,
        )  # fmt: skip

    in_threads(work, count)
    return second, lead, greedy


def _compared_numpy(
    values: Array, weight: Array, part: Array, price_weight: Array, price_part: Array, choice: Array
) -> tuple[Array, Array, Array]:
    scores = scores_numpy(values, weight, part, price_weight, price_part)
    greedy = scores.argmax(axis=0)
    place = choice.astype(np.int64)[None, :]
    mine = np.take_along_axis(scores, place, axis=0)[0]
    np.put_along_axis(scores, place, _LOWEST, axis=0)
    second = scores.argmax(axis=0)
    top = np.take_along_axis(scores, second[None, :], axis=0)[0]
    alone = top == _LOWEST
    lead = np.floor(np.where(alone, 0, mine - np.where(alone, 0, top)).astype(np.float64) / GRID)
    return np.where(alone, -1, second).astype(np.int16), lead.astype(np.int64), greedy.astype(np.int16)
