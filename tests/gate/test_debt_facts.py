"""Limitation, settlement and the disputed part of a debt: reported to the gate, or read from the book, and obeyed."""

from __future__ import annotations

from datetime import date

import pytest

from arrears.book.payments import api as payments
from arrears.book.payments.contracts import PaymentOrder
from arrears.book.portfolio import api as portfolio
from arrears.foundation.api import SYSTEM
from arrears.gate import api as gate
from arrears.gate.api import DebtFacts, GateError, Permit, Refusal
from arrears.gate.contracts import Act
from arrears.kernel import clock
from arrears.kernel.money import Money
from tests import cast
from tests.gate.test_door import at, call

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> cast.Placed:
    of = cast.creditor(regimes=("us_reg_f",), operator_kind="debt_collector")
    return cast.place(of, "C-1", cast.person("Ann", 1), first_due=date(2026, 9, 1))


def refused_by(case: cast.Placed, channel: str, act: Act | None = None) -> list[str]:
    answer = gate.request(
        call(case, channel=channel, call_kind=None, contact_point_id=None, act=act or Act())
    )
    return [] if isinstance(answer, Permit) else [rule.id for rule in answer.answer.failing()]


def test_a_suit_waits_for_its_limitation_and_never_follows_it(case: cast.Placed) -> None:
    def say(ends: date | None) -> None:
        gate.record_debt(
            case.creditor.id, case.debtor_id, case.account_id, limitation_ends=ends, reference="state table",
            actor=SYSTEM,
        )  # fmt: skip

    with clock.standing_at(at(10)):  # Monday 23 November, 10:00 in Beijing
        assert "US-B1" in refused_by(case, "suit")
    for ends, barred in ((date(2026, 11, 23), False), (date(2026, 11, 22), True), (None, True)):
        with clock.standing_at(at(11)):
            say(ends)
            assert ("US-B1" in refused_by(case, "suit")) is barred


def test_a_settled_debt_is_not_passed_on(case: cast.Placed) -> None:
    act = Act(recipient_organisation="assignee")
    with clock.standing_at(at(10)):
        assert "US-X2" not in refused_by(case, "data_transfer", act)
        gate.record_debt(
            case.creditor.id, case.debtor_id, case.account_id, settled=True, reference="receipt", actor=SYSTEM
        )
        assert "US-X2" in refused_by(case, "data_transfer", act)


def test_an_account_that_the_book_closed_is_not_passed_on(case: cast.Placed) -> None:
    act = Act(recipient_organisation="assignee")
    with clock.standing_at(at(10)):
        portfolio.close_account(case.account_id, on=date(2026, 11, 23), reason="paid", actor=SYSTEM)
        assert "US-X2" in refused_by(case, "data_transfer", act)


def test_a_debt_that_the_ledger_says_was_paid_is_not_passed_on(case: cast.Placed) -> None:
    act = Act(recipient_organisation="assignee")

    def pay(minor: int, key: str) -> None:
        payments.post(
            PaymentOrder(
                creditor_id=case.creditor.id, account_id=case.account_id, amount=Money(minor, "CNY"),
                effective_on=date(2026, 11, 23), way="transfer", key=key,
            ),
            SYSTEM,
        )  # fmt: skip

    with clock.standing_at(at(10)):
        pay(599_999, "k1")
        assert "US-X2" not in refused_by(case, "data_transfer", act)
        pay(1, "k2")
        assert "US-X2" in refused_by(case, "data_transfer", act)


def test_the_latest_report_of_a_debt_counts_as_a_whole(case: cast.Placed) -> None:
    def known() -> DebtFacts | None:
        found = gate.debts_known(SYSTEM, case.creditor.id, case.debtor_id, [case.account_id])
        return found.get(case.account_id)

    ids = case.creditor.id, case.debtor_id, case.account_id
    with clock.standing_at(at(10)):
        assert known() is None
        gate.record_debt(*ids, settled=True, reference="receipt", actor=SYSTEM)
        gate.record_debt(*ids, limitation_ends=date(2029, 1, 31), reference="state table", actor=SYSTEM)
        told = known()
    assert told is not None
    assert (told.limitation_ends, told.settled, told.reference) == (date(2029, 1, 31), None, "state table")


def test_the_debt_of_another_case_is_not_reported_here(case: cast.Placed) -> None:
    with clock.standing_at(at(10)), pytest.raises(GateError):
        gate.record_debt(
            case.creditor.id, case.debtor_id, case.account_id + 1, settled=True, reference="x", actor=SYSTEM
        )


def test_a_dispute_of_one_debt_stops_that_part_alone(case: cast.Placed) -> None:
    with clock.standing_at(at(10)):
        gate.place_stop(
            case.creditor.id, case.debtor_id, "dispute_written", account_ids=[case.account_id],
            reference="letter", actor=SYSTEM,
        )  # fmt: skip
        refused = gate.request(call(case, act=Act(disclosures=("identity", "debt_collector"))))
        assert isinstance(refused, Refusal)
        assert "US-S3" in [rule.id for rule in refused.answer.failing()]
        other = gate.request(call(case, account_ids=(case.account_id + 1,)))
        assert "US-S3" not in [rule.id for rule in other.answer.failing()]
