"""Trials carried out: policies live through cohorts, and logs are read off-policy."""

from arrears.night.proof.actions.off_policy import off_policy, off_policy_study
from arrears.night.proof.actions.trial import COMPLAINT, POLICIES, read_world, simulate, worlds

__all__ = ["COMPLAINT", "POLICIES", "off_policy", "off_policy_study", "read_world", "simulate", "worlds"]
