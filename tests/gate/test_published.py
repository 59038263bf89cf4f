"""What the gate publishes to the night and to reports: names, columns, and what they say of a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from arrears.foundation.api import SYSTEM
from arrears.gate import api as gate
from arrears.kernel import clock
from arrears.night.contracts import GATE
from tests import cast
from tests.gate.test_door import MONDAY, at, call, talk

pytestmark = pytest.mark.django_db


def rows(sql: str, *values: object) -> list[dict[str, object]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.description is not None
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_a_day_of_one_debtor_as_the_night_reads_it() -> None:
    wang = cast.place(cast.creditor(), "C-1", cast.person("王一", 1), first_due=date(2026, 9, 1))
    assert rows("SELECT * FROM gate_debtors(%s)", MONDAY) == []
    talk(wang, at(9))
    talk(wang, at(11), "no_answer")
    with clock.standing_at(at(15)):
        dispute = gate.place_stop(
            wang.creditor.id, wang.debtor_id, "dispute_written", reference="x", actor=SYSTEM
        )
        gate.place_stop(
            wang.creditor.id, wang.debtor_id, "opt_out", channel="sms", reference="STOP", actor=SYSTEM
        )
    [today] = rows("SELECT * FROM gate_debtors(%s)", MONDAY)
    assert set(today) == set(GATE.columns)
    assert today["stopped"] is True
    assert today["stop_kinds"] == ["dispute_written", "opt_out"]
    assert today["connected_today"] == 1
    assert today["opted_out_channels"] == ["sms"]
    assert rows("SELECT * FROM gate_debtors(%s)", MONDAY - timedelta(days=1)) == []
    with clock.standing_at(at(10, day=MONDAY + timedelta(days=1))):
        gate.lift_stop(dispute, why="settled", actor=SYSTEM)
    [after] = rows("SELECT * FROM gate_debtors(%s)", MONDAY + timedelta(days=1))
    assert (after["stopped"], after["stop_kinds"], after["connected_today"]) == (False, ["opt_out"], 0)


def test_refusals_of_a_day_name_their_rule() -> None:
    wang = cast.place(cast.creditor(), "C-1", cast.person("王一", 1), first_due=date(2026, 9, 1))
    with clock.standing_at(at(23)):
        gate.request(call(wang))
    [refused] = rows("SELECT * FROM gate_refusals(%s, %s)", MONDAY, MONDAY)
    assert refused["rule"] == "CN-T1"
    assert refused["zh"]
    assert refused["en"]
    assert (
        rows("SELECT * FROM gate_refusals(%s, %s)", MONDAY + timedelta(days=1), MONDAY + timedelta(days=1))
        == []
    )
