"""The night's mask says of every account what the door says: from the published columns, against previews."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import ibis
import pyarrow as pa
import pytest
from django.db import connection

from arrears.foundation.api import SYSTEM
from arrears.gate import api as gate
from arrears.gate.books_queries import PERSONAL_STOPS
from arrears.gate.columns import mask
from arrears.gate.intents import FactKind
from arrears.kernel import clock
from arrears.night.contracts import CHANNELS, CONTACTS, OPENINGS, REACH, STOPS, Wanted
from tests import cast
from tests.gate.test_door import MONDAY, at, talk

pytestmark = pytest.mark.django_db


def published(wanted: Wanted) -> ibis.Table:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {wanted.function}(%s)", [MONDAY])
        assert cursor.description is not None
        names = [column.name for column in cursor.description]
        assert set(names) >= set(wanted.columns)
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return memory(wanted.columns, rows)


def memory(columns: Mapping[str, str], rows: list[dict[str, Any]]) -> ibis.Table:
    schema = ibis.schema(dict(columns)).to_pyarrow()
    kept = [{name: row[name] for name in columns} for row in rows]
    return ibis.memtable(pa.Table.from_pylist(kept, schema=schema))


def masked(cases: list[cast.Placed]) -> dict[int, dict[str, Any]]:
    """The mask of each account; what is not noted comes from its creditor."""
    day = gate.shadow_day(MONDAY)
    rows = [
        {"creditor_id": case.creditor.id, "account_id": case.account_id, "debtor_id": case.debtor_id}
        for case in cases
    ]
    tables = {
        "accounts": memory(dict.fromkeys(rows[0], "int64"), rows),
        "stops": published(STOPS),
        "contacts": published(CONTACTS),
        **{
            name: memory(columns, [dict(zip(columns, row, strict=True)) for row in day.rows[name]])
            for name, columns in mask.SMALL.items()
        },
    }
    own = ibis.duckdb.connect().to_pyarrow(mask.of_accounts(tables)).to_pylist()
    usual = {row[0]: dict(zip(mask.OF_CREDITOR, row, strict=True)) for row in day.of_creditors}
    found = {row["account_id"]: row for row in own}
    return {case.account_id: found.get(case.account_id, usual[case.creditor.id]) for case in cases}


def by_the_door(case: cast.Placed) -> dict[str, int | None]:
    """Seconds of Monday from which each channel is permitted, as previews from its first second say."""
    begins = clock.at_local(MONDAY, 0, 0)
    answers = gate.preview(
        case.creditor.id,
        case.debtor_id,
        [(channel, None) for channel in CHANNELS],
        account_ids=(case.account_id,),
        actor=SYSTEM,
        at=begins,
    )
    found: dict[str, int | None] = {}
    for channel, each in zip(CHANNELS, answers, strict=True):
        free = begins if each.answer.verdict == "permit" else each.answer.next_permitted_at
        inside = free is not None and free < begins + timedelta(days=1)
        found[f"{channel}_opens"] = int((free - begins).total_seconds()) if inside and free else None
    return found


def note_everything(cases: list[cast.Placed]) -> None:
    """A different story for each debtor; the first one has none."""
    _quiet, opted_out, complains, talked, barred, minor = cases
    with clock.standing_at(at(9, day=MONDAY - timedelta(days=1))):
        for case, kind, channel in ((opted_out, "opt_out", "sms"), (complains, "complaint", None)):
            gate.place_stop(
                case.creditor.id, case.debtor_id, kind, channel=channel, reference="x", actor=SYSTEM
            )
        for case, fact, value in (
            (barred, FactKind.BARRED_SLOTS, [{"from": "06:00", "to": "10:30"}]),
            (minor, FactKind.MINOR, True),
        ):
            gate.record_fact(case.creditor.id, case.debtor_id, fact, value, reference="x", actor=SYSTEM)
    for hour in (9, 11, 13):
        talk(talked, at(hour))


def test_the_mask_says_of_every_account_what_the_door_says() -> None:
    creditor = cast.creditor()
    cases = [
        cast.place(creditor, f"C-{place}", cast.person("王一", place), first_due=date(2026, 9, 1))
        for place in range(1, 7)
    ]
    note_everything(cases)
    told = masked(cases)
    for case in cases:
        ours = told[case.account_id]
        assert ours["told"] is True
        assert {name: ours[name] for name in by_the_door(case)} == by_the_door(case)
    assert [told[case.account_id]["call_opens"] for case in cases] == [
        8 * 3600, 8 * 3600, None, None, int(timedelta(hours=10, minutes=30).total_seconds()), None,
    ]  # fmt: skip
    assert told[cases[1].account_id]["sms_opens"] is None


def test_the_night_and_the_gate_mean_the_same_columns() -> None:
    assert mask.MASKED == CHANNELS
    assert dict(mask.OF_ACCOUNT) == dict(REACH.columns)
    assert dict(mask.OF_CREDITOR) == dict(OPENINGS.columns)
    assert dict(mask.STOPS) == dict(STOPS.columns)
    assert dict(mask.CONTACTS) == dict(CONTACTS.columns)


def test_stops_that_follow_the_person_are_the_same_in_the_books_and_in_the_columns() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'gate_stops_on'")
        [source] = cursor.fetchone()
    named = source.split("t.kind IN (")[1].split(")")[0]
    assert {kind.strip(" '") for kind in named.split(",")} == set(PERSONAL_STOPS)
