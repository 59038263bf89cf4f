"""The engine: reads a frozen set of columns, decides, writes proposals; repeats any night."""
