"""Reads of reports: figures of a scope, the rows behind them, what was written."""
