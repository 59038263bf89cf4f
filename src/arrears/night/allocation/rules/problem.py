"""An allocation problem as arrays, and what prices mean for it. Everything that is compared is whole."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from arrears.night.allocation.contracts import GRID, Limit
from arrears.night.allocation.rules.kernels import Array, Sums, sums


@dataclass(frozen=True, slots=True)
class Pass:
    """What a pass found: value of the choice, use of each limit (M,), and the dual value (a certified bound)."""

    value: int
    used: Array
    dual: float


@dataclass(frozen=True, slots=True)
class Problem:
    """Accounts by treatments with shared limits.

    values (K, N) int32 minor units, FORBIDDEN where masked; weight (N,) int32; part (N,) int16.
    Every account has at least one permitted treatment.
    """

    values: Array
    weight: Array
    part: Array
    limits: tuple[Limit, ...]

    def __post_init__(self) -> None:
        kinds, count = self.values.shape
        if self.weight.shape != (count,) or self.part.shape != (count,):
            raise ValueError("weight and part need one entry for each account")
        for limit in self.limits:
            if any(len(row) != kinds for row in (*limit.per_weight, *limit.per_part)):
                raise ValueError(f"{limit.id}: needs one entry for each treatment")

    @property
    def size(self) -> int:
        return int(self.values.shape[1])

    def per_weight(self) -> Array:
        """(M, G, K) int64."""
        return self._table([limit.per_weight for limit in self.limits])

    def per_part(self) -> Array:
        """(M, G, K) int64."""
        return self._table([limit.per_part for limit in self.limits])

    def _table(self, needs: list[tuple[tuple[int, ...], ...]]) -> Array:
        if needs:
            return np.array(needs, dtype=np.int64)
        return np.zeros((0, int(self.part.max(initial=0)) + 1, self.values.shape[0]), dtype=np.int64)

    def bounds(self) -> Array:
        return np.array([limit.bound for limit in self.limits], dtype=np.int64)

    def some(self, chosen: Array) -> Problem:
        """The problem of some accounts alone, with the limits as they are."""
        values = np.ascontiguousarray(self.values[:, chosen])
        return Problem(values, self.weight[chosen], self.part[chosen], self.limits)

    def bounded(self, bounds: Array) -> Problem:
        """The same problem with other bounds."""
        limits = tuple(
            replace(limit, bound=int(bound)) for limit, bound in zip(self.limits, bounds, strict=True)
        )
        return Problem(self.values, self.weight, self.part, limits)

    def price_tables(self, prices: Array) -> tuple[Array, Array]:
        """What a treatment costs per unit of weight and besides, by part (G, K), at whole prices (M,)."""
        on_weight = np.tensordot(prices, self.per_weight(), axes=1)
        on_part = np.tensordot(prices, self.per_part(), axes=1)
        return np.asarray(on_weight, dtype=np.int64), np.asarray(on_part, dtype=np.int64)

    def at(self, prices: Array) -> Pass:
        """One pass over the book at whole prices."""
        return self.read(prices, sums(self.values, self.weight, self.part, *self.price_tables(prices)))

    def read(self, prices: Array, found: Sums) -> Pass:
        """What the sums of a pass mean for the limits."""
        used = np.tensordot(self.per_weight(), found.weight, axes=2)
        used = np.asarray(used + np.tensordot(self.per_part(), found.count, axes=2), dtype=np.int64)
        slack = [int(bound) - int(use) for bound, use in zip(self.bounds(), used, strict=True)]
        rent = sum(int(price) * left for price, left in zip(prices, slack, strict=True))
        return Pass(value=found.value, used=used, dual=found.value + rent / GRID)

    def needs(self, account: Array, kind: Array) -> Array:
        """Needs (M, n) of pairs of account and treatment."""
        part = self.part[account]
        weighed = self.per_weight()[:, part, kind] * self.weight[account].astype(np.int64)
        return np.asarray(weighed + self.per_part()[:, part, kind], dtype=np.int64)

    def use_of(self, choice: Array) -> Array:
        """Use of each limit (M,) by a plan."""
        _, parts, kinds = self.per_part().shape
        cell = self.part.astype(np.int64) * kinds + choice
        counts = np.bincount(cell, minlength=parts * kinds).reshape(parts, kinds)
        weights = np.bincount(cell, weights=self.weight, minlength=parts * kinds).reshape(parts, kinds)
        found = Sums(0, np.rint(weights).astype(np.int64), counts.astype(np.int64))
        return self.read(np.zeros(len(self.limits), dtype=np.int64), found).used

    def value_of(self, choice: Array) -> int:
        """Value of a plan in minor units."""
        picked = np.asarray(choice, dtype=np.int64)[None, :]
        return int(np.take_along_axis(self.values, picked, axis=0).sum(dtype=np.int64))
