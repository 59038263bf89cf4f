"""The strategies as they are shipped come to the figures that are written down: whatever moves them is noticed."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from arrears.night.proof.actions.shipped import Shipped
from arrears.night.proof.api import read_world
from arrears.night.proof.rules.cohort import draw, live
from arrears.night.proof.rules.law import law_of

ACCOUNTS, SEED = 200, 5_000
FROZEN = tomllib.loads((files("arrears.night.proof") / "worlds" / "frozen.toml").read_text())["shipped"]


@pytest.mark.parametrize("name", FROZEN)
def test_the_shipped_strategies_are_what_they_were(name: str) -> None:
    world = read_world(name)
    cohort, decide = draw(law_of(world), ACCOUNTS, SEED), Shipped()
    while cohort.seen.week < world.weeks:
        live(cohort, decide(cohort))
    assert (cohort.forbidden, cohort.breaches) == (0, 0)
    assert round(float(cohort.money.mean()), 6) == FROZEN[name]["net"]
    assert (cohort.complaints, cohort.contacts) == (FROZEN[name]["complaints"], FROZEN[name]["contacts"])
