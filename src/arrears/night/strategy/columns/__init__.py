"""Strategies as Ibis expressions: which line takes an account tonight, and when the next step is due."""

from arrears.night.strategy.columns.conditions import compile_condition
from arrears.night.strategy.columns.ladder import plan

__all__ = ["compile_condition", "plan"]
