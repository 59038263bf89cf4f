"""Tags of the compliance seat."""
