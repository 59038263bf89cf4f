"""What reports writes: summaries, closings, targets, schedules and people's own words."""
