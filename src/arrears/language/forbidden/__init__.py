"""Forbidden words and acts: rules as data, guards for what only looks like one."""
