"""Policies that learn from a log: what a treatment brings now, and what the state it leaves is worth later.

Cards: every feature cut into bins, one sum of points for each treatment (ridge on bins). Trees: boosted trees
on the same features, the challenger. Both predict shares of the balance; money is share times balance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from scipy import sparse
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import PoissonRegressor

from arrears.night.proof.contracts import KINDS, PRESSING, World
from arrears.night.proof.rules.cohort import Cohort, Seen, costs_of, limits_of, needs_of
from arrears.night.proof.rules.law import AT, Array, K
from arrears.night.proof.rules.rationing import by_value

_CUTS: dict[str, tuple[float, ...]] = {
    "days_past_due": (14, 28, 42, 60, 84),
    "balance": (600, 1000, 1500, 2500, 4000, 8000),
    "quarters": (2, 3, 4),
    "talk": (1, 2, 3),
    "vulnerable": (1,),
    "cue_willing": (1,),
    "cue_reach": (1,),
    "cue_ability": (1, 2),
    "attempts": (1, 2, 4, 6, 9),
    "recent": (0.3, 0.7, 1.2, 1.8, 2.2),
    "reached": (1, 2, 3, 5),
    "since_attempt": (1, 2, 4, 99),
    "since_reached": (1, 2, 4, 8, 99),
    "payments": (1, 2, 3),
    "since_paid": (1, 3, 6, 99),
    "broken": (1, 2),
    "hardship": (1,),
    "refused": (1, 2),
    "complaints": (1,),
    "reason": (1, 2, 3, 4, 5),
    "last": (1, 2),
    "offered": (1, 2),
}
_PAIRS = (
    ("reason", "hardship"), ("reason", "refused"), ("reason", "cue_ability"), ("talk", "quarters"),
    ("recent", "last"), ("cue_willing", "cue_ability"), ("cue_reach", "reached"), ("hardship", "cue_ability"),
    ("days_past_due", "reason"), ("payments", "reason"), ("refused", "cue_ability"), ("offered", "reason"),
)  # fmt: skip
WEEKS_MAX = 27
_PRESSING = np.array([AT[name] for name in PRESSING])
_DISTRESS = 1 + KINDS.index("distress")
TREE_ROWS = 250_000


def binned(seen: Seen) -> Array:
    """The bin of every feature (n, F) int16, then pairs of features, then the week."""
    bins = {
        name: np.searchsorted(np.array(cuts), np.asarray(getattr(seen, name), dtype=float), side="right")
        for name, cuts in _CUTS.items()
    }
    pairs = [bins[one] * (len(_CUTS[two]) + 1) + bins[two] for one, two in _PAIRS]
    weeks = np.full(len(seen.balance), seen.week)
    return np.stack([*bins.values(), *pairs, weeks], axis=1).astype(np.int16)


_SIZES = np.array(
    [
        *(len(cuts) + 1 for cuts in _CUTS.values()),
        *((len(_CUTS[one]) + 1) * (len(_CUTS[two]) + 1) for one, two in _PAIRS),
        WEEKS_MAX,
    ]
)
_FIRST = np.concatenate([[0], np.cumsum(_SIZES)[:-1]])
WIDTH = int(_SIZES.sum())
_TELL = ("vulnerable", "cue_reach", "attempts", "recent", "since_attempt", "hardship", "complaints", "reason")
_TELLING = np.concatenate(
    [np.arange(_FIRST[at], _FIRST[at] + _SIZES[at]) for at, name in enumerate(_CUTS) if name in _TELL]
)
_STILL = 1e-5  # how far factors are held at one


def indicator(bins: Array) -> sparse.csr_array:
    """One column for each bin."""
    rows, features = bins.shape
    places = (bins + _FIRST).ravel()
    ends = np.arange(0, rows * features + 1, features)
    return sparse.csr_array((np.ones(rows * features, dtype=np.float32), places, ends), shape=(rows, WIDTH))


def points(bins: Array, target: Array, penalty: float) -> Array:
    """Points of each bin by ridge, the mean apart: (WIDTH + 1,), the mean last."""
    mean = float(target.mean()) if len(target) else 0.0
    if len(target) < 50:
        return np.concatenate([np.zeros(WIDTH), [mean]])
    wide = indicator(bins)
    square = (wide.T @ wide).toarray().astype(float)
    square[np.diag_indices(WIDTH)] += penalty
    found = np.linalg.solve(square, wide.T @ (target - mean))
    return np.concatenate([found, [mean]])


def read_points(bins: Array, found: Array) -> Array:
    """Sums of points (n,) or, for a table (K, WIDTH + 1), (n, K)."""
    wide = indicator(bins)
    if found.ndim == 1:
        return np.asarray(wide @ found[:-1] + found[-1])
    return np.asarray(wide @ found[:, :-1].T + found[:, -1])


@dataclass(slots=True)
class Log:
    """Weeks of accounts that still owed: bins (n, F), treatment, paid share, complaint, next bins, money from then on."""

    bins: Array
    treatment: Array
    paid: Array
    complaint: Array
    following: Array
    ends: Array
    to_come: Array
    balance: Array


class Keeper:
    """Collects a log while a cohort lives."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._weeks: list[dict[str, Array]] = []

    def week(
        self, before: Array, alive: Array, chosen: Array, paid: Array, complaint: Array, cohort: Cohort
    ) -> None:
        self._weeks.append(
            {
                "bins": before,
                "alive": alive,
                "treatment": chosen,
                "paid": paid,
                "complaint": complaint,
                "following": binned(cohort.seen),
                "ends": ~cohort.alive | (cohort.seen.week >= self._world.weeks),
            }
        )

    def log(self, balance: Array) -> Log:
        to_come = np.zeros(len(balance))
        rows: list[dict[str, Array]] = []
        for week in reversed(self._weeks):
            to_come = week["paid"] + self._world.discount * to_come
            kept = week["alive"]
            row = {name: values[kept] for name, values in week.items() if name != "alive"}
            row |= {"to_come": to_come[kept], "balance": balance[kept]}
            rows.append(row)
        return Log(**{name: np.concatenate([row[name] for row in rows]) for name in rows[0]})


def together(logs: Sequence[Log]) -> Log:
    names = Log.__dataclass_fields__
    return Log(**{name: np.concatenate([getattr(log, name) for log in logs]) for name in names})


@dataclass(frozen=True, slots=True)
class Complaints:
    """How often a treatment draws a complaint: one log-linear rate for all treatments, since complaints are few."""

    model: PoissonRegressor

    def rates(self, bins: Array) -> Array:
        """By treatment (n, K)."""
        everybody = [np.full(len(bins), at) for at in range(K)]
        found = np.stack([self.model.predict(_asked(bins, at)) for at in everybody], axis=1)
        found[:, AT["wait"]] = 0.0
        return np.asarray(found)


class Model(Protocol):
    """Shares of the balance that each treatment is worth, now and later, and the complaints it draws (n, K)."""

    def worth(self, bins: Array) -> tuple[Array, Array]: ...


@dataclass(frozen=True, slots=True)
class Cards:
    """A points card for each treatment, and one for complaints."""

    share: Array
    harm: Complaints

    def worth(self, bins: Array) -> tuple[Array, Array]:
        return read_points(bins, self.share), self.harm.rates(bins)


@dataclass(frozen=True, slots=True)
class Trees:
    """Boosted trees over features and treatment."""

    share: Any
    harm: Complaints

    def worth(self, bins: Array) -> tuple[Array, Array]:
        alone = bins[:, : len(_CUTS)]
        week = bins[:, -1:]
        found = np.empty((len(bins), K))
        for at in range(K):
            asked = np.hstack([alone, week, np.full((len(bins), 1), at)])
            found[:, at] = self.share.predict(asked)
        return found, self.harm.rates(bins)


def _targets(log: Log, discount: float, later: Log) -> Array:
    """What comes now and what the next state is worth, against what this state was worth: the gain of the choice."""
    value = points(later.bins, later.to_come, 20.0)
    ahead = np.where(log.ends, 0.0, np.maximum(read_points(log.following, value), 0.0))
    return np.asarray(log.paid + discount * ahead - read_points(log.bins, value))


def _harm(log: Log) -> Complaints:
    """Rates of complaints: a factor for the treatment, one for each bin that may matter."""
    told = PoissonRegressor(alpha=_STILL, max_iter=200)
    return Complaints(told.fit(_asked(log.bins, log.treatment), log.complaint))


def _asked(bins: Array, treatment: Array) -> sparse.csr_array:
    return sparse.hstack([indicator(bins)[:, _TELLING], sparse.csr_array(np.eye(K)[treatment])], format="csr")


def fit_cards(log: Log, discount: float, later: Log | None = None) -> Cards:
    """Cards from a log; `later`: the log of the policy that will follow, where it is another."""
    gain = _targets(log, discount, later or log)
    share = [points(log.bins[log.treatment == at], gain[log.treatment == at], 60.0) for at in range(K)]
    return Cards(np.stack(share), _harm(log))


def fit_trees(log: Log, discount: float, later: Log | None = None, seed: int = 0) -> Trees:
    """Trees from a log."""
    gain = _targets(log, discount, later or log)
    asked = np.hstack([log.bins[:, : len(_CUTS)], log.bins[:, -1:], log.treatment[:, None]])
    place = asked.shape[1] - 1
    forest = HistGradientBoostingRegressor(
        max_iter=100,
        learning_rate=0.1,
        max_leaf_nodes=31,
        min_samples_leaf=200,
        l2_regularization=10.0,
        categorical_features=[place],
        random_state=seed,
    )
    rows = np.random.default_rng(seed).permutation(len(gain))[:TREE_ROWS]
    forest.fit(asked[rows], gain[rows])
    return Trees(forest, _harm(log))


def follow(model: Model, cohort: Cohort, complaint: float) -> Array:
    """A week's treatments by a model: values after cost and harm, limits by the house's allocation.

    `complaint`: what the house weighs a complaint at, in times of what it costs."""
    return values_and_choice(model, cohort, complaint)[1]


def values_and_choice(model: Model, cohort: Cohort, complaint: float = 1.0) -> tuple[Array, Array]:
    world = cohort.law.world
    share, harm = model.worth(binned(cohort.seen))
    values = share * cohort.seen.balance[:, None] - costs_of(world) - complaint * world.complaint_cost * harm
    may = cohort.may()
    spared = cohort.seen.hardship | (cohort.seen.reason == _DISTRESS)
    may[np.ix_(spared, _PRESSING)] = (
        False  # the house's guard: who told of hardship or distress is not pressed
    )
    values = np.where(cohort.alive[:, None], values, 0.0)
    chosen, _ = by_value(values, may, needs_of(world), limits_of(world, cohort.size))
    return values, np.where(cohort.alive, chosen, AT["wait"])
