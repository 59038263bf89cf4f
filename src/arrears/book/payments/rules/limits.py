"""Who may give up how much: limits are data, and above them a second person decides."""

from __future__ import annotations

from collections.abc import Mapping

from arrears.book.payments.contracts import Component

Limits = Mapping[Component | None, int]
"""Most that a role may give up alone, by component; None holds for the whole sum and for components that
have no limit of their own. What is not named may not be given up alone."""


def within(amounts: Mapping[Component, int], limits: Limits) -> bool:
    """Whether every component and the sum stay inside the limits (both ends included)."""
    whole = limits.get(None)
    if whole is not None and sum(amounts.values()) > whole:
        return False
    return all(amount <= limits.get(part, whole or 0) for part, amount in amounts.items())
