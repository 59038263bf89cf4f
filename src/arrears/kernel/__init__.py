"""Money, business days, the clock, ids and reasons: plain Python, known to every room."""
