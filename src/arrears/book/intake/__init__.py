"""What creditors send: read, checked row by row, handed to the book, or sent back with reasons."""
