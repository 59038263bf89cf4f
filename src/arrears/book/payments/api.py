"""The ledger's door."""

from arrears.book.payments.actions.posting import post, post_many
from arrears.book.payments.contracts import PostingRefused
from arrears.book.payments.queries.balances import balance
from arrears.book.payments.queries.lines import entries_of, lines_of, received

__all__ = [
    "PostingRefused",
    "balance",
    "entries_of",
    "lines_of",
    "post",
    "post_many",
    "received",
]
