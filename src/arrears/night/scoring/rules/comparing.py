"""Ways to score side by side, on the newest rows that none of them was learned from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from sklearn.metrics import roc_auc_score, roc_curve

from arrears.night.scoring.contracts import SCORE_MAX, Card, Method, Rival
from arrears.night.scoring.rules.fitting import Columns, foretold, place_of, psi, score_of
from arrears.night.scoring.rules.solving import Array
from arrears.night.scoring.rules.worth import Stakes, ahead, worth

_BANDS = 10


def compare(
    cards: Mapping[Method, Card], columns: Columns, outcome: Array, newest: Array, stakes: Stakes
) -> tuple[Rival, ...]:
    """Each card by the same measures; `cards` must hold the card in force. `stakes` are those of the newest rows.

    A score decides by what it foretells times what is at stake; its worth is measured in that order.
    """
    chances, rivals = {}, []
    for method, card in cards.items():
        places = np.stack([place_of(each, columns[each.feature]) for each in card.attributes])
        score = score_of(card, places)
        chances[method] = foretold(score, outcome, newest) * stakes.stake
        rivals.append(_judged(method, score, outcome, newest, worth(chances[method], stakes.gain)))
    plain = [each for each in rivals if each.method is not Method.TREES]
    best = max(plain, key=lambda each: each.worth).method
    found = []
    for each in rivals:
        other = best if each.method is Method.TREES else Method.IN_FORCE
        if each.method is other:
            found.append(each)
            continue
        gain, low, high = ahead(chances[each.method], chances[other], stakes)
        found.append(replace(each, ahead=gain, low=low, high=high))
    return tuple(found)


def _judged(method: Method, score: Array, outcome: Array, newest: Array, found: float) -> Rival:
    fresh = outcome[newest].astype(float)
    chance = foretold(score, outcome, newest)
    wrong, right, _ = roc_curve(fresh, score[newest])
    auc = float(roc_auc_score(fresh, score[newest]))
    tenths = [at for at in np.array_split(np.argsort(chance, kind="stable"), _BANDS) if len(at)]
    gaps = [abs(float(chance[at].mean() - fresh[at].mean())) * len(at) for at in tenths]
    bands = np.minimum(score * _BANDS // SCORE_MAX, _BANDS - 1).astype(int)
    return Rival(
        method=method,
        auc=auc,
        gini=2 * auc - 1,
        ks=float((right - wrong).max()),
        brier=float(((chance - fresh) ** 2).mean()),
        calibration_error=sum(gaps) / len(fresh),
        shift=psi(bands[~newest], bands[newest], _BANDS),
        worth=found,
    )
