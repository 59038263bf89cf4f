"""The last day of limitation by the Civil Code, from what the ledger holds, reported to the gate."""

from __future__ import annotations

from datetime import date

import pytest

from arrears.book.payments import api as payments
from arrears.book.payments.contracts import PaymentOrder
from arrears.book.portfolio.contracts import AccountKind
from arrears.desk.care import api as care
from arrears.desk.care.contracts import CareRefused
from arrears.foundation.api import SYSTEM
from arrears.gate import api as gate
from arrears.kernel.clock import at_local, standing_at
from arrears.kernel.money import Money
from tests import cast

pytestmark = pytest.mark.django_db
NOON = at_local(date(2026, 11, 23), 12)


def placed(kind: AccountKind, regimes: tuple[str, ...] = ("cn",)) -> cast.Placed:
    """Three instalments, due 1 September to 1 November 2026."""
    of = cast.creditor(regimes=regimes)
    return cast.place(of, "C-1", cast.person("王一", 1), first_due=date(2026, 9, 1), instalments=3, kind=kind)


def pay(case: cast.Placed, minor: int, on: date) -> None:
    payments.post(
        PaymentOrder(
            creditor_id=case.creditor.id, account_id=case.account_id, amount=Money(minor, "CNY"), effective_on=on,
            way="transfer", key=f"k{on}",
        ),
        SYSTEM,
    )  # fmt: skip


def last_day(case: cast.Placed) -> date | None:
    with standing_at(NOON):
        found = care.limitations_of(SYSTEM, case.creditor.id, case.debtor_id).get(case.account_id)
    return found.last_day if found else None


@pytest.mark.parametrize(
    ("kind", "paid", "day"),
    [
        (AccountKind.LOAN, [], date(2029, 11, 1)),  # CN-N2: one debt by instalments, from the last
        (AccountKind.CARD, [], date(2029, 9, 1)),  # each bill its own debt: the oldest unpaid
        (AccountKind.CARD, [(100_000, date(2026, 9, 15))], date(2029, 10, 1)),
        (
            AccountKind.LOAN,
            [(5_000, date(2026, 11, 20))],
            date(2029, 11, 20),
        ),  # CN-N3: a part payment restarts
        (AccountKind.LOAN, [(300_000, date(2026, 11, 20))], None),  # nothing is owed
    ],
)
def test_the_last_day_by_the_ledger(
    kind: AccountKind, paid: list[tuple[int, date]], day: date | None
) -> None:
    case = placed(kind)
    with standing_at(NOON):
        for minor, on in paid:
            pay(case, minor, on)
    assert last_day(case) == day


def test_it_is_kept_with_the_gate_and_leaves_what_else_is_known() -> None:
    case = placed(AccountKind.LOAN)
    ids = case.creditor.id, case.debtor_id, case.account_id
    with standing_at(NOON):
        gate.record_debt(*ids, first_communication=date(2026, 11, 2), reference="letter", actor=SYSTEM)
        care.keep_limitation(*ids, SYSTEM)
        known = gate.debts_known(SYSTEM, *ids[:2], [case.account_id])[case.account_id]
    assert (known.limitation_ends, known.first_communication) == (date(2029, 11, 1), date(2026, 11, 2))


def test_another_law_is_not_guessed() -> None:
    case = placed(AccountKind.LOAN, ("us_reg_f",))
    assert last_day(case) is None
    with standing_at(NOON), pytest.raises(CareRefused):
        care.keep_limitation(case.creditor.id, case.debtor_id, case.account_id, SYSTEM)
