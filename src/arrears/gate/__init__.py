"""What is permitted: the compliance gate, the only door to any channel."""
