"""Pure rules of the script library."""
