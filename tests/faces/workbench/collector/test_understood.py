"""Notes of a talk are read as far as the language wing can; a person confirms everything."""

from __future__ import annotations

from datetime import date

import pytest

from arrears.desk.care import api as care
from arrears.desk.care.contracts import ConcernKind
from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import Outcome
from arrears.desk.promises import api as promises
from arrears.faces.workbench.collector.understood import OUTCOME_OF, RAISED_AT_ONCE, proposed, read
from arrears.kernel import clock
from arrears.kernel.reasons import Reason
from arrears.language.contracts import ReplyClass
from tests.desk.desk_case import at, desk_case
from tests.faces.workbench.collector.seat import Sitting

MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)


@pytest.fixture
def seat(db: None) -> Sitting:
    return Sitting(desk_case())


# note, payments (day, minor units), outcomes, reasons, concerns
NOTES = [
    ("客户说本周五还2000元", [(FRIDAY, 200_000)], {Outcome.PROMISED}, set(), set()),
    ("忘了还，今天下午就还", [(MONDAY, None)], {Outcome.PROMISED}, {Reason.FORGOT}, set()),
    ("他说最近失业了，没钱还", [], {Outcome.HARDSHIP}, {Reason.HARDSHIP}, {ConcernKind.HARDSHIP}),
    ("他说账不对", [], {Outcome.DISPUTE}, {Reason.DISPUTE}, {ConcernKind.DISPUTE}),
    ("客户很烦，说不想活了", [], set(), set(), {ConcernKind.VULNERABILITY}),
    ("He will pay 500 on Friday", [(FRIDAY, 50_000)], {Outcome.PROMISED}, set(), set()),
    ("无人接听", [], set(), set(), set()),
    ("", [], set(), set(), set()),
]


@pytest.mark.parametrize(("note", "payments", "outcomes", "reasons", "concerns"), NOTES)
def test_what_a_note_says(
    note: str,
    payments: list[tuple[date, int | None]],
    outcomes: set[Outcome],
    reasons: set[Reason],
    concerns: set[ConcernKind],
) -> None:
    found = read(note, said_on=MONDAY, currency="CNY", owed_minor=600_000)
    assert [(one.date, one.amount_minor) for one in found.payments] == payments
    assert set(found.outcomes) == outcomes
    assert {one.reason for one in found.reasons} == reasons
    assert {one.kind for one in found.concerns} == concerns
    assert found.anything is bool(payments or outcomes or reasons or concerns)


def test_an_amount_that_was_not_said_is_asked_back_and_never_filled_in() -> None:
    found = read("今天下午就还", said_on=MONDAY, currency="CNY", owed_minor=600_000)
    assert found.payments[0].amount_minor is None
    assert found.ask_back is not None


def test_what_an_outcome_asks_itself_is_not_offered_twice() -> None:
    found = read("他说账不对，不想活了", said_on=MONDAY, currency="CNY")
    kinds = {one.get("concern") for one in proposed(1, 1, Outcome.DISPUTE, found)}
    assert ConcernKind.DISPUTE not in kinds
    assert kinds >= RAISED_AT_ONCE & {ConcernKind.VULNERABILITY}
    assert ReplyClass.VULNERABLE not in OUTCOME_OF, "no outcome of a talk says that somebody is vulnerable"


def test_the_promise_of_a_note_is_proposed_and_stands_when_confirmed(seat: Sitting) -> None:
    with clock.standing_at(at(10)):
        attempt = seat.call()
        beside = seat.post("case_understood", attempt, note="忘了还，本周五还1000元")
        assert "1,000.00" in beside
        assert "2026-11-27" in beside
        assert 'data-choose-value="promised"' in beside
        assert promises.of_debtor(seat.case.actor, seat.case.of.debtor_id) == (), "reading records nothing"

        follows = seat.post("case_outcome", attempt, code="promised", note="忘了还，本周五还1000元")
        assert "备注中还提到" in follows, "the reason was said too"
        form = seat.get("case_promise", attempt_id=str(attempt))
        assert 'value="1000.00"' in form
        assert 'value="2026-11-27"' in form
        reason = seat.get("case_reason", attempt_id=str(attempt))
        assert 'value="forgot" selected' in reason

        seat.post(
            "case_promise", attempt_id=attempt, account_id=seat.case.of.account_id, amount="1000.00",
            due_on=FRIDAY.isoformat(), way="transfer",
        )  # fmt: skip
    (taken,) = promises.of_debtor(seat.case.actor, seat.case.of.debtor_id)
    assert (taken.amount_minor, taken.due_on) == (100_000, FRIDAY)


def test_vulnerable_words_are_raised_beside_any_outcome(seat: Sitting) -> None:
    with clock.standing_at(at(10)):
        attempt = seat.call()
        assert "请停止催款" in seat.post("case_understood", attempt, note="她说不想活了")
        follows = seat.post("case_outcome", attempt, code="reached_debtor", note="她说不想活了")
        assert "kind=vulnerability" in follows
        assert care.concerns_of(seat.case.actor, seat.case.of.debtor_id) == ()


def test_another_cases_attempt_is_not_read(seat: Sitting) -> None:
    with clock.standing_at(at(10)):
        other = desk_case("C-2", 2)
        reached = contact.reach(other.order(), other.actor)
        seat.post("case_understood", reached.attempt_id, status=404, note="x")
