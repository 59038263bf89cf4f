"""The only writer of the intake, and its way into the book."""
