"""Reads of the team room."""
