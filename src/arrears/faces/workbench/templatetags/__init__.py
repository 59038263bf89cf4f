"""How the workbench shows money, dates and words."""
