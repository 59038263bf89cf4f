"""What a load computes of a chunk before it asks the database."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from arrears.book.portfolio.actions.apart import Apart
from arrears.book.portfolio.actions.spelling import spelled
from arrears.book.portfolio.columns import BookColumns


@dataclass(slots=True)
class Prepared:
    """A chunk, with its parties and contact points as `spelling.spelled` gives them."""

    chunk: BookColumns
    parties: pa.Table
    contacts: pa.Table


def prepare(chunk: BookColumns, region: str, *, seal: bool, helper: Apart | None = None) -> Prepared:
    """`region`: ISO country that plain phone numbers belong to. `seal`: seal all values ahead. `helper`: does
    it in its own process, and always seals."""
    if helper is not None:
        parties, contacts = helper.spelled(chunk.parties, chunk.contacts)
    else:
        parties, contacts = spelled(chunk.parties, chunk.contacts, region, seal=seal)
    return Prepared(chunk=chunk, parties=parties, contacts=contacts)
