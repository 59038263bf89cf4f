"""Recoverability: the share of what is owed that comes within one, two and three periods, by discrete hazards.

The hazard of a period is the part of what is still owed at its start that is paid in it. It is read from one table: the
points of the card, with the days past due moved on by a period each time (per month of arrears), the other features as
the night saw them. The share by the end of period k is 1 - (1 - h1) ... (1 - hk). Every account counts alike on its
night and by the part still owed afterwards, so that the mean of that product is the mean share paid (a discrete-time
hazard model, as Singer and Willett 1993; the fractional outcome as Papke and Wooldridge 1996).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from arrears.night.scoring.contracts import (
    SCORE_MAX,
    Attribute,
    Card,
    HazardMonth,
    HazardTable,
    ShareFound,
)
from arrears.night.scoring.rules.fitting import Columns, as_card, place_of, scale_of, score_of
from arrears.night.scoring.rules.solving import Array, Solved, solve

PERIODS = 3
AGE = "days_past_due"
_TENTHS = 10


@dataclass(frozen=True, slots=True)
class History:
    """Accounts of kept nights: what was overdue (n,), what was paid in each period after (n, K), in minor units, and
    which of the periods are over (n, K) bool."""

    owed: Array
    paid: Array
    over: Array


@dataclass(frozen=True, slots=True)
class Periods:
    """`rest`: the part still owed at the start of a period; `hazard`: the part of it that was paid; (n, K) each.
    `counts`: a period that is over and began with something owed."""

    rest: Array
    hazard: Array
    counts: Array

    def share(self, upto: int) -> Array:
        """The share paid by the end of `upto` periods (n,)."""
        return np.asarray(1 - np.prod(1 - self.hazard[:, :upto], axis=1))


def periods_of(history: History) -> Periods:
    """Parts and hazards. A payment beyond what is owed counts as all of it, a reversal as nothing."""
    owed = history.owed[:, None].astype(float)
    before = np.cumsum(np.maximum(history.paid, 0), axis=1) - np.maximum(history.paid, 0)
    rest = np.clip(1 - before / owed, 0.0, 1.0)
    due = np.maximum(rest * owed, 1e-9)
    hazard = np.where(rest > 0, np.clip(np.maximum(history.paid, 0) / due, 0.0, 1.0), 0.0)
    return Periods(rest, hazard, history.over & (rest > 0))


def places_in(card: Card, columns: Columns, days: int, period: int) -> Array:
    """The bins (A, n) that hold in a period (0 is the first): the arrears are older by that many periods."""
    return np.stack([_place(each, columns[each.feature], days * period) for each in card.attributes])


def _place(attribute: Attribute, values: Array, later: int) -> Array:
    return place_of(attribute, values + later if attribute.feature == AGE else values)


def fit_hazards(
    card: Card, columns: Columns, history: History, newest: Array, days: int, version: str
) -> tuple[Card, HazardTable]:
    """The card whose points are the hazards' and the table that goes with it; `newest` rows are kept out of the fit.

    The card must have days past due among its attributes (KeyError).
    """
    age = next((each for each in card.attributes if each.feature == AGE), None)
    if age is None:
        raise KeyError(AGE)
    seen = periods_of(history)
    places = [places_in(card, columns, days, period) for period in range(PERIODS)]
    used = [seen.counts[:, period] & ~newest for period in range(PERIODS)]
    solved = solve(
        card,
        np.concatenate([places[k][:, used[k]] for k in range(PERIODS)], axis=1),
        np.concatenate([seen.hazard[used[k], k] for k in range(PERIODS)]),
        np.concatenate([seen.rest[used[k], k] for k in range(PERIODS)]),
    )
    first = places[0][:, ~newest]
    learned = as_card(card, solved.weights, first, version)
    shares = expected(solved, places)
    score = score_of(learned, places[0])
    at = card.attributes.index(age)
    table = HazardTable(
        period_days=days,
        level=solved.level,
        points_per_log_odds=scale_of(solved.weights, solved.odds(first)),
        months=tuple(_months(age, at, solved, places, used, seen)),
        found=tuple(_found(shares, seen, newest, history.over, days)),
        curve=tuple(_curve(score, shares)),
    )
    return learned, table


def expected(solved: Solved, places: list[Array]) -> Array:
    """The share expected by the end of each period (n, K)."""
    stays = [1 / (1 + np.exp(solved.odds(each))) for each in places]
    return np.asarray(1 - np.cumprod(np.stack(stays, axis=1), axis=1))


def _months(
    age: Attribute, at: int, solved: Solved, places: list[Array], used: list[Array], seen: Periods
) -> Iterator[HazardMonth]:
    """A row for each range of days past due: what was owed at the start of its periods, the part of it that was paid,
    and what the table expects of the same."""
    place = np.concatenate([places[k][at, used[k]] for k in range(PERIODS)])
    rest = np.concatenate([seen.rest[used[k], k] for k in range(PERIODS)])
    paid = np.concatenate([seen.hazard[used[k], k] for k in range(PERIODS)])
    odds = np.concatenate([solved.odds(places[k][:, used[k]]) for k in range(PERIODS)])
    size = len(age.bins)
    many = np.bincount(place, minlength=size)
    weight = np.bincount(place, weights=rest, minlength=size)
    observed = np.bincount(place, weights=rest * paid, minlength=size)
    fitted = np.bincount(place, weights=rest / (1 + np.exp(-odds)), minlength=size)
    for number, bin_ in enumerate(age.bins):
        if many[number]:
            yield HazardMonth(
                words=bin_.words,
                periods=int(many[number]),
                owed=float(weight[number]),
                hazard=float(observed[number] / weight[number]),
                fitted=float(fitted[number] / weight[number]),
            )


def _found(shares: Array, seen: Periods, newest: Array, over: Array, days: int) -> Iterator[ShareFound]:
    """Foretold beside happened on the newest rows, for every horizon that is over there by the calendar: accounts that
    paid all before it is over say nothing without those that did not."""
    for period in range(PERIODS):
        rows = newest & over[:, period]
        if not rows.any():
            continue
        foretold, happened = shares[rows, period], seen.share(period + 1)[rows]
        tenths = np.array_split(np.argsort(foretold, kind="stable"), _TENTHS)
        yield ShareFound(
            days=days * (period + 1),
            rows=int(rows.sum()),
            foretold=float(foretold.mean()),
            happened=float(happened.mean()),
            tenths=tuple(
                (float(foretold[part].mean()), float(happened[part].mean())) for part in tenths if len(part)
            ),
        )


def _curve(score: Array, shares: Array) -> Iterator[tuple[int, tuple[float, ...]]]:
    """The mean expected shares of the accounts in each band of ten points of the score."""
    band = np.minimum(score // _TENTHS, _TENTHS - 1).astype(int)
    for number in range(SCORE_MAX // _TENTHS):
        here = band == number
        if here.any():
            yield number * _TENTHS, tuple(float(each) for each in shares[here].mean(axis=0))
