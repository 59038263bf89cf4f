"""Promises, plans, settlements and concerns: their forms, approvals and departments' tasks."""
