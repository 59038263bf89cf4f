"""The portfolio's door."""

from arrears.book.portfolio.actions.load import load, load_columns
from arrears.book.portfolio.actions.records import party_refs
from arrears.book.portfolio.columns import BookColumns
from arrears.book.portfolio.contracts import PortfolioError
from arrears.book.portfolio.recipients import recipient

__all__ = [
    "BookColumns",
    "PortfolioError",
    "load",
    "load_columns",
    "party_refs",
    "recipient",
]
