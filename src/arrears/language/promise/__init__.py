"""The promise grammar: what was offered, when and how much, out of what a debtor says or writes."""
