"""The door of learning: fit a card from what the house's own nights and books say."""

from arrears.night.learning.actions import METHODS, CannotLearn, fit

__all__ = ["METHODS", "CannotLearn", "fit"]
