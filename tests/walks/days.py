"""Business days that pass: the clock stands at a moment, the clockwork runs, people act."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from arrears.book.payments import api as ledger
from arrears.book.payments.contracts import PaymentOrder
from arrears.daily import api as daily
from arrears.daily.contracts import CycleReport
from arrears.desk.contact import api as contact
from arrears.desk.contact.api import Outcome, OutcomeOrder, ReachOrder, ReachState
from arrears.foundation.api import SYSTEM, Actor
from arrears.kernel import clock
from arrears.kernel.days import each_day, is_rest_day
from arrears.kernel.money import Money
from arrears.night.engine import api as night
from arrears.night.engine.api import Proposal
from tests.cast import Placed


def workdays(first: date, count: int) -> list[date]:
    """So many business days from a date on, after China's calendar with its make-up days."""
    found: list[date] = []
    day = first
    while len(found) < count:
        if not is_rest_day(day):
            found.append(day)
        day += timedelta(days=1)
    return found


@dataclass
class Calendar:
    """The business days that were run so far, and the one that we stand in."""

    day: date
    reports: dict[date, CycleReport]

    def go_to(self, day: date) -> None:
        """Run every business day after the last one up to `day`, at nine in the morning."""
        for one in each_day(self.day, day):
            if is_rest_day(one):
                continue
            if one not in self.reports:
                with clock.standing_at(clock.at_local(one, 9)):
                    self.reports[one] = daily.cycle(one)
            self.day = one

    @contextmanager
    def at(self, hour: int, minute: int = 0) -> Iterator[None]:
        with clock.standing_at(clock.at_local(self.day, hour, minute)):
            yield


def step(placed: Placed, day: date) -> Proposal:
    """What the night of a date proposed for an account."""
    found = night.proposal_of(placed.account_id, day)
    assert found is not None
    return found


def call(placed: Placed, by: Actor, code: Outcome, script: str = "first_call", note: str = "") -> int:
    """Call the debtor through the gate, and record what came of it. Returns the attempt."""
    result = contact.reach(
        ReachOrder(
            creditor_id=placed.creditor.id,
            debtor_id=placed.debtor_id,
            channel=contact.Channel.CALL,
            contact_point_id=placed.point(),
            account_ids=(placed.account_id,),
            script=script,
        ),
        by,
    )
    assert result.state is not ReachState.REFUSED, result.denial
    assert result.attempt_id is not None
    contact.record_outcome(
        OutcomeOrder(attempt_id=result.attempt_id, code=code, note=note, duration_s=120), by
    )
    return result.attempt_id


def pay(placed: Placed, amount_minor: int, day: date, key: str) -> None:
    """Money arrives on a day."""
    order = PaymentOrder(
        creditor_id=placed.creditor.id,
        account_id=placed.account_id,
        amount=Money(amount_minor, "CNY"),
        effective_on=day,
        key=key,
    )
    ledger.post(order, SYSTEM)


def attempts(placed: Placed, wanted: Callable[[contact.AttemptFacts], bool] = lambda _one: True) -> list[str]:
    """The contacts made with a debtor in order: business date and channel."""
    rows = contact.attempts_of(SYSTEM, placed.debtor_id)
    rows = tuple(sorted((one for one in rows if wanted(one)), key=lambda one: one.id))
    return [f"{one.business_date} {one.channel}" for one in rows]
