"""What the book lets the gate know of a debtor's clock and debts; what it does not say stays unknown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import phonenumbers

from arrears.book.portfolio.contracts import ContactKind, Recipient
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


def debt_kind(account_id: int) -> str:
    """The kind under which the gate's book of facts keeps what was reported of a debt."""
    return f"debt:{account_id}"


def debt_of(
    name: str, told: object, today: date, *, of_company: bool = False, closed: bool = False
) -> facts.Debt:
    """A company's debt is a business debt; a person's may be for a business too: its kind stays unknown.

    `told` is what was reported of the debt (`record_debt`): the last day of its limitation, whether it was
    settled, the day of the first communication. What nobody reported stays unknown, but that an account that
    the book has closed is settled or sold.
    """
    reported = told if isinstance(told, dict) else {}
    ends, first = _day(reported.get("limitation_ends")), _day(reported.get("first_communication"))
    settled = reported.get("settled")
    return facts.Debt(
        id=name,
        kind="business" if of_company else None,
        time_barred=None if ends is None else today > ends,
        limitation_ends=ends,
        sold_or_settled=True if closed else settled if isinstance(settled, bool) else None,
        first_communication=first,
    )


def _day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None
