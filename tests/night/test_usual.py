"""A usual night reads what changed, and its tables are those of a night that reads everything, row for row."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings as current
from django.db import connection
from pytest_django import Settings

from arrears.book.payments import api as payments
from arrears.book.payments.contracts import PaymentOrder
from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import ContactState
from arrears.foundation.api import SYSTEM
from arrears.kernel import clock
from arrears.kernel.money import Money
from arrears.night.contracts import WANTED
from arrears.night.engine import api
from arrears.night.engine.actions.read import read_rooms
from arrears.night.engine.engines import DuckEngine
from arrears.night.engine.models import NightRun
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = date(2026, 11, 23)
GREAT = [wanted for wanted in WANTED if wanted.among]


def pay(case: cast.Placed, amount: int, on: date, key: str) -> int:
    order = PaymentOrder(
        creditor_id=case.creditor.id,
        account_id=case.account_id,
        amount=Money(amount, "CNY"),
        effective_on=on,
        way="bank",
        key=key,
    )
    return payments.post(order, SYSTEM).entry_id


def same_as_cold(night: date, place: Path) -> int | None:
    """Run a night; its great tables must be those of a reading of everything. How many accounts it read."""
    record = NightRun.objects.get(pk=api.run(night).run_id)
    duck = DuckEngine()
    try:
        read_rooms(place / "cold", night, duck, lambda name: None)
        for wanted in GREAT:
            cold = duck.kept(place / "cold" / wanted.table)
            usual = duck.kept(Path(current.SNAPSHOTS) / record.snapshot / wanted.table).select(*cold.columns)
            for one, other in ((cold, usual), (usual, cold)):
                assert one.difference(other, distinct=False).to_pyarrow().to_pylist() == []
    finally:
        duck.close()
    read = record.figures["read"]
    assert read is None or isinstance(read, int)
    alone(Path(current.SNAPSHOTS) / record.snapshot / "read.json")
    return read


def alone(mark: Path) -> None:
    """Make the mark what it is where nobody else writes.

    It is the oldest transaction open in the whole server. Tests that run beside this one hold it back, and then
    more accounts are read than changed, which is lawful but cannot be counted.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        (now,) = cursor.fetchone()
    kept = json.loads(mark.read_text())
    assert int(kept["since"]) <= int(now)
    mark.write_text(json.dumps({**kept, "since": now}))


def test_whatever_changes_the_usual_night_reads_what_a_cold_one_would(
    tmp_path: Path, settings: Settings
) -> None:
    settings.SNAPSHOTS = tmp_path / "snapshots"
    with clock.standing_at(clock.at_local(FIRST + timedelta(days=20), 12, 0)):
        walk(tmp_path)


def walk(place: Path) -> None:
    creditor = cast.creditor()
    cases = [
        cast.place(creditor, f"C-{number}", cast.person("王一", number), first_due=date(2026, 9, 1))
        for number in range(1, 13)
    ]
    late = pay(cases[0], 100_00, FIRST - timedelta(days=3), "early")
    pay(cases[1], 50_00, FIRST + timedelta(days=2), "ahead")
    assert same_as_cold(FIRST, place / "0") is None

    def much() -> None:
        """The money booked ahead begins to count too: four accounts are other than they were."""
        pay(cases[2], 70_00, FIRST - timedelta(days=40), "back-dated")
        payments.reverse(late, FIRST + timedelta(days=1), "undo", "bounced", SYSTEM)
        portfolio.set_contact_state(
            cases[3].point(), ContactState.WRONG_NUMBER, why="a stranger answered", actor=SYSTEM
        )

    def another() -> None:
        cast.place(creditor, "C-99", cast.person("王一", 99), first_due=date(2026, 9, 1))

    days: tuple[tuple[Callable[[], object], int], ...] = ((lambda: None, 0), (much, 4), (another, 1))
    for ahead, (change, read) in enumerate(days, start=1):
        change()
        assert same_as_cold(FIRST + timedelta(days=ahead), place / str(ahead)) == read
