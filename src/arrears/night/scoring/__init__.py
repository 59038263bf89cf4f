"""What we know of an account, and the scores that follow from it, each with its reasons."""
