"""The writes of contact."""
