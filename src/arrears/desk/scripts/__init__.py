"""What is said: the library of scripts with versions and approval."""
