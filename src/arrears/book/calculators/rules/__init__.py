"""One calculator per file, each a pure function from its input to its output."""
