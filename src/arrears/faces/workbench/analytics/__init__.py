"""What happened: figures, their rows, charts, targets and the documents made of them."""
