"""Policies that do not learn: what the fitted ones have to beat."""

from __future__ import annotations

import numpy as np

from arrears.night.proof.contracts import PRESSING
from arrears.night.proof.rules.cohort import Cohort, Seen, limits_of, needs_of
from arrears.night.proof.rules.law import AT, DISPUTED, ON_PLAN, Array, K
from arrears.night.proof.rules.rationing import by_rank

WAIT, SMS, EMAIL, LETTER, CALL = (AT[name] for name in ("wait", "sms", "email", "letter", "call"))
NEGOTIATE, PLAN, SETTLE, REVIEW = (AT[name] for name in ("negotiate", "plan", "settle", "review"))
CARE, LAWYER, SUIT = (AT[name] for name in ("care", "lawyer_letter", "suit"))


def owed(seen: Seen) -> Array:
    """What is still owed, in money."""
    return np.asarray(seen.balance * seen.quarters / 4)


def within(cohort: Cohort, chosen: Array, rank: Array) -> Array:
    """Drop what is not permitted, then keep the limits by rank; who comes too late gets an e-mail or nothing."""
    may = cohort.may()
    allowed = np.take_along_axis(may, chosen[:, None], axis=1)[:, 0]
    friendly = np.where(may[:, EMAIL], EMAIL, WAIT)
    chosen = np.where(allowed, chosen, np.where(chosen == WAIT, WAIT, friendly))
    world = cohort.law.world
    return by_rank(chosen, rank, needs_of(world), limits_of(world, cohort.size), friendly)


def nothing(cohort: Cohort) -> Array:
    return np.zeros(cohort.size, dtype=np.int64)


def random(cohort: Cohort) -> Array:
    """Any permitted treatment, with equal chances."""
    may = cohort.may()
    chosen = np.where(may, cohort.dice.random(may.shape), -1.0).argmax(axis=1)
    return within(cohort, chosen, cohort.dice.random(cohort.size))


def highest_balance(cohort: Cohort) -> Array:
    """Who owes most is called, by a specialist where there is one."""
    seen = cohort.seen
    specialist = owed(seen) >= np.quantile(owed(seen), 0.97)
    chosen = np.where(seen.talk == DISPUTED, REVIEW, np.where(specialist, NEGOTIATE, CALL))
    return within(cohort, np.where(cohort.alive, chosen, WAIT), owed(seen))


def static_ladder(cohort: Cohort) -> Array:
    """Days past due alone: text, call, letter, specialist, lawyer letter, suit."""
    seen = cohort.seen
    days = seen.days_past_due
    steps = [
        (days < 14, SMS),
        (days < 35, CALL),
        (days < 42, LETTER),
        (days < 63, NEGOTIATE),
        (days < 84, LAWYER),
    ]
    chosen = np.select([when for when, _ in steps], [what for _, what in steps], SUIT)
    chosen = np.where(seen.talk == DISPUTED, REVIEW, np.where(seen.talk == ON_PLAN, WAIT, chosen))
    return within(cohort, np.where(cohort.alive, chosen, WAIT), days + owed(seen) / 1e6)


def digital_first(cohort: Cohort) -> Array:
    """Messages first, one early offer of a plan, then calls; courts only where nothing else was answered, care
    and no call where hardship was told."""
    seen = cohort.seen
    even = seen.week % 2 == 0
    unpaid = seen.since_paid >= 3
    offered, hard = seen.offered > 0, seen.hardship
    chosen = np.where(even, np.full(cohort.size, SMS), EMAIL)
    chosen = np.where((seen.week >= 1) & unpaid & ~offered, PLAN, chosen)
    chosen = np.where(offered & unpaid & ~even & ~hard, CALL, chosen)
    late = (seen.days_past_due >= 60) & unpaid & ~hard
    chosen = np.where(late & (offered | (seen.refused > 0)), SUIT, chosen)
    chosen = np.where(hard & (seen.week % 3 == 0), CARE, chosen)
    chosen = np.where(seen.talk == ON_PLAN, np.where(seen.week % 3 == 0, SMS, WAIT), chosen)
    chosen = np.where(seen.talk == DISPUTED, REVIEW, chosen)
    rank = owed(seen) * (1 + (seen.refused > 0))
    return within(cohort, np.where(cohort.alive, chosen, WAIT), rank)


LADDERS = {
    "nothing": nothing,
    "random": random,
    "highest_balance": highest_balance,
    "static_ladder": static_ladder,
    "digital_first": digital_first,
}


def explore(cohort: Cohort, chosen: Array, share: float) -> Array:
    """Some accounts, drawn by chance, get any permitted treatment; the limits still hold.

    Suits and lawyer letters are drawn a tenth as often: nobody is sued to learn from it alone.
    """
    may = cohort.may()
    odds = np.ones(K)
    odds[[AT[name] for name in PRESSING]] = 0.3
    drawn = np.where(may, cohort.dice.random(may.shape) ** (1 / odds), -1.0).argmax(axis=1)
    tries = cohort.dice.random(cohort.size) < share
    picked = np.where(tries, drawn, chosen)
    world = cohort.law.world
    friendly = np.where(may[:, EMAIL], EMAIL, WAIT)
    rank = cohort.dice.random(cohort.size) + tries
    return by_rank(picked, rank, needs_of(world), limits_of(world, cohort.size), friendly)
