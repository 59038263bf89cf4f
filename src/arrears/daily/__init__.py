"""The clockwork: the ordered steps of a business day."""
