"""The strategist's seat."""
