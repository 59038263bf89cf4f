"""How sample debtors pay, by the reason they are in arrears (kernel.reasons).

Every reason has its own depth of arrears, lateness and part payments, so that histories can be told apart;
none of it stands in the portfolio file: a creditor does not know it either.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arrears.kernel.reasons import Reason


@dataclass(frozen=True, slots=True)
class Habit:
    """`depth`: weights of 0, 1, 2 … unpaid instalments; `late`: days late of those paid (least, most);
    `part`: chance that an unpaid instalment was paid in part, and how much of it; `daily`: chance that some
    money comes on a day; `full`: chance that it settles the oldest instalment."""

    depth: tuple[float, ...]
    late: tuple[int, int]
    part: tuple[float, float, float]
    daily: float
    full: float


HABITS: dict[Reason, Habit] = {
    Reason.FORGOT: Habit((0.55, 0.45), (0, 9), (0.0, 0.0, 0.0), 0.14, 1.0),
    Reason.CASH_FLOW: Habit((0.1, 0.5, 0.28, 0.12), (0, 20), (0.45, 0.3, 0.7), 0.05, 0.45),
    Reason.DISPUTE: Habit((0.0, 0.25, 0.25, 0.2, 0.15, 0.1, 0.05), (0, 3), (0.02, 0.1, 0.3), 0.008, 0.5),
    Reason.INERTIA: Habit((0.3, 0.45, 0.2, 0.05), (8, 28), (0.05, 0.4, 0.6), 0.07, 0.9),
    Reason.BUSINESS_DISTRESS: Habit(
        (0.0, 0.1, 0.2, 0.2, 0.2, 0.12, 0.08, 0.05, 0.05), (0, 25), (0.3, 0.1, 0.4), 0.015, 0.1
    ),
    Reason.MALICE: Habit(
        (0.0, 0.0, 0.05, 0.1, 0.15, 0.2, 0.15, 0.1, 0.1, 0.05, 0.05, 0.05),
        (0, 5),
        (0.01, 0.05, 0.1),
        0.002,
        0.2,
    ),
    Reason.HARDSHIP: Habit((0.0, 0.2, 0.3, 0.2, 0.15, 0.1, 0.05), (0, 20), (0.5, 0.05, 0.25), 0.03, 0.05),
}
REASONS = tuple(HABITS)
MIX: dict[str, tuple[float, ...]] = {  # shares of the reasons, in the order of HABITS
    "card": (0.30, 0.22, 0.05, 0.25, 0.02, 0.06, 0.10),
    "lease": (0.15, 0.30, 0.07, 0.18, 0.20, 0.05, 0.05),
    "invoice": (0.18, 0.28, 0.15, 0.24, 0.12, 0.03, 0.0),
}


def reasons(rng: np.random.Generator, kind: str, count: int) -> np.ndarray:
    """A reason for each debtor, as a place in REASONS."""
    return rng.choice(len(REASONS), count, p=MIX[kind])


def depths(rng: np.random.Generator, reason: np.ndarray) -> np.ndarray:
    """How many instalments are due and unpaid, per account."""
    depth = np.zeros(len(reason), np.int64)
    for place, habit in enumerate(HABITS.values()):
        mine = np.flatnonzero(reason == place)
        weights = np.array(habit.depth)
        depth[mine] = rng.choice(len(weights), len(mine), p=weights / weights.sum())
    return depth


def lateness(rng: np.random.Generator, reason: np.ndarray) -> np.ndarray:
    """Days after the due date on which a paid instalment was paid."""
    low = np.array([habit.late[0] for habit in HABITS.values()])[reason]
    high = np.array([habit.late[1] for habit in HABITS.values()])[reason]
    return np.asarray(low + (rng.random(len(reason)) * (high - low + 1)).astype(np.int64))


def parts(rng: np.random.Generator, reason: np.ndarray) -> np.ndarray:
    """The share of an unpaid instalment that was paid, mostly 0."""
    table = np.array([habit.part for habit in HABITS.values()])[reason]
    paid = rng.random(len(reason)) < table[:, 0]
    return np.asarray(paid * (table[:, 1] + rng.random(len(reason)) * (table[:, 2] - table[:, 1])))


def next_days(rng: np.random.Generator, reason: np.ndarray, days: int) -> tuple[np.ndarray, np.ndarray]:
    """For each account the first day (1…) on which money comes, 0 for none within `days`, and whether it
    settles the oldest instalment."""
    daily = np.array([habit.daily for habit in HABITS.values()])[reason]
    full = np.array([habit.full for habit in HABITS.values()])[reason]
    day = np.ceil(np.log1p(-rng.random(len(reason))) / np.log1p(-daily)).astype(np.int64)
    return np.where(day <= days, np.maximum(day, 1), 0), rng.random(len(reason)) < full
