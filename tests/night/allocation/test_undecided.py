"""Which accounts of a great book are settled apart: some of those that use each limit, however firm the others are."""

from __future__ import annotations

import numpy as np
import pytest

from arrears.night.allocation.rules import dual, primal
from arrears.night.allocation.rules.kernels import choose
from arrears.night.allocation.rules.problem import Problem
from tests.night.allocation.problems import limit

ACCOUNTS, TEXTED, SUED = 20_000, 9_000, 30


def book() -> Problem:
    """Nothing, a text or a suit: texts are all but equal, few accounts are worth a suit."""
    dice = np.random.default_rng(5)
    values = np.zeros((3, ACCOUNTS), dtype=np.int32)
    values[1] = 1_000 + dice.integers(0, 40, ACCOUNTS)
    values[2] = np.where(dice.random(ACCOUNTS) < 0.02, dice.integers(50_000, 900_000, ACCOUNTS), -5_000)
    texts = limit("texts", TEXTED, per_part=[[0, 1, 0]])
    suits = limit("suits", SUED * 60, per_part=[[0, 0, 60]])
    weight, part = np.ones(ACCOUNTS, dtype=np.int32), np.zeros(ACCOUNTS, dtype=np.int16)
    return Problem(values, weight, part, (texts, suits))


def test_each_tight_limit_has_accounts_among_the_undecided() -> None:
    given = book()
    found = dual.solve(given)
    choice, margin = choose(given.values, given.weight, given.part, *given.price_tables(found.prices))
    places = primal._undecided(given, found, choice, margin, 40)
    assert len(places) <= 40
    chosen = np.bincount(choice[places], minlength=3)
    assert chosen[1] >= 10
    assert chosen[2] >= 10
    assert len(primal._undecided(given, found, choice, margin, ACCOUNTS)) == ACCOUNTS


def test_prices_that_are_only_near_make_no_limit_give_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prices a little too low overrun both limits; that can be settled, so nothing is told as given way."""
    given = book()
    exact = dual.solve(given)
    near = exact.prices - np.array([exact.prices[0] // 5_000, exact.prices[1] // 40])
    coarse = dual.Dual(near, given.at(near), exact.passes, exact.ceiling)
    assert (coarse.found.used > given.bounds()).all()
    monkeypatch.setattr(primal, "solve", lambda problem: coarse)
    monkeypatch.setattr(primal, "CORES", (400, 1_600))
    plan = primal.allocate(given)
    assert not plan.outcome.relaxed
    assert (given.use_of(plan.choice) <= given.bounds()).all()
