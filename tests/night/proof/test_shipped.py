"""The strategies as they are shipped come to the figures that are written down: whatever moves them is noticed."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from arrears.night.proof.actions.shipped import Shipped
from arrears.night.proof.api import read_world, worlds
from arrears.night.proof.rules.cohort import Cohort, draw, live
from arrears.night.proof.rules.law import law_of

ACCOUNTS, SEED = 200, 5_000
FROZEN = tomllib.loads((files("arrears.night.proof") / "worlds" / "frozen.toml").read_text())["shipped"]


@pytest.fixture(scope="module")
def lived() -> dict[str, Cohort]:
    """A cohort of each frozen world after all its weeks, decided together: one night a week for all of them."""
    found = {name: draw(law_of(read_world(name)), ACCOUNTS, SEED) for name in worlds()}
    decide = Shipped()
    while next(iter(found.values())).seen.week < read_world("middle").weeks:
        for cohort, chosen in zip(found.values(), decide.together(list(found.values())), strict=True):
            live(cohort, chosen)
    return found


@pytest.mark.parametrize("name", worlds())
def test_the_shipped_strategies_are_what_they_were(lived: dict[str, Cohort], name: str) -> None:
    cohort, frozen = lived[name], FROZEN[name]
    assert cohort.seen.week == cohort.law.world.weeks
    assert (cohort.forbidden, cohort.breaches) == (0, 0)
    assert round(float(cohort.money.mean()), 6) == frozen["net"]
    assert (cohort.complaints, cohort.contacts) == (frozen["complaints"], frozen["contacts"])
