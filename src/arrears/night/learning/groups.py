"""Groups of debtors compared for fairness. They are looked at here alone; no card and no condition may use them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from arrears.night.learning.gathering import Array, Rows
from arrears.night.scoring.contracts import Card, Group
from arrears.night.scoring.rules.fitting import foretold, place_of, score_of

GROUP_MIN = 50


def groups(before: Card, after: Card, rows: Rows, newest: Array) -> Iterator[Group]:
    """How old and new card treat each group of the newest rows that has enough of them."""
    new, old = _score(after, rows), _score(before, rows)
    chance = foretold(new, rows.outcome, newest)
    for kind, values in rows.audited.items():
        of_newest = values[newest]
        for value in sorted({str(each) for each in of_newest if each is not None}):
            here = np.asarray(of_newest == value)
            if here.sum() >= GROUP_MIN:
                yield Group(
                    kind=kind,
                    value=value,
                    rows=int(here.sum()),
                    score=float(new[newest][here].mean()),
                    score_in_force=float(old[newest][here].mean()),
                    foretold=float(chance[here].mean()),
                    happened=float(rows.outcome[newest][here].mean()),
                )


def not_held(rows: Rows, newest: Array) -> tuple[str, ...]:
    """The groups of which the book holds nothing on these rows: they are not compared, and nothing is guessed."""
    return tuple(
        kind for kind, values in rows.audited.items() if all(each is None for each in values[newest])
    )


def _score(card: Card, rows: Rows) -> Array:
    return score_of(card, np.stack([place_of(each, rows.columns[each.feature]) for each in card.attributes]))
