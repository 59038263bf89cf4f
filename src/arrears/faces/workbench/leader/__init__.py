"""The leader's seat."""
