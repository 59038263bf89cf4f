"""What a contact costs, as a house pays for it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from arrears.foundation.api import Actor, CreditorFacts, creditors, keep_setting
from arrears.kernel.money import Money

COSTED = ("call", "sms", "email", "letter", "visit", "hour")
"""Channels, and an hour of talk."""
COST_MAX = Decimal(100_000)
_SETTING = "unit_costs"


def unit_costs(creditor: CreditorFacts) -> dict[str, Decimal]:
    """The prices that are kept, in major units of the creditor's currency; what has none is left out."""
    kept = creditor.settings.get(_SETTING)
    one = Money(1, creditor.currency).decimal
    return (
        {name: Decimal(str(kept[name])) * one for name in COSTED if name in kept}
        if isinstance(kept, Mapping)
        else {}
    )


def set_unit_costs(creditor_id: int, prices: Mapping[str, Decimal], actor: Actor) -> CreditorFacts:
    """Keep prices in major units (fractions of the smallest coin too: a text message costs little). ValueError for
    a price that is no price; LookupError for a creditor out of the actor's scope."""
    creditor = next((one for one in creditors(actor) if one.id == creditor_id), None)
    if creditor is None:
        raise LookupError(f"no creditor {creditor_id} in scope")
    if any(name not in COSTED or not 0 <= price <= COST_MAX for name, price in prices.items()):
        raise ValueError("a price is of a channel or of an hour, from nothing to a hundred thousand")
    minor = Money(1, creditor.currency).decimal
    kept = {name: format((price / minor).normalize(), "f") for name, price in prices.items()}
    return keep_setting(creditor_id, _SETTING, kept or None, actor=actor)
