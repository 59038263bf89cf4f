"""What the templates of the book's seat ask for."""
