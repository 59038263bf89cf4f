"""Papers that care writes."""
