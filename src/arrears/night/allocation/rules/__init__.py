"""Treatments and limits read from their files, and the work that proposals ask for."""

from arrears.night.allocation.rules.treatments import parse_treatments, work_of

__all__ = ["parse_treatments", "work_of"]
