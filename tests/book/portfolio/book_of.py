"""Small portfolios for the tests of the book."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from arrears.book.portfolio.contracts import (
    AccountKind,
    AccountRecord,
    ContactKind,
    ContactRecord,
    ItemRecord,
    PartyRecord,
    RoleRecord,
)

DAY = date(2026, 3, 2)
ZHANG = PartyRecord(
    name="张伟",
    id_kind="id_card",
    id_number="110101199003074258",
    contacts=(ContactRecord(kind=ContactKind.PHONE, value="138 1234 5678"),),
)
LI = PartyRecord(
    name="李娜",
    id_kind="id_card",
    id_number="310101198811114321",
    contacts=(ContactRecord(kind=ContactKind.PHONE, value="13912345678"),),
)


def item(sequence: int, due_on: date, principal: int, interest: int = 0, **more: int) -> ItemRecord:
    amounts = {f"{name}_minor": value for name, value in more.items()}
    return ItemRecord(
        sequence=sequence, due_on=due_on, principal_minor=principal, interest_minor=interest, **amounts
    )


def account(
    number: str,
    items: Sequence[ItemRecord],
    *,
    debtor: PartyRecord = ZHANG,
    roles: Sequence[RoleRecord] = (),
    kind: AccountKind = AccountKind.LOAN,
    currency: str = "CNY",
    product: str = "",
) -> AccountRecord:
    return AccountRecord(
        number=number,
        kind=kind,
        currency=currency,
        debtor=debtor,
        items=tuple(items),
        roles=tuple(roles),
        product=product,
    )
