"""Who works on which case today, and what is never forgotten."""
