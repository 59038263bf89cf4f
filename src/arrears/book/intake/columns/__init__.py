"""Whole columns at once: plain cells are read by Arrow, every other cell by the rule that is handed in."""
