"""A world is whole, frozen, and its law is one: the simulator and the oracle cannot disagree."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from arrears.night.proof.actions.trial import Stage
from arrears.night.proof.api import ForbiddenAction, WorldError, read_world, simulate, worlds
from arrears.night.proof.rules.cohort import draw, limits_of, live, needs_of, start_mass
from arrears.night.proof.rules.estimates import estimates
from arrears.night.proof.rules.ladders import LADDERS
from arrears.night.proof.rules.law import AT, DISPUTED, law_of, permitted
from arrears.night.proof.rules.rationing import by_value

WORLD_TEXT = (Path(__file__).parents[3] / "src/arrears/night/proof/worlds/middle.toml").read_text()


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage(read_world("middle"), learn_accounts=1_500)


@pytest.mark.parametrize("name", worlds())
def test_a_frozen_world_is_as_it_was(name: str) -> None:
    law = law_of(read_world(name))
    assert law.events.min() >= 0
    assert np.allclose(law.events.sum(axis=3), 1)
    assert np.allclose(law.ability.sum(axis=3), 1)
    assert np.allclose(law.fatigue.sum(axis=2), 1)


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("share = 0.08", "share = 0.10", "add up"),
        ("resolve = 0.6", "resolve = 6", "resolve"),
        ("weeks = 12", "weeks = 1200", "weeks"),
        ("[kind.malice]", "[kind.greed]", "malice"),
        ("needs = { sms = 1 }", "needs = { magic = 1 }", "needs"),
    ],
)
def test_a_broken_world_is_named(tmp_path: Path, was: str, becomes: str, says: str) -> None:
    assert was in WORLD_TEXT
    path = tmp_path / "world.toml"
    path.write_text(WORLD_TEXT.replace(was, becomes, 1))
    with pytest.raises(WorldError, match=says):
        read_world(path)


def test_a_changed_file_is_not_one_of_the_frozen(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(WORLD_TEXT.replace("weeks = 12", "weeks = 1", 1).replace("levels = 8", "levels = 1"))
    trial = simulate(read_world(path), ["nothing"], accounts=200, seeds=[1])
    assert not trial.frozen
    assert {each.policy for each in trial.policies} == {"digital_first", "nothing"}


@pytest.mark.parametrize("name", LADDERS)
def test_ladders_keep_law_and_limits(stage: Stage, name: str) -> None:
    found = stage.judge(LADDERS[name], 2_000, 5_000)
    assert found.forbidden == 0
    assert found.breaches == 0
    assert found.net < found.bound


def test_the_bound_is_near_and_nothing_is_as_computed(stage: Stage) -> None:
    oracle = [stage.judge(stage.policy("oracle"), 2_000, seed) for seed in (1, 2)]
    idle = [stage.judge(LADDERS["nothing"], 3_000, seed) for seed in (1, 2, 3)]
    assert 0.93 < np.mean([each.share for each in oracle]) < 1.04
    assert abs(np.mean([each.net / each.nothing for each in idle]) - 1) < 0.05


def test_prices_of_nought_give_a_looser_bound(stage: Stage) -> None:
    mass = start_mass(draw(stage.law, 500, 3))
    limits = limits_of(stage.world, 500)
    loose = stage.oracle.bound(mass, limits, np.zeros_like(stage.bound.prices)).per_account
    assert stage.bound.of(mass, limits) / 500 < loose


def test_what_law_forbids_stops_the_trial(stage: Stage) -> None:
    cohort = draw(stage.law, 50, 1)
    with pytest.raises(ForbiddenAction):
        live(cohort, np.full(50, AT["suit"]))


@pytest.mark.parametrize(
    ("talk", "vulnerable", "days", "treatment", "may"),
    [
        (DISPUTED, False, 90, "call", False),
        (DISPUTED, False, 90, "review", True),
        (0, True, 90, "suit", False),
        (0, True, 90, "care", True),
        (0, False, 59, "suit", False),
        (0, False, 60, "suit", True),
        (1, False, 60, "sms", True),
        (1, False, 60, "call", False),
    ],
)
def test_what_is_permitted(talk: int, vulnerable: bool, days: int, treatment: str, may: bool) -> None:
    found = permitted(np.array([talk]), np.array([vulnerable]), np.array([days]))
    assert bool(found[0, AT[treatment]]) is may


def test_the_same_seed_gives_the_same_money(stage: Stage) -> None:
    first, second = (stage.judge(LADDERS["random"], 500, 9) for _ in range(2))
    assert first == second


def test_fitted_cards_learn_and_keep_the_limits(stage: Stage) -> None:
    found = stage.judge(stage.policy("cards"), 2_000, 5_000)
    assert (found.forbidden, found.breaches) == (0, 0)
    assert found.net > found.nothing


def test_values_are_allotted_within_limits() -> None:
    world = read_world("mild")
    dice = np.random.default_rng(1)
    values = dice.normal(0, 50, (400, len(AT)))
    values[:, 0] = 0
    limits = limits_of(replace(world, capacity={**world.capacity, "sms": 0.1}), 400)
    chosen, _ = by_value(values, np.ones_like(values, dtype=bool), needs_of(world), limits)
    assert (needs_of(world) @ np.bincount(chosen, minlength=len(AT)) <= limits + 1e-9).all()


def test_estimates_find_the_truth_and_keep_silent_on_little() -> None:
    dice = np.random.default_rng(4)
    n = 40_000
    logged = dice.random(n) < 0.3  # the new policy always treats; the log did so for 30 %
    reward = 10.0 + 5.0 * logged + dice.normal(0, 2, n)
    propensity = np.where(logged, 0.3, 0.7)
    arguments = {
        "agrees": logged.astype(float),
        "propensity": propensity,
        "reward": reward,
        "expected_logged": 10.0 + 5.0 * logged,
        "expected_new": np.full(n, 15.0),
        "champion": float(reward.mean()),
    }
    found = {each.method: each for each in estimates(**arguments)}
    for method in ("ips", "snips", "dr"):
        low, high = found[method].interval
        assert low - 0.2 < 15.0 < high + 0.2
        assert found[method].verdict == "better"
    assert (
        found["dr"].interval[1] - found["dr"].interval[0]
        < found["ips"].interval[1] - found["ips"].interval[0]
    )
    few = {name: value[:200] if isinstance(value, np.ndarray) else value for name, value in arguments.items()}
    assert {each.verdict for each in estimates(**few)} == {None}
