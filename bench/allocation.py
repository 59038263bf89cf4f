"""Allocation at the certified optimum: accounts × 12 treatments under 11 limits that couple them.

python -m bench.allocation 100000 1000000 --json

Book, values and limits are made from a seed: agent, specialist and field minutes, volumes of three channels,
legal and settlement places, a budget, a care floor and two rows that hold the pressure on two parts of the
book together. Each size is solved twice; the first time may compile the kernel. Targets (issue 5) at 10 M:
gap at most 1e-5, at most 15 seconds. Every plan is counted again, row by row, before a figure is printed.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Sequence

import numpy as np

from arrears.kernel.words import Words
from arrears.night.allocation.contracts import FORBIDDEN, Limit
from arrears.night.allocation.rules.primal import allocate
from arrears.night.allocation.rules.problem import Problem
from bench.machine import machine

KINDS, PARTS = 12, 4
TARGET_GAP, TARGET_SECONDS, TARGET_ACCOUNTS = 1e-5, 15.0, 10_000_000
MINUTES = np.array([0, 0, 0, 6, 6, 0, 90, 10, 40, 12, 15, 8])
COST = np.array([0, 5, 1, 30, 35, 300, 5_000, 8_000, 2_000, 50, 0, 10])
RESPONSE = np.array([0.0, 0.01, 0.008, 0.05, 0.06, 0.015, 0.09, 0.04, 0.03, 0.02, 0.02, 0.045])
CALLED = (3, 4, 6, 11)
PRESSING = (3, 4, 6, 7)
SHARES = (0.6, 0.3, 0.07, 0.03)


def book(count: int, seed: int = 20_261_123) -> Problem:
    """A book of `count` accounts that no house has."""
    dice = np.random.default_rng(seed)
    balance = np.exp(dice.normal(11.5, 1.2, count)).clip(1_000, 5e7)
    reach, will, able = dice.beta(2, 2, count), dice.beta(2, 3, count), dice.beta(2, 2, count)
    values = np.empty((KINDS, count), dtype=np.int32)
    for kind in range(KINDS):
        response = RESPONSE[kind] * (0.3 + will) * (0.3 + able) * dice.uniform(0.5, 1.5, count)
        worth = np.rint(balance * response * (reach if kind in CALLED else 1.0) - COST[kind])
        values[kind] = np.where((dice.random(count) < 0.2) & (kind > 0), FORBIDDEN, worth)
    part = dice.choice(PARTS, count, p=SHARES).astype(np.int16)
    weight = dice.integers(60, 200, count).astype(np.int32)
    return Problem(values, weight, part, limits(count, np.bincount(part, minlength=PARTS)))


def limits(count: int, parts: np.ndarray) -> tuple[Limit, ...]:
    everyone = range(PARTS)

    def needs(kinds: Sequence[int], each: np.ndarray | int, of: Sequence[int] = everyone) -> np.ndarray:
        table = np.zeros((PARTS, KINDS), dtype=np.int64)
        for kind in kinds:
            table[list(of), kind] = each if isinstance(each, int) else each[kind]
        return table

    def row(name: str, bound: float, weighed: np.ndarray | None, counted: np.ndarray | None) -> Limit:
        nothing = np.zeros((PARTS, KINDS), dtype=np.int64)
        tables = (weighed if weighed is not None else nothing, counted if counted is not None else nothing)
        per_weight, per_part = (tuple(tuple(line) for line in table.tolist()) for table in tables)
        return Limit(
            id=name, title=Words(name, name), bound=int(bound), per_weight=per_weight, per_part=per_part
        )

    def parity(first: int, second: int) -> np.ndarray:
        """The pressed share of one part is at most 1.1 times that of another."""
        return needs(PRESSING, round(1_000 * count / parts[first]), [first]) - needs(
            PRESSING, round(1_100 * count / parts[second]), [second]
        )

    return (
        row("agent minutes", 80 * count, needs((3, 4, 11), MINUTES), None),
        row("specialist minutes", 10 * count, needs((8, 9, 10), MINUTES), None),
        row("field minutes", 20 * count, needs((6,), MINUTES), None),
        row("texts", 0.25 * count, None, needs((1,), 1)),
        row("letters", 0.05 * count, None, needs((5,), 1)),
        row("legal places", 0.004 * count, None, needs((7,), 1)),
        row("settlements", 0.01 * count, None, needs((11,), 1)),
        row("budget", 60 * count, None, needs(range(KINDS), COST)),
        row("care floor", -0.05 * float(parts[2]), None, needs((10,), -1, [2])),
        row("parity one way", 0, None, parity(0, 1)),
        row("parity the other way", 0, None, parity(1, 0)),
    )


def measure(count: int) -> dict[str, float | int | bool]:
    given = book(count)
    seconds = []
    for _ in range(2):
        started = time.perf_counter()
        plan = allocate(given)
        seconds.append(time.perf_counter() - started)
    used = given.use_of(plan.choice)
    masked = bool((np.take_along_axis(given.values, plan.choice[None, :].astype(int), 0) == FORBIDDEN).any())
    found = plan.outcome
    return {
        "accounts": count,
        "treatments": KINDS,
        "limits": len(given.limits),
        "first_seconds": round(seconds[0], 2),
        "seconds": round(seconds[1], 2),
        "gap": found.gap,
        "bound_minor": found.bound_minor,
        "value_minor": found.value_minor,
        "passes": found.passes,
        "settled": found.settled,
        "within_limits": bool((used <= given.bounds()).all()) and not masked and not found.relaxed,
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=[100_000], metavar="ACCOUNTS")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = [measure(size) for size in asked.sizes]
    if asked.json:
        print(json.dumps({"machine": machine(), "allocation": found}))
        return
    print(machine())
    for each in found:
        print(
            f"{each['accounts']:>10,} × {KINDS} × {each['limits']}: {each['seconds']:6.2f} s "
            f"(first {each['first_seconds']:.2f} s)  gap {each['gap']:.1e}  {each['passes']} passes, "
            f"{each['settled']} settled apart, within limits: {each['within_limits']}, "
            f"peak {each['peak_mib']} MiB (values included)"
        )
    print(f"targets at {TARGET_ACCOUNTS:,}: gap ≤ {TARGET_GAP:.0e}, ≤ {TARGET_SECONDS:.0f} s")


if __name__ == "__main__":
    main()
