"""The demonstration's sample comes in once: on another day it goes on from the book that is there."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from arrears.book.payments.models import Entry
from arrears.faces.cli import demo
from arrears.foundation import api as foundation
from arrears.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = date(2026, 11, 22)


def test_another_day_counts_no_payment_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "home", lambda: tmp_path)
    card = demo.PORTFOLIOS[0]
    foundation.ensure_creditor(card.code, card.name, operator_kind=card.operator)
    told = []
    for day in (FIRST, FIRST, FIRST + timedelta(days=1), FIRST + timedelta(days=40)):
        with clock.standing_at(clock.at_local(day, 9)):
            demo._import(card, 40, day, lambda *_step: None)
        told.append(Entry.objects.filter(kind="payment").count())
    assert told[0] > 0
    assert set(told) == {told[0]}
