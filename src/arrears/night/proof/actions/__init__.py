"""Trials carried out: policies live through cohorts, and logs are read off-policy."""

from arrears.night.proof.actions.trial import POLICIES, off_policy, read_world, simulate, worlds

__all__ = ["POLICIES", "off_policy", "read_world", "simulate", "worlds"]
