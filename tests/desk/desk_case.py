"""A case at the desk: one debtor of the cast, a creditor with its phone numbers, people who work on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from arrears.book.payments import api as payments
from arrears.book.payments.contracts import PaymentOrder
from arrears.book.portfolio.contracts import ContactKind
from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import (
    Channel,
    Outcome,
    OutcomeOrder,
    OutcomeResult,
    ReachOrder,
    ReachResult,
)
from arrears.foundation.api import SYSTEM, Actor
from arrears.kernel import clock
from arrears.kernel.money import Money
from tests import cast

MONDAY = date(2026, 11, 23)
SETTINGS = {
    "operator_name_zh": "安和商务服务有限公司",
    "operator_name_en": "Anhe Services",
    "service_phone": "400-000-0000",
    "complaint_phone": "400-000-0001",
    "postal_address": "某市示例大道1号",
    "pay_way_zh": "对公账户转账",
    "pay_way_en": "transfer to the company account",
}


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return clock.at_local(day, hour, minute)


@dataclass
class DeskCase:
    """What a test does at the desk with one case; `of` is the placed account."""

    of: cast.Placed
    staff: cast.Staff = field(default_factory=cast.Staff)

    @property
    def actor(self) -> Actor:
        return self.staff.collector

    @property
    def ids(self) -> dict[str, int]:
        return {"creditor_id": self.of.creditor.id, "debtor_id": self.of.debtor_id}

    def order(self, channel: str = "call", **changes: object) -> ReachOrder:
        kinds = {"call": ContactKind.PHONE, "sms": ContactKind.PHONE, "email": ContactKind.EMAIL}
        scripts = {
            "call": "first_call", "sms": "first_sms", "email": "first_email", "letter": "first_letter",
        }  # fmt: skip
        given: dict[str, object] = {
            **self.ids,
            "channel": Channel(channel),
            "contact_point_id": self.of.point(kinds.get(channel, ContactKind.ADDRESS)),
            "account_ids": (self.of.account_id,),
            "script": scripts[channel],
        }
        return ReachOrder(**(given | changes))  # type: ignore[arg-type]  # a table of changes

    def reach(self, channel: str = "call", **changes: object) -> ReachResult:
        return contact.reach(self.order(channel, **changes), self.actor)

    def talk(self, code: Outcome, **changes: object) -> OutcomeResult:
        """One permitted call and its outcome."""
        reached = self.reach()
        assert reached.attempt_id is not None, reached
        order = OutcomeOrder(attempt_id=reached.attempt_id, code=code, **changes)  # type: ignore[arg-type]
        return contact.record_outcome(order, self.actor)

    def pay(self, minor: int, on: date, key: str) -> int:
        order = PaymentOrder(
            creditor_id=self.of.creditor.id, account_id=self.of.account_id, amount=Money(minor, "CNY"),
            effective_on=on, key=key,
        )  # fmt: skip
        return payments.post(order, SYSTEM).entry_id


def desk_case(
    number: str = "C-1", place: int = 1, *, first_due: date = date(2026, 9, 1), **options: object
) -> DeskCase:
    of = cast.place(
        cast.creditor(settings=SETTINGS), number, cast.person("王一", place), first_due=first_due, **options
    )  # type: ignore[arg-type]
    return DeskCase(of)
