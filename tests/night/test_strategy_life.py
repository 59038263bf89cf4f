"""The life of a strategy: written, simulated, approved by a second person, in force, taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from arrears.foundation.api import Actor, Role, ensure_creditor, ensure_user
from arrears.kernel import clock
from arrears.night.engine import api
from arrears.night.engine.models import NightStrategy
from arrears.night.engine.shipped import shipped_strategy
from tests.night.rooms import Rooms

NIGHT = date(2026, 11, 23)
GENTLE = shipped_strategy("card").replace('action = "call", channel = "call"', 'action = "none"')


def strategist(name: str) -> Actor:
    user_id = ensure_user(name, "a long enough word", role=Role.STRATEGIST)
    return Actor(name=name, user_id=user_id, role=Role.STRATEGIST, sees_all=True)


def book(rooms: Rooms) -> None:
    for number, age in {1: 3, 2: 10, 3: 12, 4: 40}.items():
        rooms.account(number, kind="card", items=[{"due": NIGHT - timedelta(days=age), "amount": 1_000_00}])
    rooms.publish()


def action_of(account_id: int, on: date) -> str:
    found = api.proposal_of(account_id, on)
    assert found is not None
    return found.action


def test_a_strategy_is_simulated_then_approved_by_another_and_can_be_taken_back(rooms: Rooms) -> None:
    with clock.standing_at(clock.at_local(NIGHT)):
        book(rooms)
        writer, second = strategist("lin"), strategist("wang")
        api.run(NIGHT)
        draft = api.draft_strategy(GENTLE, writer)
        assert (draft.state, draft.version, draft.in_force) == (api.StrategyState.DRAFT, 1, False)
        assert draft.id is not None
        with pytest.raises(api.NotNow, match="simulated before"):
            api.approve_strategy(draft.id, second, in_force_from=NIGHT)

        simulated = api.simulate_strategy(draft.id, writer).simulation
        assert simulated is not None
        assert simulated.before == {"call": 2, "letter": 1, "sms": 1}
        assert simulated.after == {"letter": 1, "sms": 1}
        assert (simulated.changed, simulated.changed_overdue_minor) == (
            0,
            {},
        )  # the same steps, without a call
        assert (simulated.minutes_before, simulated.minutes_after) == (12, 0)

        with pytest.raises(api.NotNow, match="second person"):
            api.approve_strategy(draft.id, writer, in_force_from=NIGHT)
        with pytest.raises(api.NotNow, match="has passed"):
            api.approve_strategy(draft.id, second, in_force_from=NIGHT - timedelta(days=1))
        assert (
            api.approve_strategy(draft.id, second, in_force_from=NIGHT + timedelta(days=1)).in_force is False
        )

    with clock.standing_at(clock.at_local(NIGHT + timedelta(days=1))):
        api.run(NIGHT + timedelta(days=1))
        assert action_of(2, NIGHT) == "call"
        assert action_of(2, NIGHT + timedelta(days=1)) == "none"
        assert [each.version for each in api.strategies(writer) if each.code == "card" and each.in_force] == [
            1
        ]

    with clock.standing_at(clock.at_local(NIGHT + timedelta(days=2))):
        api.roll_back_strategy(draft.id, writer)
        api.run(NIGHT + timedelta(days=2))
        assert action_of(2, NIGHT + timedelta(days=2)) == "call"
        assert [each.id for each in api.strategies(writer) if each.code == "card" and each.in_force] == [None]


def test_the_samples_show_who_would_be_treated_otherwise(rooms: Rooms) -> None:
    with clock.standing_at(clock.at_local(NIGHT)):
        book(rooms)
        writer = strategist("lin")
        api.run(NIGHT)
        later = shipped_strategy("card").replace(
            "wait_days = 2, when", "wait_days = 2, days = [11, 18], when", 1
        )
        draft = api.draft_strategy(later, writer)
        assert draft.id is not None
        simulated = api.simulate_strategy(draft.id, writer).simulation
        assert simulated is not None
        assert [(case.account_id, case.before, case.after) for case in simulated.samples] == [
            (2, "card.d6_18.call_6", "card.d6_18.sms_6")
        ]
        assert (simulated.changed, simulated.changed_overdue_minor) == (1, {"CNY": 1_000_00})


def test_a_fault_keeps_a_strategy_from_approval(rooms: Rooms) -> None:
    with clock.standing_at(clock.at_local(NIGHT)):
        book(rooms)
        writer, second = strategist("lin"), strategist("wang")
        api.run(NIGHT)
        gap = shipped_strategy("card").replace(
            "days_past_due between 6 and 18", "days_past_due between 8 and 18"
        )
        draft = api.draft_strategy(gap, writer)
        assert draft.id is not None
        assert [each.fault for each in draft.findings if each.fatal] == [api.Fault.GAP]
        api.simulate_strategy(draft.id, writer)
        with pytest.raises(api.NotNow, match="belong to no segment"):
            api.approve_strategy(draft.id, second, in_force_from=NIGHT)


def test_a_strategy_for_one_creditor_leaves_the_others_alone(rooms: Rooms) -> None:
    from_agency = shipped_strategy("agency")
    with clock.standing_at(clock.at_local(NIGHT)):
        from_creditor = make_creditor("one")
        rooms.account(
            1,
            creditor_id=from_creditor,
            kind="card",
            items=[{"due": NIGHT - timedelta(days=3), "amount": 100}],
        )
        rooms.account(
            2, creditor_id=-1, kind="card", items=[{"due": NIGHT - timedelta(days=3), "amount": 100}]
        )
        rooms.publish()
        writer, second = strategist("lin"), strategist("wang")
        api.run(NIGHT - timedelta(days=1))
        draft = api.draft_strategy(from_agency, writer, creditor_id=from_creditor)
        assert draft.id is not None
        api.simulate_strategy(draft.id, writer)
        api.approve_strategy(draft.id, second, in_force_from=NIGHT)
        api.run(NIGHT)
        found = {each.account_id: each.strategy for each in api.proposals(NIGHT)}
        assert found == {1: "agency", 2: "card"}


def make_creditor(code: str) -> int:
    return ensure_creditor(code, code).id


@pytest.mark.django_db(transaction=True)
def test_of_two_who_approve_at_once_one_comes_second() -> None:
    """The second waits for the row of the first and then finds no draft; what the first approved stays."""
    writer, first, second = strategist("lin"), strategist("wang"), strategist("zhao")
    draft = api.draft_strategy(GENTLE, writer)
    assert draft.id is not None
    version = draft.id
    NightStrategy.objects.filter(pk=version).update(state=api.StrategyState.SIMULATED)
    soon = clock.today() + timedelta(days=3)

    def approve_too() -> None:
        try:
            with pytest.raises(api.NotNow, match="not a draft"):
                api.approve_strategy(version, second, in_force_from=soon + timedelta(days=1))
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as other:
        with transaction.atomic():
            api.approve_strategy(
                version, first, in_force_from=soon
            )  # holds the row until the transaction ends
            late = other.submit(approve_too)
            with pytest.raises(TimeoutError):
                late.result(timeout=0.5)
        late.result(timeout=30)
    kept = NightStrategy.objects.get(pk=version)
    assert (kept.approved_by_id, kept.in_force_from) == (first.user_id, soon)
