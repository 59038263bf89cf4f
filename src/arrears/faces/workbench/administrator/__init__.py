"""The administrator's seat."""
