"""The door of the proof: try policies in worlds of invented debtors."""

from arrears.night.proof.actions import (
    COMPLAINT,
    POLICIES,
    off_policy,
    off_policy_study,
    read_world,
    simulate,
    worlds,
)
from arrears.night.proof.contracts import (
    CohortResult,
    Estimate,
    ForbiddenAction,
    MethodError,
    OffPolicy,
    OffPolicyStudy,
    PolicyResult,
    Trial,
    World,
    WorldError,
)

__all__ = [
    "COMPLAINT",
    "POLICIES",
    "CohortResult",
    "Estimate",
    "ForbiddenAction",
    "MethodError",
    "OffPolicy",
    "OffPolicyStudy",
    "PolicyResult",
    "Trial",
    "World",
    "WorldError",
    "off_policy",
    "off_policy_study",
    "read_world",
    "simulate",
    "worlds",
]
