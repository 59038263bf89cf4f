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


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a bucket adds to an expected month: its balance then, and the share of it that paid in the history.

    The bucket `+` is what joins within the month: the mean of the history, without balance or share.
    """

    bucket: str
    balance: int | None
    rate: float | None
    money: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How an expected month was made. `months`: how many of the history, oldest first, it was made from."""

    months: int
    parts: tuple[Part, ...]

    @property
    def expected(self) -> int:
        return round(sum(one.money for one in self.parts))


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


@dataclass(frozen=True, slots=True)
class _Rates:
    """Mean rates of months, weighted by balance. Without newcomers nothing joins: of what stood at the start alone."""

    pays: Vector
    roll: Vector
    joined: Vector
    extra: float


def _rates(months: Sequence[_Sums], newcomers: bool) -> _Rates:
    before = np.sum([one.before for one in months], axis=0)
    safe = np.where(before > 0, before, 1.0)
    joined = np.mean([one.joined for one in months], axis=0)
    return _Rates(
        pays=np.sum([one.received for one in months], axis=0) / safe,
        roll=np.sum([one.moved for one in months], axis=0) / safe[:, None],
        joined=joined if newcomers else np.zeros_like(joined),
        extra=float(np.mean([one.received_joined for one in months])) if newcomers else 0.0,
    )


def _states(rates: _Rates, start: Vector, steps: int) -> list[Vector]:
    """The balance by bucket at the beginning of each month."""
    found = [start.astype(float)]
    while len(found) < steps:
        found.append(found[-1] @ rates.roll + rates.joined)
    return found


def _walk(months: Sequence[_Sums], start: Vector, steps: int, newcomers: bool = True) -> list[float]:
    """Money month by month from a start, with the mean rates of the months given."""
    rates = _rates(months, newcomers)
    return [float(state @ rates.pays) + rates.extra for state in _states(rates, start, steps)]


def _of_stage(balance: Vector, buckets: Sequence[str], stage: str) -> Vector:
    return np.where(np.array([stage in ("", one) for one in buckets]), balance, 0.0)


def _read(
    history: Sequence[Matrix], start: dict[str, int], stage: str
) -> tuple[tuple[str, ...], list[_Sums], Vector]:
    buckets = tuple(dict.fromkeys([code for one in history for code in one.buckets] + list(start)))
    now = np.array([start.get(code, 0) for code in buckets], dtype=float)
    return buckets, [_sums(one, buckets) for one in history], _of_stage(now, buckets, stage)


def forecast(
    history: Sequence[Matrix], start: dict[str, int], steps: int = 4, seed: int = 20_260_101, stage: str = ""
) -> Forecast:
    """Expected money of `steps` months after the newest closing, whose balance by bucket is `start`.

    `history`: month-on-month matrices, oldest first. Without any there is nothing to say: no months ahead.
    `stage`: money of the accounts that stand in this bucket at the start (of a past month: stood in it) alone.
    """
    buckets, months, now = _read(history, start, stage)
    if not months:
        return Forecast(months_of_history=0, ahead=(), tested=())
    expected = _walk(months, now, steps, not stage)
    low, high = _interval(months, now, steps, seed, not stage)
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
            expected=round(_walk(months[:at], _of_stage(months[at].before, buckets, stage), 1, not stage)[0]),
            actual=round(
                float(_of_stage(months[at].received, buckets, stage).sum())
                + (0.0 if stage else months[at].received_joined)
            ),
        )
        for at in range(1, len(months))
    )
    return Forecast(months_of_history=len(months), ahead=ahead, tested=tested)


def made(
    history: Sequence[Matrix], start: dict[str, int], ahead: int, tested: date | None = None, stage: str = ""
) -> Made | None:
    """How the money expected so many months ahead was made; with `tested` how that of a past month was, out of the
    months before it. None where nothing was forecast."""
    buckets, months, now = _read(history, start, stage)
    if tested is not None:
        at = next((at for at, one in enumerate(history) if one.last == tested), 0)
        now = _of_stage(months[at].before, buckets, stage) if months else now
        months, ahead = months[:at], 0
    if not months:
        return None
    rates = _rates(months, not stage)
    state = _states(rates, now, ahead + 1)[ahead]
    parts = [
        Part(
            bucket=code,
            balance=round(state[at]),
            rate=float(rates.pays[at]),
            money=float(state[at] * rates.pays[at]),
        )
        for at, code in enumerate(buckets)
        if state[at]
    ]
    if rates.extra:
        parts.append(Part(bucket=JOINED, balance=None, rate=None, money=rates.extra))
    return Made(months=len(months), parts=tuple(parts))


def _interval(
    months: Sequence[_Sums], start: Vector, steps: int, seed: int, newcomers: bool
) -> tuple[list[float] | None, list[float] | None]:
    if len(months) < MONTHS_MIN:
        return None, None
    dice = np.random.default_rng(seed)
    drawn = np.array(
        [
            _walk([months[at] for at in dice.integers(0, len(months), len(months))], start, steps, newcomers)
            for _draw in range(DRAWS)
        ]
    )
    low, high = np.quantile(drawn, INTERVAL, axis=0)
    return list(map(float, low)), list(map(float, high))
