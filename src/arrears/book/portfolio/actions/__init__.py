"""The only writer of the portfolio."""
