"""Pure rules of the team room."""
