"""Bounds, power, comparison and what a hold-out may be; pure."""

from arrears.night.experiments.rules.bounds import bounds, drift
from arrears.night.experiments.rules.designs import check, hold_out_barred
from arrears.night.experiments.rules.judging import compare
from arrears.night.experiments.rules.power import power_of

__all__ = ["bounds", "check", "compare", "drift", "hold_out_barred", "power_of"]
