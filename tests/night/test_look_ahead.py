"""No feature looks past the business date: whatever happens afterwards, the columns of the date stay as they were."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from arrears.book.payments import api as payments
from arrears.book.payments.contracts import PaymentOrder
from arrears.desk.care import api as care
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import PromiseOrder
from arrears.foundation.api import SYSTEM, Actor
from arrears.gate import api as gate
from arrears.kernel import clock
from arrears.kernel.money import Money
from arrears.night.engine import columns, snapshots
from arrears.night.engine.actions.read import empty_state, read_rooms
from arrears.night.engine.engines import DuckEngine, inputs_of
from arrears.night.engine.rules import parse
from arrears.night.engine.shipped import shipped_texts
from tests import cast
from tests.daily.book import call

pytestmark = pytest.mark.django_db(transaction=True)

NIGHT = date(2026, 11, 20)
AFTER = NIGHT + timedelta(days=6)


def pay(case: cast.Placed, amount: int, on: date, key: str) -> int:
    order = PaymentOrder(
        creditor_id=case.creditor.id, account_id=case.account_id, amount=Money(amount, "CNY"), effective_on=on,
        way="bank", key=key,
    )  # fmt: skip
    return payments.post(order, SYSTEM).entry_id


def promise(case: cast.Placed, due_on: date, by: Actor) -> None:
    order = PromiseOrder(
        creditor_id=case.creditor.id, debtor_id=case.debtor_id, account_id=case.account_id,
        amount=Money(50_00, "CNY"), due_on=due_on,
    )  # fmt: skip
    promises.take(order, by)


def seen(place: Path) -> list[dict[str, Any]]:
    """Every documented column of every account, as the night of the date sees them now."""
    policy = parse(shipped_texts())
    duck = DuckEngine(place)
    try:
        read_rooms(place, NIGHT, duck, lambda name: None)
        empty_state(place, duck)
        tables = {name: duck.kept(folder) for name, folder in inputs_of(place).items()}
        wanted = [name for name, feature in policy.features.items() if feature.source != "night.scoring"]
        found = columns.known(tables, policy, frozenset(wanted))
        text = str(duck.connection.compile(found.select("account_id", *wanted).order_by("account_id")))
        rows: list[dict[str, Any]] = duck.connection.con.sql(text).to_arrow_table().to_pylist()
        return rows
    finally:
        duck.close()


def test_what_happens_after_the_date_changes_no_column_of_it(tmp_path: Path, settings: Settings) -> None:
    settings.SNAPSHOTS = tmp_path / "snapshots"
    assert snapshots.DECISIONS  # the folder's names are those of a run
    creditor, collector = cast.creditor(), cast.Staff().collector
    cases = [
        cast.place(creditor, f"C-{number}", cast.person("王一", number), first_due=date(2026, 9, 1))
        for number in range(1, 6)
    ]
    collector = cast.Staff().collector
    with clock.standing_at(clock.at_local(NIGHT - timedelta(days=4), 10)):
        early = pay(cases[0], 30_00, NIGHT - timedelta(days=4), "early")
        promise(cases[1], NIGHT - timedelta(days=2), collector)
        call(creditor, cases[2].debtor_id, collector)
    with clock.standing_at(clock.at_local(NIGHT, 22)):
        promises.judge(NIGHT)
        before = seen(tmp_path / "before")
    assert len(before) == len(cases)
    assert {row["promises_broken"] for row in before} == {0, 1}
    assert {row["attempts_7"] for row in before} == {0, 1}
    assert {row["payments_30"] for row in before} == {0, 1}

    with clock.standing_at(clock.at_local(AFTER, 10)):
        payments.reverse(early, NIGHT + timedelta(days=1), "undo", "bounced", SYSTEM)
        for place, case in enumerate(cases):
            pay(case, 10_00 * (place + 1), NIGHT + timedelta(days=1 + place), f"later-{place}")
            promise(case, AFTER + timedelta(days=3), collector)
        call(creditor, cases[0].debtor_id, collector)
        order = care.ConcernOrder(
            creditor_id=creditor.id,
            debtor_id=cases[3].debtor_id,
            kind=care.ConcernKind.DISPUTE,
            text="not mine",
        )
        care.open_concern(order, collector)
        gate.place_stop(
            creditor.id, cases[4].debtor_id, "complaint", since=clock.now(), reference="test", actor=SYSTEM
        )
        cast.place(creditor, "C-9", cast.person("王一", 9), first_due=AFTER, business_date=AFTER)
        promises.judge(AFTER)
        after = seen(tmp_path / "after")
    known = {row["account_id"] for row in before}
    assert [row for row in after if row["account_id"] in known] == before
