"""Perfect inference: the world's law is known, the debtors are not.

A Bayes filter over what is hidden of an account (kind, willing, reachable, ability, fatigue), fed with what every
policy may see, and the worth of treatments at the bound's prices in expectation over it (QMDP). It tells how much of
the way to the bound no inference can go, however well it learns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np

from arrears.night.proof.contracts import KINDS
from arrears.night.proof.rules.cohort import Cohort, limits_of, needs_of
from arrears.night.proof.rules.law import (
    ABILITIES,
    AT,
    EVENTS,
    FATIGUES,
    FULL,
    PLAN_BROKEN,
    QUARTER,
    SETTLED,
    STATES,
    Array,
    after,
    class_of,
    state_of,
)
from arrears.night.proof.rules.rationing import by_value

_ROWS = 2_000
_TALKS = ("call", "negotiate", "plan", "settle", "care")
HIDDEN = np.array(list(product(range(len(KINDS)), range(2), range(2), range(ABILITIES), range(FATIGUES))))
_KIND, _WILLING, _REACHABLE, _ABILITY, _FATIGUE = HIDDEN.T
_MOVING = ABILITIES * FATIGUES
_SEEN = ("quarters", "talk", "broken", "reached", "complaints", "hardship", "refused", "reason", "payments")


class Inference:
    """A policy for one cohort after another; it begins anew when a cohort is in its first week."""

    def __init__(self, weeks: Callable[[], Sequence[Array]], prices: Callable[[], Array]) -> None:
        self._weeks, self._prices = weeks, prices
        self._belief = np.zeros((0, len(HIDDEN)))
        self._before: dict[str, Array] = {}
        self._chosen = np.zeros(0, dtype=np.int64)

    def __call__(self, cohort: Cohort) -> Array:
        if cohort.seen.week == 0:
            self._belief = _prior(cohort)
        else:
            self._learn(cohort)
        world, seen = cohort.law.world, cohort.seen
        worth = np.empty((cohort.size, len(AT)))
        for first in range(0, cohort.size, _ROWS):
            part = slice(first, first + _ROWS)
            cls, state = _places(seen.vulnerable[part], seen.quarters[part], seen.talk[part])
            known = self._weeks()[seen.week][
                :, cls * STATES + state, cohort.stage[part, None], cohort.level[part, None]
            ]
            worth[part] = np.einsum("knh,nh->nk", known, self._belief[part])
        paid = self._prices()[seen.week] / world.discount**seen.week
        values = np.where(cohort.alive[:, None], worth + paid @ needs_of(world), 0.0)
        chosen, _ = by_value(values, cohort.may(), needs_of(world), limits_of(world, cohort.size))
        self._chosen = np.where(cohort.alive, chosen, AT["wait"])
        self._before = {name: getattr(seen, name) for name in _SEEN}
        return self._chosen

    def believed(self, hidden: Array, values: int) -> Array:
        """How probable each value of what is hidden is (n, values); `hidden`: one column of `HIDDEN`."""
        return np.asarray(self._belief @ (hidden[:, None] == np.arange(values)))

    def _learn(self, cohort: Cohort) -> None:
        """Weigh what is hidden by what the week brought, then let ability and fatigue move on."""
        for first in range(0, cohort.size, _ROWS):
            part = slice(first, first + _ROWS)
            self._belief[part] = self._learned(cohort, part)

    def _learned(self, cohort: Cohort, part: slice) -> Array:
        law, chosen = cohort.law, self._chosen[part]
        before = {name: values[part] for name, values in self._before.items()}
        now = {name: getattr(cohort.seen, name)[part] for name in _SEEN}
        cls, state = _places(cohort.seen.vulnerable[part], np.maximum(before["quarters"], 1), before["talk"])
        at = (cls, state, chosen[:, None])
        events = law.events[at]
        seen = np.zeros(cls.shape)
        for event in range(EVENTS):
            left, talk = after(state, np.full(state.shape, event))
            fits = (left == now["quarters"][:, None]) & (talk == now["talk"][:, None])
            fits &= (event == PLAN_BROKEN) == (now["broken"] > before["broken"])[:, None]
            fits &= (event in (FULL, QUARTER, SETTLED)) == (now["payments"] > before["payments"])[:, None]
            seen += np.where(fits, events[..., event], 0.0)
        seen *= _told(cohort, chosen, before, now, law.reach[at], law.complaint[at])
        weighed = self._belief[part] * np.where(seen.sum(axis=1, keepdims=True) > 0, seen, 1.0)
        weighed /= np.maximum(weighed.sum(axis=1, keepdims=True), 1e-300)
        return _moved(weighed, law.ability[at], law.fatigue[state, chosen[:, None]])


def _places(vulnerable: Array, quarters: Array, talk: Array) -> tuple[Array, Array]:
    """Class and state (n, H) of every hidden possibility beside what is seen."""
    cls = class_of(_KIND, _WILLING, _REACHABLE, vulnerable.astype(int)[:, None])
    state = state_of(np.maximum(quarters, 1)[:, None], _ABILITY, _FATIGUE, talk[:, None])
    return cls, state


def _prior(cohort: Cohort) -> Array:
    world, seen = cohort.law.world, cohort.seen
    kinds = list(world.kinds.values())

    def chance(values: Array, truth: Array) -> Array:
        return np.where(truth == 1, values, 1 - values)

    start = np.array([each.share for each in kinds])[_KIND] * (_FATIGUE == 0)
    start = start * chance(np.array([each.willing for each in kinds])[_KIND], _WILLING)
    start = start * chance(np.array([each.reachable for each in kinds])[_KIND], _REACHABLE)
    start = start * np.array([each.ability for each in kinds])[_KIND, _ABILITY]
    fragile = np.array([each.vulnerable for each in kinds])[_KIND]
    belief = start * np.where(seen.vulnerable[:, None], fragile, 1 - fragile)
    for cue, truth, values in (
        (seen.cue_willing, _WILLING, 2),
        (seen.cue_reach, _REACHABLE, 2),
        (seen.cue_ability, _ABILITY, ABILITIES),
    ):
        wrong = (1 - world.cue_right) / values
        belief = belief * (wrong + world.cue_right * (cue[:, None] == truth))
    return np.asarray(belief / belief.sum(axis=1, keepdims=True))


def _told(
    cohort: Cohort,
    chosen: Array,
    before: dict[str, Array],
    now: dict[str, Array],
    reach: Array,
    complaint: Array,
) -> Array:
    """How likely each possibility makes what was heard (n, H)."""
    world = cohort.law.world
    spoke = (now["reached"] > before["reached"])[:, None]
    declared = ((now["talk"] != before["talk"]) & (chosen != AT["review"]))[:, None]
    asked = np.where((chosen == AT["wait"])[:, None], 0.0, reach)
    found = np.where(declared, 1.0, np.where(spoke, asked, 1 - asked))
    found = found * np.where((now["complaints"] > before["complaints"])[:, None], complaint, 1 - complaint)
    talks = spoke & np.isin(chosen, [AT[name] for name in _TALKS])[:, None]
    low, high = world.hardship_told
    hardship = np.where(_ABILITY == 0, high, low)
    news = np.where(now["hardship"][:, None], hardship, 1 - hardship)
    found = found * np.where(talks & ~before["hardship"][:, None], news, 1.0)
    refuses = np.array([each.refuses for each in world.kinds.values()])[_KIND]
    unpaid = (now["payments"] == before["payments"])[:, None]
    news = np.where((now["refused"] > before["refused"])[:, None], refuses, 1 - refuses)
    found = found * np.where(talks & unpaid, news, 1.0)
    said = now["reason"][:, None]
    right = world.reason_right * (said == _KIND + 1) + (1 - world.reason_right) / len(KINDS) * (said > 0)
    silent = (1 - world.reason_told) * (said == before["reason"][:, None])
    return np.asarray(found * np.where(talks, world.reason_told * right + silent, 1.0))


def _moved(belief: Array, ability: Array, fatigue: Array) -> Array:
    """Ability (n, H, 3) and fatigue (n, H, 3) move within what stays as it is."""
    shape = (len(belief), -1, _MOVING)
    moves = (ability[..., :, None] * fatigue[..., None, :]).reshape(*belief.shape, _MOVING)
    moves = moves.reshape(*shape, _MOVING)
    return np.asarray(np.einsum("ngh,nghm->ngm", belief.reshape(shape), moves).reshape(belief.shape))
