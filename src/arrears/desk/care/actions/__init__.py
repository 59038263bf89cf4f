"""The writes of care."""
