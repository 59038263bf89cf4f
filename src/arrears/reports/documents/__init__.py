"""The work summary as Word (template that a house can replace) and PDF."""
