"""The portfolio's door."""

from arrears.book.portfolio.actions.contacts import add_contact_point, reveal, set_contact_state
from arrears.book.portfolio.actions.load import load, load_columns
from arrears.book.portfolio.actions.load_items import restate
from arrears.book.portfolio.actions.placement import close_account, recall_batch, return_batch
from arrears.book.portfolio.actions.records import party_refs
from arrears.book.portfolio.columns import BookColumns
from arrears.book.portfolio.contracts import PortfolioError
from arrears.book.portfolio.queries.accounts import (
    NoSuchAccount,
    account_key,
    account_keys,
    accounts_by_number,
    accounts_of_debtor,
    accounts_stated_on,
)
from arrears.book.portfolio.queries.batches import batches
from arrears.book.portfolio.queries.names import masked_names
from arrears.book.portfolio.queries.pages import (
    NoSuchParty,
    account_facts,
    accounts_of,
    address_for_sending,
    contact_points,
    debtor_page,
    name_for_writing,
)
from arrears.book.portfolio.queries.recipients import recipient
from arrears.book.portfolio.queries.search import find

__all__ = [
    "BookColumns",
    "NoSuchAccount",
    "NoSuchParty",
    "PortfolioError",
    "account_facts",
    "account_key",
    "account_keys",
    "accounts_by_number",
    "accounts_of",
    "accounts_of_debtor",
    "accounts_stated_on",
    "add_contact_point",
    "address_for_sending",
    "batches",
    "close_account",
    "contact_points",
    "debtor_page",
    "find",
    "load",
    "load_columns",
    "masked_names",
    "name_for_writing",
    "party_refs",
    "recall_batch",
    "recipient",
    "restate",
    "return_batch",
    "reveal",
    "set_contact_state",
]
