"""Strategies read, checked and numbered. Pure: text in, values or StrategyError out."""

from arrears.night.strategy.rules.conditions import Condition, parse_condition
from arrears.night.strategy.rules.files import parse_guards, parse_strategy
from arrears.night.strategy.rules.lines import lines_of

__all__ = ["Condition", "lines_of", "parse_condition", "parse_guards", "parse_strategy"]
