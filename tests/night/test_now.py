"""An account decided now is decided as the night does that reads the same books: every figure, reason and score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from arrears.book.payments import api as payments
from arrears.book.payments.contracts import PaymentOrder
from arrears.book.portfolio.contracts import AccountKind
from arrears.desk.care import api as care
from arrears.desk.care.contracts import ConcernKind, ConcernOrder
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import PromiseOrder
from arrears.foundation.api import SYSTEM
from arrears.gate import api as gate
from arrears.kernel import clock
from arrears.kernel.money import Money
from arrears.night.engine import api
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)

NIGHT = date(2026, 11, 23)
KINDS = (AccountKind.CARD, AccountKind.LEASE, AccountKind.LOAN, AccountKind.INVOICE)


def books() -> dict[str, cast.Placed]:
    """A case of each sort that the rooms can tell apart; two accounts of one debtor among them."""
    creditor = cast.creditor()
    names = (
        "plain",
        "paid",
        "promised",
        "disputed",
        "cared",
        "stopped",
        "barred",
        "called",
        "agreed",
        "beside",
    )
    found = {
        name: cast.place(
            creditor, f"N-{place}", cast.person("王一", place), kind=KINDS[place % len(KINDS)],
            first_due=date(2026, 7, 1) + timedelta(days=7 * place),
        )
        for place, name in enumerate(names, start=1)
    }  # fmt: skip
    found["second"] = cast.place(creditor, "N-99", cast.person("王一", 10), first_due=date(2026, 10, 20))
    at = clock.at_local(NIGHT, 12, 0)
    money = Money(100_000, "CNY")
    payments.post(
        PaymentOrder(
            creditor_id=creditor.id, account_id=found["paid"].account_id, amount=money,
            effective_on=NIGHT - timedelta(days=3), way="bank", key="one",
        ),
        SYSTEM,
    )  # fmt: skip
    promises.take(
        PromiseOrder(
            creditor_id=creditor.id, debtor_id=found["promised"].debtor_id,
            account_id=found["promised"].account_id, amount=money, due_on=NIGHT + timedelta(days=4),
        ),
        SYSTEM,
    )  # fmt: skip
    for name, kind in (("disputed", ConcernKind.DISPUTE), ("cared", ConcernKind.VULNERABILITY)):
        care.open_concern(
            ConcernOrder(creditor_id=creditor.id, debtor_id=found[name].debtor_id, kind=kind, text="as told"),
            SYSTEM,
        )
    gate.place_stop(
        creditor.id, found["stopped"].debtor_id, "stop_channel", channel="sms", reference="letter", actor=SYSTEM,
        since=at,
    )  # fmt: skip
    barred = [{"days": [0, 1, 2, 3, 4, 5, 6], "from": "08:00", "to": "12:00", "zone": "Asia/Shanghai"}]
    for name, fact in (("barred", gate.FactKind.BARRED_SLOTS), ("agreed", gate.FactKind.AGREED_SLOTS)):
        gate.record_fact(creditor.id, found[name].debtor_id, fact, barred, reference="talk", actor=SYSTEM)
    called = found["called"]
    gate.report_inbound(
        creditor.id, called.debtor_id, channel="call", at=at, result="conversation", actor=SYSTEM
    )
    return found


def same(cases: Mapping[str, cast.Placed], night: date) -> set[str]:
    """Each case now and by the night; the steps that came of them."""
    steps = set()
    for name, case in cases.items():
        now = api.decide_now(case.account_id, as_of=night, changes=False)
        assert now is not None, name
        assert now.night is not None, name
        assert now.decided == replace(now.night, run_id=0), name
        assert now.as_the_night, name
        steps.add(f"{now.decided.segment}.{now.decided.step}")
    return steps


def test_now_is_as_the_night_and_says_what_would_change_it(tmp_path: Path, settings: Settings) -> None:
    settings.SNAPSHOTS = tmp_path / "snapshots"
    with clock.standing_at(clock.at_local(NIGHT, 13, 0)):
        cases = books()
        first = api.decide_now(cases["plain"].account_id)
        assert first is not None
        assert first.night is None
        assert first.as_the_night is None
        for night in (NIGHT, NIGHT + timedelta(days=1)):  # the second takes up what the first left
            api.run(night)
            assert len(same(cases, night)) > 3
        told = api.decide_now(cases["plain"].account_id, as_of=NIGHT)
        assert told is not None
        would = {each.code: each for each in told.would}
        assert not would["paid"].same
        assert would["paid"].action == "none"
        assert not would["disputed"].same
        assert would["wait"].due_on is not None
        assert all(each.words.zh and each.words.en for each in told.would)
