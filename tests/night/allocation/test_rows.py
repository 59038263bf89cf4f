"""Values and comparisons on arrays: compiled as in numpy, numpy as in plain Python."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from arrears.night.allocation.contracts import FORBIDDEN
from arrears.night.allocation.rules import kernels, parse_treatments, rows
from arrears.night.allocation.rules.kernels import COMPILED_FROM
from arrears.night.allocation.rules.policy import parse_allocation
from arrears.night.allocation.rules.treatments import worth
from arrears.night.engine.shipped import shipped_treatments
from tests.night.allocation.problems import random_problem

TREATMENTS = parse_treatments(shipped_treatments())
POLICY = parse_allocation((Path(__file__).parent / "limits.toml").read_text(), TREATMENTS)
KINDS = len(TREATMENTS)
MANY = COMPILED_FROM + 7


def in_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "compiled_for", lambda count: None)


def test_values_are_those_of_plain_python_and_of_the_compiled_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    assert kernels.compiled_for(MANY) is not None, "this suite has numba"
    dice = np.random.default_rng(5)
    options = dice.integers(1, 1 << KINDS, MANY, dtype=np.int32)
    amount = np.minimum(dice.lognormal(11, 4, MANY), 10**9).astype(np.int64)
    scores = dice.integers(0, 101, (len(rows.SCORES), MANY)).astype(np.int16)
    compiled = rows.worths(options, amount, scores, POLICY, TREATMENTS)
    in_numpy(monkeypatch)
    plain = rows.worths(options, amount, scores, POLICY, TREATMENTS)
    assert (compiled == plain).all()
    for place in range(200):
        known = dict(zip(rows.SCORES, scores[:, place].tolist(), strict=True))
        for kind, treatment in enumerate(TREATMENTS.values()):
            told = worth(
                treatment, known, int(amount[place]), later_pm=POLICY.later_pm, harm_minor=POLICY.harm_minor
            )
            open_to = options[place] >> kind & 1
            assert plain[kind, place] == (told.value if open_to else FORBIDDEN)


def test_comparisons_are_those_of_the_compiled_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    task = random_problem(23, MANY, 5, 3, 4, 0.6)
    tables = task.price_tables(np.array([1_500_000, 40_000_000, 700_000, 90_000_000], dtype=np.int64))
    open_to = task.values != FORBIDDEN
    choice = np.where(np.arange(MANY) % 3 == 0, open_to.argmax(axis=0), -1)
    best = kernels.choose(task.values, task.weight, task.part, *tables)[0]
    choice = np.where(choice < 0, best, choice).astype(np.int8)
    given = (task.values, task.weight, task.part, *tables, choice)
    compiled = rows.compared(*given)
    in_numpy(monkeypatch)
    for mine, theirs in zip(compiled, rows.compared(*given), strict=True):
        assert (mine == theirs).all()
    second, lead, greedy = compiled
    assert (greedy == best).all()
    assert ((second == -1) == (open_to.sum(axis=0) == 1)).all()
    assert (second == choice).sum() == 0
    assert (lead[(choice == best) & (second >= 0)] >= 0).all()
    assert (lead < 0).any()
