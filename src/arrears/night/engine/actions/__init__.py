"""The night's writers: read the rooms, decide, write; run, restate, reproduce."""

from arrears.night.engine.actions.policies import ensure_policy, policy_in_force
from arrears.night.engine.actions.repeat import compare, reproduce
from arrears.night.engine.actions.run import run

__all__ = ["compare", "ensure_policy", "policy_in_force", "reproduce", "run"]
