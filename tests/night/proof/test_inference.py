"""Perfect inference knows the law: its beliefs are right as often as they say, and sharpen with what is seen."""

from __future__ import annotations

import numpy as np

from arrears.night.proof.api import read_world
from arrears.night.proof.contracts import KINDS
from arrears.night.proof.rules.cohort import draw, limits_of, live
from arrears.night.proof.rules.inference import HIDDEN, Inference
from arrears.night.proof.rules.law import AT, STATES, law_of

ACCOUNTS, WEEKS = 3_000, 6


def test_beliefs_are_calibrated_and_sharpen() -> None:
    """Every kind of treatment is tried, whatever it is worth: the filter has to take them all into account."""
    law = law_of(read_world("middle"))
    cohort = draw(law, ACCOUNTS, 77)
    dice = np.random.default_rng(7)
    shape = (len(AT), law.events.shape[0] * STATES, len(law.world.stages), len(law.world.balances))
    worth = [dice.random(shape) * 1e6 for _ in range(WEEKS + 1)]
    free = np.zeros((law.world.weeks, len(limits_of(law.world, ACCOUNTS))))
    policy = Inference(lambda: worth, lambda: free)
    kinds = np.arange(ACCOUNTS), cohort.kind
    policy(cohort)
    before = policy.believed(HIDDEN[:, 0], len(KINDS))
    for _ in range(WEEKS):
        live(cohort, policy(cohort))
    policy(cohort)
    after = policy.believed(HIDDEN[:, 0], len(KINDS))
    assert np.allclose(after.sum(axis=1), 1)
    assert np.log(after[kinds]).mean() > np.log(before[kinds]).mean() + 0.05
    for kind in range(len(KINDS)):
        said, true = after[:, kind], cohort.kind == kind
        for low in np.arange(0, 1, 0.2):
            some = (said >= low) & (said < low + 0.2) & cohort.alive
            if some.sum() >= 100:
                spread = 4 * np.sqrt((said[some] * (1 - said[some])).sum()) / some.sum()
                assert abs(said[some].mean() - true[some].mean()) <= spread + 0.01, (kind, low)
