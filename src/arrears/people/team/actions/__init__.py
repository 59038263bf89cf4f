"""The writes of the team room."""
