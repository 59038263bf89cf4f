"""What was said, what it means for a promise, and what may not be said."""
