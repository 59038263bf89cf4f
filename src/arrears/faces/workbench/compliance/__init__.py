"""The compliance's seat."""
