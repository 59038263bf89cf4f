"""The portfolio's door."""

from arrears.book.portfolio.actions.load import load, load_columns
from arrears.book.portfolio.actions.records import party_refs
from arrears.book.portfolio.columns import BookColumns
from arrears.book.portfolio.contracts import PortfolioError
from arrears.book.portfolio.queries.accounts import (
    NoSuchAccount,
    account_key,
    account_keys,
    accounts_by_number,
    accounts_of_debtor,
)
from arrears.book.portfolio.queries.recipients import recipient

__all__ = [
    "BookColumns",
    "NoSuchAccount",
    "PortfolioError",
    "account_key",
    "account_keys",
    "accounts_by_number",
    "accounts_of_debtor",
    "load",
    "load_columns",
    "party_refs",
    "recipient",
]
