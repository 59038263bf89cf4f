"""Worlds, their law, the bound, policies that learn, estimates from logs. Pure: numbers in, numbers out."""
