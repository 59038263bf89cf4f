"""Runs of days as whole numbers on a line, both ends in: what a delay keeps when stays are cut out."""

from __future__ import annotations

from collections.abc import Sequence


def overlap(first: int, last: int, runs: Sequence[tuple[int, int]]) -> int:
    """How many days of first..last (both in) lie in the runs, which do not touch each other."""
    return sum(max(0, min(last, high) - max(first, low) + 1) for low, high in runs)


def merged(runs: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Closed runs of days, sorted, overlapping ones made one."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(run for run in runs if run[0] <= run[1]):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return tuple(found)
