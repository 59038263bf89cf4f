"""Settings and wiring: it knows every room and holds no rule."""
