"""What comes next: aging, scoring, strategy, allocation, and the engine that runs a night."""
