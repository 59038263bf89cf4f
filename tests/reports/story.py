"""A small month of work: three debtors, payments, a promise, calls, a refusal, a concern."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from arrears.book.payments import api as ledger
from arrears.book.payments.contracts import PaymentOrder
from arrears.desk.care import api as care
from arrears.desk.care.contracts import ConcernKind, ConcernOrder
from arrears.desk.contact import api as contact
from arrears.desk.contact.api import Outcome, ReachOrder
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import PromiseOrder
from arrears.foundation.api import SYSTEM, Actor
from arrears.kernel import clock
from arrears.kernel.money import Money
from arrears.people.team import api as team
from arrears.reports.contracts import Period
from tests import cast
from tests.walks.days import call

MONTH = Period(first=date(2026, 11, 1), last=date(2026, 11, 30))


@dataclass
class Month:
    """What happened in November 2026."""

    placed: tuple[cast.Placed, ...]
    staff: cast.Staff
    collector: Actor
    leader: Actor


@contextmanager
def at(day: date, hour: int = 10) -> Iterator[None]:
    with clock.standing_at(clock.at_local(day, hour)):
        yield


def pay(one: cast.Placed, amount: int, day: date, key: str) -> int:
    order = PaymentOrder(
        creditor_id=one.creditor.id, account_id=one.account_id, amount=Money(amount, "CNY"),
        effective_on=day, key=key,
    )  # fmt: skip
    return ledger.post(order, SYSTEM).entry_id


def place(number: int, first_due: date, principal: int = 100_000, **more: object) -> cast.Placed:
    return cast.place(
        cast.creditor(), f"R-{number}", cast.person(f"赵{number}", number), first_due=first_due,
        principal_minor=principal, business_date=date(2026, 9, 1), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def november() -> Month:
    placed = (
        place(1, date(2026, 9, 10)),
        place(2, date(2026, 10, 10), 250_000),
        place(3, date(2026, 12, 10)),
    )
    staff = cast.Staff()
    collector, leader = staff.collector, staff.leader
    team.ensure_team("north", leader_id=leader.user_id, member_ids=[collector.user_id or 0])
    with at(date(2026, 9, 1)):
        team.assign([(placed[0].creditor.id, placed[0].debtor_id)], collector.user_id or 0, "cast", leader)
    one, two, three = placed
    pay(one, 120_000, date(2026, 11, 5), "p1")
    entry = pay(two, 50_000, date(2026, 11, 6), "p2")
    ledger.reverse(entry, effective_on=date(2026, 11, 9), key="p2r", why="bounced", actor=SYSTEM)
    pay(two, 70_000, date(2026, 11, 12), "p3")
    with at(date(2026, 11, 10)):
        talk = call(two, collector, Outcome.PROMISED)
        promises.take(
            PromiseOrder(
                creditor_id=two.creditor.id, debtor_id=two.debtor_id, account_id=two.account_id,
                amount=Money(70_000, "CNY"), due_on=date(2026, 11, 13), attempt_id=talk,
            ),
            collector,
        )  # fmt: skip
        call(one, collector, Outcome.NO_ANSWER)
    with at(date(2026, 11, 11), 23):  # at night the gate refuses
        contact.reach(
            ReachOrder(
                creditor_id=one.creditor.id, debtor_id=one.debtor_id, channel=contact.Channel.CALL,
                contact_point_id=one.point(), account_ids=(one.account_id,), script="first_call",
            ),
            collector,
        )  # fmt: skip
    with at(date(2026, 11, 17)):
        promises.judge(date(2026, 11, 17))
        care.open_concern(
            ConcernOrder(
                creditor_id=three.creditor.id, debtor_id=three.debtor_id, kind=ConcernKind.COMPLAINT, text="慢"
            ),
            collector,
        )  # fmt: skip
    return Month(placed, staff, collector, leader)
