"""The fixed cast of the stories: a card centre, a leasing dealer, their debtors, and the people who work.

Everyone comes in by the same doors as in life. Names, numbers and ids are made up: the id numbers carry a
region code that does not exist, the phone numbers a prefix that no operator has.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import (
    AccountKind,
    AccountRecord,
    ContactKind,
    ContactRecord,
    ContactUse,
    ItemRecord,
    PartyRecord,
    RoleOnAccount,
    RoleRecord,
)
from arrears.foundation import api as foundation
from arrears.foundation.api import Actor, CreditorFacts, Role
from arrears.kernel.days import add_months


@dataclass(frozen=True)
class Placed:
    """One debtor with one account in the book."""

    creditor: CreditorFacts
    debtor_id: int
    account_id: int

    def point(self, kind: ContactKind = ContactKind.PHONE, person_id: int | None = None) -> int:
        """The first contact point of a kind of the debtor (or of another person of the case)."""
        wanted = person_id or self.debtor_id
        for one in portfolio.contact_points(self.debtor_id):
            if one.kind is kind and one.person_id == wanted:
                return one.contact_point_id
        raise LookupError(kind)

    def person(self, role: RoleOnAccount) -> int:
        """Another person of the case by role."""
        for one in portfolio.contact_points(self.debtor_id):
            if role in one.roles:
                return one.person_id
        raise LookupError(role)


# What a creditor tells when it is set up: what its messages and letters must say.
SETTINGS = {
    "service_phone": "400-000-0000",
    "complaint_phone": "400-000-0001",
    "postal_address": "某省某市示范路1号",
    "pay_way_zh": "合同约定的还款账户",
    "pay_way_en": "the account named in the contract",
}


def creditor(code: str = "card-centre", **options: object) -> CreditorFacts:
    return foundation.ensure_creditor(code, f"{code} 示范", **({"settings": SETTINGS} | options))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Staff:
    """One person of each role, with every creditor in scope that exists when they are asked for."""

    def of(self, role: Role, name: str | None = None) -> Actor:
        codes = [one.code for one in foundation.creditors(foundation.SYSTEM)]
        user = foundation.ensure_user(
            name or role.value,
            "a-long-password",
            role=role,
            creditors=codes,
            display_name=(name or role.value).title(),
        )
        return foundation.actor_by_user_id(user)

    @cached_property
    def collector(self) -> Actor:
        return self.of(Role.COLLECTOR)

    @cached_property
    def leader(self) -> Actor:
        return self.of(Role.LEADER)


def person(name: str, place: int, *, email: bool = True) -> PartyRecord:
    """A person whose numbers follow from `place`: always the same for the same place."""
    contacts = [ContactRecord(kind=ContactKind.PHONE, value=f"1380000{place:04d}", use=ContactUse.PERSONAL)]
    if email:
        contacts.append(
            ContactRecord(kind=ContactKind.EMAIL, value=f"debtor{place}@example.com", use=ContactUse.PERSONAL)
        )
    contacts.append(
        ContactRecord(kind=ContactKind.ADDRESS, value=f"某省某市和平路{place}号", use=ContactUse.PERSONAL)
    )
    return PartyRecord(
        name=name,
        ref=f"P{place}",
        id_kind="resident_id",
        id_number=_id_number(place),
        contacts=tuple(contacts),
    )


def _id_number(place: int) -> str:
    body = f"109901199001{place % 28 + 1:02d}{place % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return (
        body
        + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]
    )


def place(
    of: CreditorFacts,
    number: str,
    debtor: PartyRecord,
    *,
    first_due: date,
    instalments: int = 6,
    principal_minor: int = 100_000,
    kind: AccountKind = AccountKind.CARD,
    roles: tuple[RoleRecord, ...] = (),
    business_date: date | None = None,
) -> Placed:
    """Place one account with equal monthly instalments; returns the ids."""
    items = tuple(
        ItemRecord(sequence=n + 1, due_on=add_months(first_due, n), principal_minor=principal_minor)
        for n in range(instalments)
    )
    record = AccountRecord(
        number=number, kind=kind, currency="CNY", debtor=debtor, items=items, roles=roles, product="demo",
        opened_on=add_months(first_due, -1),
    )  # fmt: skip
    portfolio.load(
        of.id, [record], batch="cast", business_date=business_date or first_due, actor=foundation.SYSTEM
    )
    key = portfolio.accounts_by_number(of.id, [number])[number]
    return Placed(of, key.debtor_id, key.account_id)


def emergency_contact(name: str, place_: int) -> RoleRecord:
    return RoleRecord(party=person(name, place_, email=False), role=RoleOnAccount.EMERGENCY_CONTACT)


def guarantor(name: str, place_: int) -> RoleRecord:
    return RoleRecord(party=person(name, place_, email=False), role=RoleOnAccount.GUARANTOR)
