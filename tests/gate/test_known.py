"""What the live gate knows from the book: zones of a number, debts of a company. Unknown stays unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from arrears.book.portfolio.contracts import ContactKind, ContactState, ContactUse, PartyKind, Recipient
from arrears.gate.known import debt_of, zones_of

PERSON = Recipient(
    debtor_kind=PartyKind.PERSON, debtor_index=b"d", region="", person_kind=PartyKind.PERSON,
    person_index=b"d", roles=(), proven=(), contact_kind=ContactKind.PHONE, address_index=b"a",
    address="+12125550100", use=ContactUse.PERSONAL, state=ContactState.VALID, of_person=True,
    debtor_has_phone=True,
)  # fmt: skip

US = ("us_reg_f",)


@pytest.mark.parametrize(
    ("what", "number", "regimes", "zones"),
    [
        ("an area code of New York", "+12125550100", US, ("America/New_York",)),
        ("the same, written at home", "(212) 555-0100", US, ("America/New_York",)),
        ("Los Angeles", "+13105550100", US, ("America/Los_Angeles",)),
        ("Massachusetts beside the federal law", "+16175550100", ("us_ma",), ("America/New_York",)),
        ("a number of another country", "+8613800000001", US, ("Asia/Shanghai",)),
        ("London", "020 7946 0000", ("uk",), ("Europe/London",)),
        ("China has one clock: nothing is asked", "+8613800000001", ("cn",), ()),
        ("no number", "not a number", US, ()),
    ],
)
def test_the_zones_of_a_number(
    what: str, number: str, regimes: tuple[str, ...], zones: tuple[str, ...]
) -> None:
    assert zones_of(replace(PERSON, address=number), regimes) == zones, what


@pytest.mark.parametrize(
    "change", [{"contact_kind": ContactKind.EMAIL}, {"contact_kind": None}, {"region": "CA"}]
)
def test_without_a_number_or_with_another_sign_every_zone_is_plausible(change: dict[str, object]) -> None:
    assert zones_of(replace(PERSON, **change), US) == ()  # type: ignore[arg-type]  # fields of the value


TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("what", "told", "more", "debt"),
    [
        ("nothing is known", None, {}, (None, None, None, None)),
        ("a company's debt is a business debt", None, {"of_company": True}, ("business", None, None, None)),
        ("the last day of limitation", {"limitation_ends": "2026-11-23"}, {}, (None, False, None, None)),
        ("the day after it", {"limitation_ends": "2026-11-22"}, {}, (None, True, None, None)),
        ("settled, says a person", {"settled": True}, {}, (None, None, True, None)),
        ("not settled, says a person", {"settled": False}, {}, (None, None, False, None)),
        ("closed in the book, whatever was said", {"settled": False}, {"closed": True}, (None, None, True, None)),
        ("taken back", {"limitation_ends": None, "settled": None}, {}, (None, None, None, None)),
        ("first told", {"first_communication": "2026-11-01"}, {}, (None, None, None, date(2026, 11, 1))),
    ],
)  # fmt: skip
def test_what_is_known_of_a_debt(
    what: str, told: object, more: dict[str, bool], debt: tuple[object, ...]
) -> None:
    found = debt_of("A1", told, TODAY, **more)
    ends = told.get("limitation_ends") if isinstance(told, dict) else None
    assert found.limitation_ends == (date.fromisoformat(str(ends)) if ends else None)
    assert (found.kind, found.time_barred, found.sold_or_settled, found.first_communication) == debt, what
