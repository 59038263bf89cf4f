"""What happened: figures with one definition each, and the work summary that is written from them."""
