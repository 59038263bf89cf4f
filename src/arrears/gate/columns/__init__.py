"""The gate's shadow: the same rules over millions of debtors, as Ibis columns."""
