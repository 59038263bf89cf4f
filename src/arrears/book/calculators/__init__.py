"""The calculators: dates and money of the law, plans and their true cost, as pure functions."""
