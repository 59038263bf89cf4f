"""Pure rules of contact."""
