"""The only writer of the ledger."""
