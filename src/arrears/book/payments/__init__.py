"""The ledger: append-only entries and allocation lines, balances derived for any date."""
