"""The law of a world as tables: what can happen in a week to a debtor in a state under a treatment.

The simulator draws from these tables and the oracle computes with them, so there is one law.

A class is (kind, willing, reachable, vulnerable); a state is (quarters still owed 1 to 4, ability, fatigue,
talk). The week's main event is one of EVENTS; ability and fatigue move beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from arrears.night.proof.contracts import KINDS, PRESSING, TREATMENTS, World

Array = NDArray[Any]

QUARTERS, ABILITIES, FATIGUES = 4, 3, 3
OPEN, ON_PLAN, DISPUTED, CLEARED = range(4)
TALKS = 4
STATES = QUARTERS * ABILITIES * FATIGUES * TALKS
NOTHING, FULL, QUARTER, SETTLED, PLAN_AGREED, PLAN_BROKEN, DECLARED, RESOLVED = range(8)
EVENTS = 8
CLASSES = len(KINDS) * 8
AT = {name: place for place, name in enumerate(TREATMENTS)}
K = len(TREATMENTS)
_FRAGILE = ("distress",)


@dataclass(frozen=True, slots=True)
class Law:
    """events (C, S, K, 8); complaint (C, S, K); reach (C, S, K); ability (C, S, K, 3); fatigue (S, K, 3)."""

    world: World
    events: Array
    complaint: Array
    reach: Array
    ability: Array
    fatigue: Array


def state_of(quarters: Any, ability: Any, fatigue: Any, talk: Any) -> Any:
    """The number of a state; `quarters` 1 to 4."""
    return (((quarters - 1) * ABILITIES + ability) * FATIGUES + fatigue) * TALKS + talk


def parts_of(state: Any) -> tuple[Any, Any, Any, Any]:
    """Quarters, ability, fatigue, talk of a state."""
    rest, talk = state // TALKS, state % TALKS
    rest, fatigue = rest // FATIGUES, rest % FATIGUES
    return rest // ABILITIES + 1, rest % ABILITIES, fatigue, talk


def class_of(kind: Any, willing: Any, reachable: Any, vulnerable: Any) -> Any:
    """The number of a class; the last three are 0 or 1."""
    return ((kind * 2 + willing) * 2 + reachable) * 2 + vulnerable


def law_of(world: World) -> Law:
    """The tables of a world."""
    _quarters, ability, fatigue, talk = parts_of(np.arange(STATES))
    events = np.zeros((CLASSES, STATES, K, EVENTS))
    complaint = np.zeros((CLASSES, STATES, K))
    reach = np.zeros((CLASSES, STATES, K))
    moves = np.zeros((CLASSES, STATES, K, ABILITIES))
    places = product(range(len(KINDS)), range(2), range(2), range(2))
    for number, (kind_at, willing, reachable, vulnerable) in enumerate(places):
        kind = world.kinds[KINDS[kind_at]]
        eager = 1.0 if willing else world.willing_low
        for at, name in enumerate(TREATMENTS):
            law = world.treatments[name]
            found = law.reach * (1.0 if reachable else world.reach_low) * (1 - world.fatigue_drop * fatigue)
            reach[number, :, at] = found
            events[number, :, at] = _events(world, KINDS[kind_at], name, eager, found, ability, talk)
            fragile = vulnerable or KINDS[kind_at] in _FRAGILE
            worse = (1 + world.complaint_tired * fatigue) * (world.complaint_fragile if fragile else 1.0)
            complaint[number, :, at] = np.minimum(law.complaint * worse, 0.5)
            row = np.array(kind.moves)[ability]
            if name == "care":
                row = _toward(row, np.minimum(ability + 1, ABILITIES - 1), found * world.care_lift)
            if name in PRESSING:
                row = _toward(row, np.maximum(ability - 1, 0), kind.shock)
            moves[number, :, at] = row
    return Law(world, events, complaint, reach, moves, _fatigue(world, fatigue))


def _events(
    world: World, kind_name: str, name: str, eager: float, found: Array, ability: Array, talk: Array
) -> Array:
    """Chances of each main event by state (S, 8)."""
    kind = world.kinds[kind_name]
    chance = np.zeros((STATES, EVENTS))
    free = (talk == OPEN) | (talk == CLEARED)
    hidden = (kind_name == "dispute") & (talk == OPEN)
    alone = np.array(kind.self_pay)[ability] * eager
    moved = found * kind.response.get(name, 0.0) * eager * np.array(world.ability_response)[ability]
    pays = np.where(free & ~hidden, 1 - (1 - alone) * (1 - moved), 0.0)
    full = np.array(world.full_share)[ability]
    if name == "plan":
        agreed = found * kind.plan * np.array(world.plan_pay)[ability] ** 0.5
        chance[:, PLAN_AGREED] = np.where(free & ~hidden, agreed, 0.0)
    if name == "settle":
        agreed = found * kind.settle * np.array(world.ability_response)[ability]
        chance[:, SETTLED] = np.where(free & ~hidden, agreed, 0.0)
    pays = pays * (1 - chance.sum(axis=1))
    on_plan = talk == ON_PLAN
    reminded = world.plan_remind * found if name in ("sms", "email") else 0.0
    keeps = np.array(world.plan_pay)[ability] * (1 + reminded)
    chance[:, FULL] = pays * full
    chance[:, QUARTER] = np.where(on_plan, np.minimum(keeps, 1.0), pays * (1 - full))
    fails = np.array(world.plan_break)[ability] * (1 - reminded)
    chance[:, PLAN_BROKEN] = np.where(on_plan, fails * (1 - chance[:, QUARTER]), 0.0)
    chance[:, DECLARED] = np.where(hidden, found * world.declare, 0.0)
    if name == "review":
        chance[:, RESOLVED] = np.where(talk == DISPUTED, world.resolve, 0.0)
    chance[:, NOTHING] = 1 - chance[:, 1:].sum(axis=1)
    return chance


def _toward(row: Array, target: Array, share: Any) -> Array:
    """Move a share of each row's mass to one ability."""
    there = np.eye(ABILITIES)[target]
    weight = np.broadcast_to(np.asarray(share, dtype=float), (len(row),))[:, None]
    return np.asarray((1 - weight) * row + weight * there)


def _fatigue(world: World, fatigue: Array) -> Array:
    """Chances of fatigue after a week (S, K, 3)."""
    found = np.zeros((STATES, K, FATIGUES))
    for at, name in enumerate(TREATMENTS):
        tires = world.treatments[name].tires
        up = np.minimum(fatigue + 1, FATIGUES - 1)
        down = np.maximum(fatigue - 1, 0)
        falls = world.fatigue_recovers if tires == 0 else 0.0
        for state in range(STATES):
            found[state, at, up[state]] += tires
            found[state, at, down[state]] += falls
            found[state, at, fatigue[state]] += 1 - tires - falls
    return found


def after(state: Any, event: Any) -> tuple[Any, Any]:
    """Quarters still owed (0: nothing) and talk after a main event."""
    quarters, _, _, talk = parts_of(state)
    left = np.where((event == FULL) | (event == SETTLED), 0, quarters - (event == QUARTER))
    told = np.select(
        [event == PLAN_AGREED, event == PLAN_BROKEN, event == DECLARED, event == RESOLVED],
        [ON_PLAN, CLEARED, DISPUTED, CLEARED],
        talk,
    )
    return left, told


def paid_share(state: Any, event: Any, settlement_share: float) -> Any:
    """Share of the first balance that a main event brings."""
    quarters = parts_of(state)[0] / QUARTERS
    return np.select(
        [event == FULL, event == QUARTER, event == SETTLED],
        [quarters, 1 / QUARTERS, quarters * settlement_share],
        0.0,
    )


def permitted(talk: Any, vulnerable: Any, days_past_due: Any) -> Array:
    """What law and consent leave open (n, K), from what the house can see.

    A disputed debt is reviewed or left; on a plan only friendly reminders; the vulnerable meet no pressure; law
    firms and courts come late.
    """
    talk, vulnerable, days = np.broadcast_arrays(talk, vulnerable, days_past_due)
    may = np.ones((len(talk), K), dtype=bool)
    disputed, on_plan, fragile = talk == DISPUTED, talk == ON_PLAN, vulnerable.astype(bool)
    for name, at in AT.items():
        if name != "wait":
            may[:, at] &= ~disputed if name != "review" else disputed
        if name not in ("wait", "sms", "email"):
            may[:, at] &= ~on_plan
        if name in (*PRESSING, "letter"):
            may[:, at] &= ~fragile
    may[:, AT["settle"]] &= days >= 30
    may[:, AT["lawyer_letter"]] &= days >= 30
    may[:, AT["suit"]] &= days >= 60
    return may
