"""The night's writers: read the rooms, decide, write; run, restate, reproduce."""

from arrears.night.engine.actions.cards import approve_card, withdraw_card
from arrears.night.engine.actions.experiments import (
    approve_experiment,
    draft_experiment,
    look_at_experiments,
    stop_experiment,
)
from arrears.night.engine.actions.limits import (
    approve_allocation,
    draft_allocation,
    withdraw_allocation,
)
from arrears.night.engine.actions.policies import ensure_policy, policy_in_force
from arrears.night.engine.actions.repeat import compare, reproduce
from arrears.night.engine.actions.run import run
from arrears.night.engine.actions.simulations import (
    ask_simulation,
    cancel_simulation,
    carry_out_simulation,
    simulate_strategy,
)
from arrears.night.engine.actions.strategies import approve_strategy, draft_strategy, roll_back_strategy

__all__ = [
    "approve_allocation",
    "approve_card",
    "approve_experiment",
    "approve_strategy",
    "ask_simulation",
    "cancel_simulation",
    "carry_out_simulation",
    "compare",
    "draft_allocation",
    "draft_experiment",
    "draft_strategy",
    "ensure_policy",
    "look_at_experiments",
    "policy_in_force",
    "reproduce",
    "roll_back_strategy",
    "run",
    "simulate_strategy",
    "stop_experiment",
    "withdraw_allocation",
    "withdraw_card",
]
