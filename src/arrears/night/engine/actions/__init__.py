"""The night's writers: read the rooms, decide, write; run, restate, reproduce."""

from arrears.night.engine.actions.limits import (
    approve_allocation,
    draft_allocation,
    withdraw_allocation,
)
from arrears.night.engine.actions.policies import ensure_policy, policy_in_force
from arrears.night.engine.actions.repeat import compare, reproduce
from arrears.night.engine.actions.run import run
from arrears.night.engine.actions.strategies import (
    approve_strategy,
    draft_strategy,
    roll_back_strategy,
    simulate_strategy,
)

__all__ = [
    "approve_allocation",
    "approve_strategy",
    "compare",
    "draft_allocation",
    "draft_strategy",
    "ensure_policy",
    "policy_in_force",
    "reproduce",
    "roll_back_strategy",
    "run",
    "simulate_strategy",
    "withdraw_allocation",
]
