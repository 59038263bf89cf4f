"""One night, once; restated beside it; repeated from what was kept."""

from __future__ import annotations

import shutil
import threading
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from arrears.night.engine import api, database, snapshots
from arrears.night.engine.contracts import RunKind
from arrears.night.engine.engines import DuckEngine
from arrears.night.engine.models import NightRun
from tests.night.rooms import REAL_ADDRESS, SCHEMA, Rooms

NIGHT = date(2026, 11, 23)


def small_book(rooms: Rooms) -> None:
    rooms.account(1, kind="card", items=[{"due": date(2026, 11, 20), "amount": 120_00}])
    rooms.account(
        2,
        kind="lease",
        items=[
            {"due": date(2026, 9, 15), "amount": 5_000_00},
            {"due": date(2026, 10, 15), "amount": 5_000_00},
            {"due": date(2026, 12, 15), "amount": 5_000_00},
        ],
    )
    rooms.account(3, kind="loan", items=[{"due": NIGHT, "amount": 900_00}])
    rooms.account(4, kind="loan", status="closed", items=[{"due": date(2026, 1, 1), "amount": 1}])
    rooms.publish()


def proposal(account_id: int, on: date = NIGHT) -> api.Proposal:
    found = api.proposal_of(account_id, on)
    assert found is not None
    return found


def test_a_night_decides_every_open_account(rooms: Rooms) -> None:
    small_book(rooms)
    summary = api.run(NIGHT)
    assert summary.fresh
    assert (summary.accounts, summary.overdue_accounts) == (3, 2)
    assert summary.overdue_minor == {"CNY": 120_00 + 10_000_00}
    card, lease, loan = (proposal(number) for number in (1, 2, 3))
    assert (card.days_past_due, card.bucket, card.action, card.automatic) == (3, "M1", "sms", True)
    assert (lease.periods_overdue, lease.bucket, lease.action, lease.channel) == (
        2, "M3", "lawyer_letter", "visit",
    )  # fmt: skip
    assert (loan.days_past_due, loan.bucket, loan.overdue_minor) == (0, "C", 0)
    assert api.proposal_of(4, NIGHT) is None


def test_a_payment_while_the_night_reads_is_of_the_next_night(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Instalments come through a connection of their own; both see one moment of the book."""
    small_book(rooms)
    before = DuckEngine.beside

    def paid_meanwhile(duck: DuckEngine) -> DuckEngine:
        with psycopg.connect(REAL_ADDRESS(), autocommit=True) as other:
            done = other.execute(f"UPDATE {SCHEMA}.items_rows SET paid_minor = billed_minor")
            assert done.rowcount == 6
        return before(duck)

    monkeypatch.setattr(DuckEngine, "beside", paid_meanwhile)
    assert api.run(NIGHT).overdue_minor == {"CNY": 120_00 + 10_000_00}
    assert api.run(NIGHT + timedelta(days=1)).overdue_minor == {"CNY": 0}


def test_what_a_run_of_another_time_left_in_its_folder_is_not_read(rooms: Rooms) -> None:
    """A database that was put back counts its runs anew, and meets the folders of runs it does not know."""
    small_book(rooms)
    first = api.run(NIGHT).run_id
    following = NIGHT + timedelta(days=1)
    root = Path(settings.SNAPSHOTS)
    left = snapshots.folder_of(root, following, first + 1)
    shutil.copytree(snapshots.folder_of(root, NIGHT, first), left)
    rooms.account(5, kind="card", items=[{"due": date(2026, 11, 20), "amount": 500_00}])
    rooms.publish()
    summary = api.run(following)
    assert summary.run_id == first + 1
    assert summary.accounts == 4


def test_every_proposal_and_score_says_why_in_both_languages(rooms: Rooms) -> None:
    small_book(rooms)
    api.run(NIGHT)
    for each in api.proposals(NIGHT):
        assert each.reasons
        assert all(len(score.reasons) == 3 for score in each.scores)
        assert {score.score for score in each.scores} == {
            "reach", "willingness", "ability", "reliability", "recoverability", "harm", "risk",
        }  # fmt: skip
    card = proposal(1)
    assert card.reasons[0][1].zh == "逾期3天（M1）"
    assert card.reasons[0][1].en == "3 days past due (M1)"


def test_a_date_has_one_normal_night(rooms: Rooms) -> None:
    small_book(rooms)
    first = api.run(NIGHT)
    again = api.run(NIGHT)
    assert (again.run_id, again.fresh) == (first.run_id, False)
    assert NightRun.objects.count() == 1


def test_a_restated_night_stands_beside_the_original(rooms: Rooms) -> None:
    small_book(rooms)
    first = api.run(NIGHT)
    rooms.pay(2, 201, date(2026, 9, 20), 5_000_00)  # booked late, effective then
    rooms.publish()
    restated = api.run(NIGHT, restate=True)
    assert restated.kind is RunKind.RESTATED
    assert proposal(2).periods_overdue == 2
    report = api.compare(NIGHT)
    assert (report.of_run_id, report.run_id, report.aged_differently) == (first.run_id, restated.run_id, 1)


def test_a_kept_night_is_reproduced_row_for_row(rooms: Rooms) -> None:
    small_book(rooms)
    run_id = api.run(NIGHT).run_id
    rooms.rows["items"].clear()
    rooms.publish()  # the book moved on; the snapshot did not
    report = api.reproduce(run_id)
    assert report.equal
    assert report.rows == 3


def test_the_state_goes_from_night_to_night(rooms: Rooms) -> None:
    rooms.account(1, kind="card", items=[{"due": date(2026, 11, 20), "amount": 120_00}])
    rooms.publish()
    for ahead in range(3):
        api.run(NIGHT + timedelta(days=ahead))
    found = proposal(1, NIGHT + timedelta(days=2))
    assert (found.days_past_due, found.previous_bucket) == (5, "M1")


def test_a_night_within_a_transaction_is_refused(rooms: Rooms) -> None:
    small_book(rooms)
    with (
        transaction.atomic(),
        pytest.raises(RuntimeError, match="cannot run inside a transaction"),
    ):
        api.run(NIGHT)


def test_a_room_that_publishes_too_little_is_named(rooms: Rooms) -> None:
    small_book(rooms)
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION rooms_of_a_test.care_debtors(date)")
        cursor.execute(
            "CREATE FUNCTION rooms_of_a_test.care_debtors(as_of date) "
            "RETURNS TABLE (debtor_id bigint, x int) LANGUAGE sql AS 'SELECT 1::bigint, 2'"
        )
    with pytest.raises(api.RoomNotPublished, match=r"desk\.care: care_debtors lacks"):
        api.run(NIGHT)


def test_a_second_night_of_a_date_refuses_while_the_first_one_runs(rooms: Rooms) -> None:
    small_book(rooms)
    with database.only_one(NIGHT, 0), pytest.raises(api.NightBusy):
        api.run(NIGHT, wait_seconds=0)
    assert NightRun.objects.count() == 0


def test_a_second_night_of_a_date_waits_and_finds_what_the_first_one_decided(rooms: Rooms) -> None:
    small_book(rooms)
    begun, second = threading.Event(), []

    def other() -> None:
        begun.wait(60)
        try:
            second.append(api.run(NIGHT, wait_seconds=120))
        finally:
            connection.close()

    waiting = threading.Thread(target=other)
    waiting.start()
    first = api.run(NIGHT, progress=lambda at, total: begun.set())
    waiting.join(120)
    assert [(found.run_id, found.fresh) for found in second] == [(first.run_id, False)]
    assert NightRun.objects.count() == 1
