"""Promises at the desk: taken within limits, judged from the ledger, judged again after a correction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrears.book.payments import api as payments
from arrears.desk.contact.contracts import Outcome
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import PROMISE_COLUMNS, Limits, PromiseOrder, PromiseState, Refused
from arrears.desk.promises.rules.judge import Facts, Said, judge
from arrears.desk.promises.rules.limits import Offered, check_promise, grace_until_workday, remind_on
from arrears.desk.promises.rules.money_in import MoneyIn
from arrears.desk.promises.rules.policy import policy_of
from arrears.foundation.api import SYSTEM
from arrears.kernel import clock
from arrears.kernel.money import Money
from tests.desk.desk_case import MONDAY, DeskCase, at, desk_case
from tests.profiles import examples

S = PromiseState
LIMITS = Limits(
    amount_minor_min=1000, days_ahead_max=30, open_promises_max=2, grace_days=1, late_days=30, reminder_days=1
)
OFFERED = Offered(
    amount_minor=5000, taken_on=MONDAY, due_on=MONDAY + timedelta(days=5), owed_minor=100_000, open_promises=0,
    plan_active=False,
)  # fmt: skip

# what is offered → the limit that stands in the way (None: it may be taken)
LIMIT_TABLE = [
    ("plain", {}, None),
    ("nothing", {"amount_minor": 0}, "amount"),
    ("too small", {"amount_minor": 999}, "amount_minor_min"),
    ("just enough", {"amount_minor": 1000}, None),
    ("all of a small debt", {"amount_minor": 300, "owed_minor": 300}, None),
    ("more than owed", {"amount_minor": 100_001}, "more_than_owed"),
    ("nothing owed", {"owed_minor": 0}, "nothing_owed"),
    ("today", {"due_on": MONDAY}, None),
    ("yesterday", {"due_on": MONDAY - timedelta(days=1)}, "past"),
    ("the last day ahead", {"due_on": MONDAY + timedelta(days=30)}, None),
    ("a day too far", {"due_on": MONDAY + timedelta(days=31)}, "days_ahead_max"),
    ("one open", {"open_promises": 1}, None),
    ("enough open", {"open_promises": 2}, "open_promises_max"),
    ("a plan runs", {"plan_active": True}, "plan_active"),
]


@pytest.mark.parametrize(
    ("change", "rule"), [row[1:] for row in LIMIT_TABLE], ids=[row[0] for row in LIMIT_TABLE]
)
def test_limits(change: dict[str, object], rule: str | None) -> None:
    offered = replace(OFFERED, **change)  # type: ignore[arg-type]  # a table of single changes
    if rule is None:
        check_promise(offered, LIMITS)
        return
    with pytest.raises(Refused) as refused:
        check_promise(offered, LIMITS)
    assert refused.value.rule == rule


@pytest.mark.parametrize(
    ("due_on", "grace", "days"),
    [
        (date(2026, 11, 24), 1, 1), (date(2026, 11, 27), 1, 3), (date(2026, 11, 28), 0, 2),
        (date(2026, 9, 30), 1, 8), (date(2050, 1, 1), 1, 1),
    ],
)  # fmt: skip
def test_grace_runs_to_the_next_workday(due_on: date, grace: int, days: int) -> None:
    """Civil Code 203; where no calendar is known the plain grace stands."""
    assert grace_until_workday(due_on, grace) == days


@pytest.mark.parametrize(
    ("due", "expected"),
    [(1, None), (2, 1), (5, 4), (0, None)],
    ids=["tomorrow", "in two days", "in five", "today"],
)
def test_the_reminder_falls_between_talk_and_due_day(due: int, expected: int | None) -> None:
    found = remind_on(MONDAY, MONDAY + timedelta(days=due), 1)
    assert found == (None if expected is None else MONDAY + timedelta(days=expected))


def test_a_creditor_may_set_its_own_limits_but_not_invent_new_ones() -> None:
    own = policy_of({"promises": {"promise": {"grace_days": 5}}})
    assert own.promise.grace_days == 5
    assert own.promise.days_ahead_max == policy_of({}).promise.days_ahead_max
    for wrong in ({"promise": {"grace": 5}}, {"limits": {}}, {"promise": {"grace_days": "5"}}):
        with pytest.raises(ValueError, match=r"unknown|whole number"):
            policy_of({"promises": wrong})


# --- days as stories -------------------------------------------------------------------------------------


@pytest.fixture
def case(db: None) -> DeskCase:
    return desk_case()


def order(case: DeskCase, minor: int = 100_000, days: int = 4, **changes: object) -> PromiseOrder:
    given: dict[str, object] = {
        **case.ids, "account_id": case.of.account_id, "amount": Money(minor, "CNY"),
        "due_on": MONDAY + timedelta(days=days),
    }  # fmt: skip
    return PromiseOrder(**(given | changes))  # type: ignore[arg-type]


def state(case: DeskCase, day: date) -> PromiseState:
    with clock.standing_at(at(7, day=day)):
        promises.judge(day)
    return promises.of_debtor(case.actor, case.of.debtor_id)[0].state


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def test_a_promise_is_kept_by_the_money_and_broken_by_its_reversal(case: DeskCase) -> None:
    # Monday: promised for Friday; Friday's grace runs over the weekend to Monday
    with clock.standing_at(at(10)):
        taken = promises.take(order(case), case.actor)
    assert taken.state is S.OPEN
    assert taken.grace_days == 3
    # Wednesday: a part
    first = case.pay(40_000, day(2), "p1")
    assert state(case, day(2)) is S.OPEN
    # Friday: the rest
    case.pay(60_000, day(4), "p2")
    assert state(case, day(4)) is S.KEPT
    # ten days later the first payment turns out to have bounced
    with clock.standing_at(at(9, day=day(14))):
        payments.reverse(first, day(2), "r1", "bounced", SYSTEM)
    assert state(case, day(14)) is S.PARTLY_KEPT
    history = promises.verdicts_of(taken.id, case.actor)
    assert [(v.as_of, v.state, v.received_minor) for v in history] == [
        (day(2), "open", 40_000), (day(4), "kept", 100_000), (day(14), "partly_kept", 60_000),
    ]  # fmt: skip


def test_a_back_dated_payment_mends_a_broken_promise_for_the_past_too(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        promises.take(order(case), case.actor)
    assert state(case, day(8)) is S.BROKEN
    case.pay(100_000, day(3), "found")
    assert state(case, day(9)) is S.KEPT
    promises.judge(day(8))
    assert accounts(day(8))["kept"] == 1, "the past date as it is known now"
    assert accounts(day(2))["open_promises"] == 1
    assert promises.of_debtor(case.actor, case.of.debtor_id)[0].judged_on == day(9), "today's word stays"


def test_late_money_makes_it_late(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        promises.take(order(case), case.actor)
    assert state(case, day(8)) is S.BROKEN
    case.pay(100_000, day(9), "late")
    assert state(case, day(9)) is S.LATE


def test_money_of_the_same_day_counts_at_once(case: DeskCase) -> None:
    case.pay(100_000, MONDAY, "today")
    with clock.standing_at(at(10)):
        assert promises.take(order(case), case.actor).state is S.KEPT


def test_judging_again_writes_nothing(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        promises.take(order(case), case.actor)
    case.pay(40_000, day(2), "p1")
    first = promises.judge(day(8))
    second = promises.judge(day(8))
    assert (first.promises, first.promises_changed) == (1, 1)
    assert (second.promises, second.promises_changed) == (1, 0)
    assert dict(second.by_state) == {"partly_kept": 1}


def test_a_promise_answers_what_the_talk_asked_for(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        talk = case.talk(Outcome.PROMISED)
        assert needs(talk.attempt_id) == "promise"
        taken = promises.take(order(case, attempt_id=talk.attempt_id), case.actor)
    assert needs(talk.attempt_id) == ""
    assert taken.attempt_id == talk.attempt_id


def needs(attempt_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT needs FROM contact_attempt WHERE id = %s", [attempt_id])
        return str(cursor.fetchone()[0])


def test_a_withdrawn_promise_is_not_judged_and_its_money_goes_to_the_next(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        first = promises.take(order(case, days=2), case.actor)
        promises.take(order(case, days=4), case.actor)
    case.pay(100_000, day(1), "p1")
    with clock.standing_at(at(11, day=day(1))):
        assert promises.withdraw(first.id, "taken twice", case.actor).state is S.WITHDRAWN
    found = {one.id: one.state for one in promises.of_debtor(case.actor, case.of.debtor_id)}
    assert sorted(found.values()) == [S.KEPT, S.WITHDRAWN]
    with clock.standing_at(at(12, day=day(1))), pytest.raises(Refused):
        promises.withdraw(first.id, "again", case.actor)


def test_limits_hold_at_the_door(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        for days in (1, 2, 3):
            promises.take(order(case, 10_000, days), case.actor)
        with pytest.raises(Refused) as refused:
            promises.take(order(case, 10_000, 4), case.actor)
        assert refused.value.rule == "open_promises_max"
        with pytest.raises(Refused) as refused:
            promises.take(order(case, 10_000, 4, amount=Money(10_000, "USD")), case.actor)
        assert refused.value.rule == "currency"


def test_reliability_in_words(case: DeskCase) -> None:
    assert promises.reliability(case.actor, case.of.debtor_id).score is None
    with clock.standing_at(at(10)):
        promises.take(order(case), case.actor)
    assert state(case, day(8)) is S.BROKEN
    found = promises.reliability(case.actor, case.of.debtor_id)
    assert (found.broken, found.score) == (1, 33)
    assert "1 broken" in found.words.en


def test_verdicts_cannot_be_changed(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        promises.take(order(case), case.actor)
    promises.judge(day(8))
    for statement in (
        "UPDATE promises_promiseverdict SET state = 'kept'", "DELETE FROM promises_promiseverdict",
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def accounts(as_of: date) -> dict[str, object]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM promises_accounts(%s)", [as_of])
        names = [column.name for column in cursor.description]
        row = cursor.fetchone()
    return dict(zip(names, row or [None] * len(names), strict=True))


def test_the_published_columns_of_promises_are_exactly_these(case: DeskCase) -> None:
    with clock.standing_at(at(10)):
        promises.take(order(case), case.actor)
    assert tuple(accounts(MONDAY)) == PROMISE_COLUMNS
    assert accounts(MONDAY)["open_due_on"] == day(4)
    promises.judge(day(8))
    found = accounts(day(8))
    assert (found["broken"], found["last_broken_on"], found["plan_active"]) == (1, day(8), False)


# --- invariant I4 over the ledger's own doors -----------------------------------------------------------

MOVES = st.lists(
    st.tuples(st.sampled_from(["pay", "reverse", "judge"]), st.integers(0, 20), st.integers(1, 60)),
    max_size=12,
)


@pytest.mark.django_db(transaction=False)
@settings(
    max_examples=max(5, examples(60) // 5),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    moves=MOVES, promised=st.lists(st.tuples(st.integers(10, 60), st.integers(1, 10)), min_size=1, max_size=3)
)
def test_the_verdict_follows_from_the_ledger_alone(
    case: DeskCase, moves: list[tuple[str, int, int]], promised: list[tuple[int, int]]
) -> None:
    """Whatever was posted, reversed and judged in between: the last verdict is that of the slow reading."""
    with transaction.atomic():
        with clock.standing_at(at(10)):
            taken = [promises.take(order(case, minor * 100, days), case.actor) for minor, days in promised]
        posted: list[tuple[int, date]] = []
        for place, (what, when, amount) in enumerate(moves):
            if what == "pay":
                posted.append((case.pay(amount * 100, day(when), f"k{place}"), day(when)))
            elif what == "reverse" and posted:
                entry, on = posted.pop(amount % len(posted))
                payments.reverse(entry, on, f"r{place}", "test", SYSTEM)
            elif what == "judge":
                promises.judge(day(when))
        promises.judge(day(25))
        receipts = payments.received([case.of.account_id], date.min.replace(year=2020), day(25))
        facts = Facts(
            promises=tuple(
                Said(
                    id=one.id, amount_minor=one.amount_minor, taken_on=one.taken_on, due_on=one.due_on,
                    grace_days=one.grace_days, late_days=30,
                )
                for one in taken
            ),
            money=tuple(MoneyIn(one.effective_on, one.amount_minor) for one in receipts),
        )  # fmt: skip
        wanted = {verdict.id: (verdict.state, verdict.received_minor) for verdict in judge(facts, day(25))}
        found = {
            one.id: (one.state, one.received_minor)
            for one in promises.of_debtor(case.actor, case.of.debtor_id)
        }
        assert found == wanted
        transaction.set_rollback(True)
