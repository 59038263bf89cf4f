"""Points cards learned from the house's own nights and what came after them."""
