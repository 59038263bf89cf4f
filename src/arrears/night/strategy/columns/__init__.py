"""Strategies as Ibis expressions: which line takes an account tonight, and when the next step is due."""

from arrears.night.strategy.columns.conditions import compile_condition
from arrears.night.strategy.columns.ladder import columns_needed, plan

__all__ = ["columns_needed", "compile_condition", "plan"]
