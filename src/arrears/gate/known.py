"""What the book lets the gate know of a debtor's clock and debts; what it does not say stays unknown."""

from __future__ import annotations

from collections.abc import Iterable

import phonenumbers

from arrears.book.portfolio.contracts import ContactKind, PartyKind, Recipient
from arrears.gate import contracts as facts
from arrears.gate.packs.parts import zones

# The country in which a number without a country code is read. China keeps one clock: nothing is to be found.
_COUNTRY = {"us": "US", "ca": "CA", "uk": "GB", "in": "IN", "au": "AU"}


def zones_of(recipient: Recipient, regimes: Iterable[str]) -> tuple[str, ...]:
    """The zones that the debtor's own number allows (US-T3); empty, which is stricter, when something else
    is known that may contradict it (a region of the address) or when there is no number.
    """
    countries = [_COUNTRY[code.split("_")[0]] for code in regimes if code.split("_")[0] in _COUNTRY]
    if not countries or recipient.contact_kind is not ContactKind.PHONE or recipient.region:
        return ()
    try:
        number = phonenumbers.parse(recipient.address, countries[0])
    except phonenumbers.NumberParseException:
        return ()
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return tuple(zone.key for zone in zones.of_address(f"phone:{written}"))


def debt_of(name: str, recipient: Recipient) -> facts.Debt:
    """A company's debt is a business debt. A person's may be for a business too: its kind stays unknown, as do
    its limitation and whether it was settled, which the book does not hold.
    """
    return facts.Debt(id=name, kind="business" if recipient.debtor_kind is PartyKind.COMPANY else None)
