"""Strategies as Ibis expressions: which line takes an account tonight, and when the next step is due."""

from arrears.night.strategy.columns.conditions import compile_condition
from arrears.night.strategy.columns.ladder import (
    MINUTE_BITS,
    candidates,
    columns_needed,
    options,
    outcome,
    outcome_needs,
    plan,
    step_of,
)

__all__ = [
    "MINUTE_BITS",
    "candidates",
    "columns_needed",
    "compile_condition",
    "options",
    "outcome",
    "outcome_needs",
    "plan",
    "step_of",
]
