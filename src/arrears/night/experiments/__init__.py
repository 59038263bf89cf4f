"""Experiments: arms, power, looks and the rule by which they stop, all stated before they start."""
