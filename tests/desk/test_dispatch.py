"""The automatic steps of a day: once, through the gate, with every refusal kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from arrears.desk.care import api as care
from arrears.desk.care.contracts import ConcernKind, ConcernOrder
from arrears.desk.contact import api as contact
from arrears.desk.contact.actions import dispatching, reaching
from arrears.desk.contact.contracts import DispatchSummary, ReachError
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import PromiseOrder
from arrears.kernel import clock
from arrears.kernel.money import Money
from arrears.kernel.words import Words
from tests import cast
from tests.desk.desk_case import MONDAY, DeskCase, at, desk_case
from tests.desk.night_says import night_says

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> DeskCase:
    return desk_case()


def say(case: DeskCase, **changes: object) -> None:
    night_says(MONDAY, **{**case.ids, "account_id": case.of.account_id, **changes})


def run(hour: int = 10) -> DispatchSummary:
    with clock.standing_at(at(hour)):
        return contact.dispatch(MONDAY)


def count(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("change", "figures"),
    [
        ({}, {"simulated": 1}),
        ({"channel": "email", "action": "email", "script": "first_email"}, {"simulated": 1}),
        ({"channel": "letter", "action": "letter", "script": "first_letter"}, {"printed": 1}),
        ({"automatic": False}, {"proposed": 0}),
        ({"due_on": MONDAY + timedelta(days=1)}, {"proposed": 0}),
        ({"action": "none", "channel": None}, {"proposed": 0}),
        ({"channel": "visit", "action": "visit", "script": "visit"}, {"skipped": 1}),
        ({"script": "no_such_script"}, {"skipped": 1}),
    ],
)
def test_what_goes_out_by_itself(case: DeskCase, change: dict[str, object], figures: dict[str, int]) -> None:
    say(case, **change)
    summary = run()
    assert {name: getattr(summary, name) for name in figures} == figures
    assert summary.proposed == sum(
        getattr(summary, name)
        for name in ("sent", "simulated", "printed", "refused", "waiting", "failed", "skipped")
    )


def test_a_day_dispatched_twice_changes_nothing(case: DeskCase) -> None:
    say(case)
    first, second = run(), run(11)
    assert first == second
    assert count("SELECT count(*) FROM contact_attempt") == 1
    assert count("SELECT count(*) FROM gate_permit") == 1


def test_an_automatic_attempt_is_marked_as_such_and_says_what_the_night_knew(case: DeskCase) -> None:
    say(case)
    run()
    (facts,) = contact.attempts_of(case.actor, case.of.debtor_id)
    assert facts.automatic
    assert facts.by_user_id is None
    assert "3,000.00元" in contact.attempt(facts.id, case.actor, reveal=True).content


def test_accounts_of_one_debtor_are_told_in_one_message(case: DeskCase) -> None:
    other = cast.place(case.of.creditor, "C-2", cast.person("王一", 1), first_due=MONDAY - timedelta(days=30))
    assert other.debtor_id == case.of.debtor_id
    say(case)
    say(case, account_id=other.account_id, overdue_minor=100_000)
    assert run().proposed == 1
    (facts,) = contact.attempts_of(case.actor, case.of.debtor_id)
    assert set(facts.account_ids) == {case.of.account_id, other.account_id}


def test_before_eight_it_waits_and_goes_out_when_the_hour_has_come(case: DeskCase) -> None:
    say(case)
    early = run(6)
    assert (early.waiting, early.simulated) == (1, 0)
    assert dict(early.by_rule) == {"CN-T1": 1}
    assert run(7).waiting == 1
    assert count("SELECT count(*) FROM gate_refusal") == 1, "not asked again before its time"
    assert (run(8).waiting, run(8).simulated) == (0, 1)


def test_a_refusal_for_good_is_kept_with_its_rule(case: DeskCase) -> None:
    say(case)
    with clock.standing_at(at(9)):
        order = ConcernOrder(**case.ids, kind=ConcernKind.ILLNESS, text="住院")
        care.open_concern(order, case.actor)
    summary = run()
    assert (summary.refused, summary.simulated) == (1, 0)
    assert summary.by_rule
    entries = contact.timeline(case.actor, case.of.debtor_id, ["refusal"])
    assert entries[0].detail["automatic"] == "true"
    assert entries[0].detail["rules"]


def test_without_an_address_it_is_skipped_and_said(db: None) -> None:
    of = cast.place(
        cast.creditor(), "N-1", cast.person("无邮", 5, email=False), first_due=MONDAY - timedelta(days=9)
    )
    case = DeskCase(of)
    say(case, channel="email", action="email", script="first_email")
    assert run().skipped == 1
    assert count("SELECT count(*) FROM contact_dispatchline WHERE reason_zh = '没有可用的联系方式'") == 1


def test_a_promise_is_reminded_of_the_day_before(case: DeskCase) -> None:
    say(case, automatic=False)
    with clock.standing_at(at(10, day=MONDAY - timedelta(days=3))):
        order = PromiseOrder(
            **case.ids, account_id=case.of.account_id, amount=Money(50_000, "CNY"),
            due_on=MONDAY + timedelta(days=1),
        )  # fmt: skip
        promises.take(order, case.actor)
    assert run().simulated == 1
    (facts,) = contact.attempts_of(case.actor, case.of.debtor_id)
    assert (facts.script, facts.purpose) == ("promise_sms", "remind")
    text = contact.attempt(facts.id, case.actor, reveal=True).content
    assert "2026年11月24日" in text
    assert "500.00元" in text


# --- killed and run again --------------------------------------------------------------------------------


class Killed(BaseException):
    """The process dies here."""


@pytest.mark.parametrize("place", range(4))
def test_a_killed_run_is_run_again_and_ends_the_same(
    db: None, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    cases = [desk_case(f"C-{n}", n) for n in range(1, 4)]
    for one in cases:
        say(one)
    real, asked = reaching.send, [0]

    def dies(*args: object) -> object:
        asked[0] += 1
        if asked[0] == place:
            raise Killed
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(dispatching, "send", dies)
    if place:
        with pytest.raises(Killed):
            run()
    monkeypatch.setattr(dispatching, "send", real)
    summary = run()
    assert (summary.proposed, summary.simulated) == (3, 3)
    assert count("SELECT count(*) FROM contact_attempt") == 3
    assert count("SELECT count(DISTINCT debtor_id) FROM contact_attempt") == 3


def test_what_a_crash_left_waiting_is_closed_and_never_sent_again(
    case: DeskCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where something leaves the house the attempt is kept first; afterwards nobody knows whether it went."""
    say(case)
    monkeypatch.setattr(dispatching, "_leaves", lambda step: True)

    def dies(*args: object) -> object:
        raise Killed

    real = reaching.send
    monkeypatch.setattr(dispatching, "send", dies)
    with pytest.raises(Killed):
        run()
    monkeypatch.setattr(dispatching, "send", real)
    assert run(12).failed == 1
    assert count("SELECT count(*) FROM contact_attempt WHERE state = 'failed'") == 1
    assert count("SELECT count(*) FROM gate_permit") == 1, "not asked again"


def test_what_a_crash_had_only_claimed_is_done_by_the_next_run(
    case: DeskCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(case)
    monkeypatch.setattr(dispatching, "_leaves", lambda step: True)

    def dies(*args: object, **options: object) -> object:
        raise Killed

    real = dispatching.prepare
    monkeypatch.setattr(dispatching, "prepare", dies)
    with pytest.raises(Killed):
        run()
    assert count("SELECT count(*) FROM contact_dispatchline WHERE state = 'queued'") == 1
    monkeypatch.setattr(dispatching, "prepare", real)
    assert run(12).simulated == 1


def test_one_order_that_fails_leaves_the_others_alone(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    cases = [desk_case(f"C-{n}", n) for n in range(1, 4)]
    for one in cases:
        say(one)
    real = dispatching.prepare

    def fails_once(order: object, *args: object, **options: object) -> object:
        if getattr(order, "debtor_id", 0) == cases[1].of.debtor_id:
            raise ReachError(Words("不行", "no"))
        return real(order, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(dispatching, "prepare", fails_once)
    summary = run()
    assert (summary.simulated, summary.skipped) == (2, 1)
