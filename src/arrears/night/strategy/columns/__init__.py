"""Strategies as Ibis expressions: which line takes an account tonight, and when the next step is due."""

from arrears.night.strategy.columns.conditions import compile_condition
from arrears.night.strategy.columns.ladder import candidates, columns_needed, plan
from arrears.night.strategy.columns.outcome import MINUTE_BITS, options, outcome, step_of

__all__ = [
    "MINUTE_BITS",
    "candidates",
    "columns_needed",
    "compile_condition",
    "options",
    "outcome",
    "plan",
    "step_of",
]
