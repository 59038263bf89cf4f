"""What is the same for every row of a load."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime

from arrears.book.portfolio.contracts import Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """`region`: ISO country that plain phone numbers belong to. `first`: the creditor has no party yet, so
    that all is new and can be sealed at once. `wiped`: hashes of values that stay out, each with those of the
    keys of whom they were wiped."""

    creditor_id: int
    batch_id: int | None
    business_date: date
    figures: Figures
    region: str
    by: str
    at: datetime
    first: bool = False
    wiped: Mapping[bytes, Set[bytes]] = field(default_factory=dict)
