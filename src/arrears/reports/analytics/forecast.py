"""Forecast of recoveries: balances roll from bucket to bucket as they did, and pay as they did (Markov chain;
Cyert, Davidson and Thompson 1962).

The interval comes from drawing months of the history again; the error beside it from forecasting each past
month with the months before it alone. A forecast is an estimate: numbers here are floats, in minor units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from arrears.reports.analytics.flow import JOINED, LEFT, Matrix

Vector = npt.NDArray[np.float64]
DRAWS = 400
INTERVAL = (0.1, 0.9)
MONTHS_MIN = 2
"""Months of history below which no interval and no back-test can be given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """The money expected in a month. `low` and `high` hold four of five drawn futures; None without history."""

    months_ahead: int
    expected: int
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """A past month forecast with the months before it."""

    month: date
    expected: int
    actual: int

    @property
    def error(self) -> float | None:
        return (self.expected - self.actual) / self.actual if self.actual else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    months_of_history: int
    ahead: tuple[Ahead, ...]
    tested: tuple[Tested, ...]

    @property
    def mean_error(self) -> float | None:
        """Mean of the absolute relative errors of the back-test; None when nothing could be tested."""
        errors = [abs(one.error) for one in self.tested if one.error is not None]
        return sum(errors) / len(errors) if errors else None


@dataclass(frozen=True, slots=True)
class _Sums:
    """What happened in one month, by bucket: balance before, where it went, what joined, what was paid."""

    before: Vector
    moved: Vector
    joined: Vector
    received: Vector
    received_joined: float


def _sums(matrix: Matrix, buckets: Sequence[str]) -> _Sums:
    place = {code: at for at, code in enumerate(buckets)}
    size = len(buckets)
    found = _Sums(np.zeros(size), np.zeros((size, size)), np.zeros(size), np.zeros(size), 0.0)
    late = 0.0
    for cell in matrix.cells:
        if cell.before == JOINED:
            found.joined[place[cell.after]] += cell.balance_after
            late += cell.received
            continue
        row = place[cell.before]
        found.before[row] += cell.balance_before
        found.received[row] += cell.received
        if cell.after != LEFT:
            found.moved[row, place[cell.after]] += cell.balance_after
    return _Sums(found.before, found.moved, found.joined, found.received, late)


def _walk(months: Sequence[_Sums], start: Vector, steps: int) -> list[float]:
    """Money month by month from a start, with the mean rates of the months given, weighted by balance."""
    before = np.sum([one.before for one in months], axis=0)
    safe = np.where(before > 0, before, 1.0)
    roll = np.sum([one.moved for one in months], axis=0) / safe[:, None]
    pays = np.sum([one.received for one in months], axis=0) / safe
    joined = np.mean([one.joined for one in months], axis=0)
    extra = float(np.mean([one.received_joined for one in months]))
    found, state = [], start.astype(float)
    for _step in range(steps):
        found.append(float(state @ pays) + extra)
        state = state @ roll + joined
    return found


def forecast(
    history: Sequence[Matrix], start: dict[str, int], steps: int = 4, seed: int = 20_260_101
) -> Forecast:
    """Expected money of `steps` months after the newest closing, whose balance by bucket is `start`.

    `history`: month-on-month matrices, oldest first. Without any there is nothing to say: no months ahead.
    """
    buckets = tuple(dict.fromkeys([code for one in history for code in one.buckets] + list(start)))
    months = [_sums(one, buckets) for one in history]
    if not months:
        return Forecast(months_of_history=0, ahead=(), tested=())
    now = np.array([start.get(code, 0) for code in buckets], dtype=float)
    expected = _walk(months, now, steps)
    low, high = _interval(months, now, steps, seed)
    ahead = tuple(
        Ahead(
            months_ahead=at,
            expected=round(expected[at]),
            low=None if low is None else round(low[at]),
            high=None if high is None else round(high[at]),
        )
        for at in range(steps)
    )
    tested = tuple(
        Tested(
            month=history[at].last,
            expected=round(_walk(months[:at], months[at].before, 1)[0]),
            actual=round(float(months[at].received.sum()) + months[at].received_joined),
        )
        for at in range(1, len(months))
    )
    return Forecast(months_of_history=len(months), ahead=ahead, tested=tested)


def _interval(
    months: Sequence[_Sums], start: Vector, steps: int, seed: int
) -> tuple[list[float] | None, list[float] | None]:
    if len(months) < MONTHS_MIN:
        return None, None
    dice = np.random.default_rng(seed)
    drawn = np.array(
        [
            _walk([months[at] for at in dice.integers(0, len(months), len(months))], start, steps)
            for _draw in range(DRAWS)
        ]
    )
    low, high = np.quantile(drawn, INTERVAL, axis=0)
    return list(map(float, low)), list(map(float, high))
