"""A small book for one day: card, lease and invoice accounts from sample files, one case of each kind of news.

Everything comes in by the doors; the files' special marks become notices of the day.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from arrears.book.intake import api as intake
from arrears.book.payments import api as payments
from arrears.book.payments.api import Rate
from arrears.book.payments.contracts import Component, PaymentOrder
from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import ContactState
from arrears.desk.contact import api as contact
from arrears.desk.contact.api import Outcome, OutcomeOrder, ReachOrder
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import PromiseOrder
from arrears.foundation.api import SYSTEM, CreditorFacts, Role
from arrears.kernel import clock
from arrears.kernel.money import Money
from arrears.night.engine import api as night
from arrears.people.team import api as team
from tests import cast

DAY = date(2026, 11, 24)
DAILY = Decimal("0.05")
KINDS = {"card": 24, "lease": 8, "invoice": 4}
LATE_SINCE_YESTERDAY = 9
MARKS = {"card": ("争议", "身故"), "lease": ("争议",), "invoice": ()}


def place(folder: Path) -> None:
    """Three creditors with their files, staff, and what happened in the days before."""
    staff = cast.Staff()
    creditors = {kind: cast.creditor(kind) for kind in KINDS}
    team.ensure_team(
        "one", leader_id=staff.of(Role.LEADER).user_id or 0,
        member_ids=[staff.of(Role.COLLECTOR).user_id or 0],
    )  # fmt: skip
    first = DAY - timedelta(days=4)
    with clock.standing_at(clock.at_local(first, 9)):
        for kind, count in KINDS.items():
            for path in intake.generate(kind, count, 7, first, folder / kind):
                if "portfolio" in path.name:
                    mark(path, MARKS[kind])
                intake.accept(
                    path, creditor=kind, mapping=intake.mapping_of_sample(path), business_date=first,
                    actor=SYSTEM, name=path.name,
                )  # fmt: skip
        for number in range(
            1, LATE_SINCE_YESTERDAY + 1
        ):  # each gets the first reminder on the day, by itself
            cast.place(
                creditors["card"], f"C-{number}", cast.person("王一", number), instalments=1,
                first_due=DAY - timedelta(days=1), business_date=first,
            )  # fmt: skip
    happened_before(creditors["card"], staff, first)


def mark(path: Path, marks: tuple[str, ...]) -> None:
    """Put a mark on the first accounts of a file, each on all of its rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = list(csv.reader(file))
    numbers = list(dict.fromkeys(row[0] for row in rows))
    wanted = dict(zip(numbers, marks, strict=False))
    for row in rows:
        row[-1] = wanted.get(row[0], "")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([head, *rows])


def owing(creditor: CreditorFacts, on: date) -> list[tuple[int, int]]:
    """(debtor, account) with something overdue, in order of the accounts, without the marked ones."""
    numbers = [f"XK202600000{place:03d}" for place in range(3, KINDS["card"] + 1)]
    keys = portfolio.accounts_by_number(creditor.id, numbers)
    found = [(keys[number].debtor_id, keys[number].account_id) for number in numbers if number in keys]
    return [pair for pair in found if payments.balance(pair[1], on).overdue_minor > 0]


def happened_before(creditor: CreditorFacts, staff: cast.Staff, first: date) -> None:
    """A promise that will be kept and one that will be broken, a talk, a lost debtor, computed penalty."""
    collector = staff.of(Role.COLLECTOR)
    kept, broken, talked, lost, *_others = owing(creditor, first)
    with clock.standing_at(clock.at_local(first, 10)):
        for debtor, account in (kept, broken):
            order = PromiseOrder(
                creditor_id=creditor.id, debtor_id=debtor, account_id=account,
                amount=Money(5_000, "CNY"), due_on=first + timedelta(days=1),
            )  # fmt: skip
            promises.take(order, collector)
        order_in = PaymentOrder(
            creditor_id=creditor.id, account_id=kept[1], amount=Money(5_000, "CNY"),
            effective_on=first + timedelta(days=1), key="kept",
        )  # fmt: skip
        payments.post(order_in, SYSTEM)
        payments.set_accrual_terms(
            creditor.id, Rate(component=Component.PENALTY, daily_percent=DAILY), valid_from=first,
            actor=SYSTEM,
        )  # fmt: skip
        for point in portfolio.contact_points(lost[0], include_roles=False):
            portfolio.set_contact_state(
                point.contact_point_id, ContactState.OUT_OF_SERVICE, why="test", actor=SYSTEM
            )
        call(creditor, talked[0], collector)
    with clock.standing_at(clock.at_local(DAY - timedelta(days=1), 21)):
        night.run(DAY - timedelta(days=1))


def call(creditor: CreditorFacts, debtor: int, by: cast.Actor) -> None:
    phone = next(
        one
        for one in portfolio.contact_points(debtor, include_roles=False)
        if one.kind.value == "phone" and one.usable
    )
    reached = contact.reach(
        ReachOrder(
            creditor_id=creditor.id, debtor_id=debtor, channel=contact.Channel.CALL,
            contact_point_id=phone.contact_point_id, script="first_call",
        ),
        by,
    )  # fmt: skip
    assert reached.attempt_id is not None, reached
    contact.record_outcome(OutcomeOrder(attempt_id=reached.attempt_id, code=Outcome.NO_ANSWER), by)
