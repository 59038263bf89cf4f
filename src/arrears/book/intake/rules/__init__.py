"""Pure rules of the intake: what a field is, how one cell is read, what a mapping may say."""
