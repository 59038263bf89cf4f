"""Tables of the portfolio."""

from arrears.book.portfolio.models.accounts import (
    EVER,
    Account,
    AccountPast,
    AccountRole,
    Batch,
    Item,
    ItemPast,
    PlacementPast,
)
from arrears.book.portfolio.models.papers import Collateral, CollateralPast, Document, DocumentUse
from arrears.book.portfolio.models.parties import (
    ContactPast,
    ContactPoint,
    LostContact,
    LostContactAttempt,
    Merge,
    Party,
    PartyAudit,
    PartyPair,
    PartyPast,
    WipedContact,
)

__all__ = [
    "EVER",
    "Account",
    "AccountPast",
    "AccountRole",
    "Batch",
    "Collateral",
    "CollateralPast",
    "ContactPast",
    "ContactPoint",
    "Document",
    "DocumentUse",
    "Item",
    "ItemPast",
    "LostContact",
    "LostContactAttempt",
    "Merge",
    "Party",
    "PartyAudit",
    "PartyPair",
    "PartyPast",
    "PlacementPast",
    "WipedContact",
]
