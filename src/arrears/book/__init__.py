"""What is owed: portfolio, payments, intake."""
