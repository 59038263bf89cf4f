"""Tags of the analytics seat."""
