"""Plumbing that every room stands on: users, roles, creditors, audit, vault, files, jobs."""
