"""Ways round the gate, tried as the application's own role in the database and with our own models: none works.

The role is what docs and README ask a deployment to run as: not the owner of the tables, `gate_grant` given.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from arrears.foundation.api import SYSTEM
from arrears.gate import api as gate
from arrears.gate import models
from arrears.gate.api import ClockWentBack, Permit, PermitRefused, Refusal
from arrears.kernel import clock
from tests import cast
from tests.gate.test_door import at, call, use

pytestmark = pytest.mark.django_db

ROLE = "arrears_app_of_the_tests"


@pytest.fixture
def case() -> cast.Placed:
    return cast.place(cast.creditor(), "C-1", cast.person("王一", 1), first_due=date(2026, 9, 1))


@pytest.fixture
def permit(case: cast.Placed) -> Permit:
    """A permit of this morning, a refusal and a stop: something to tamper with."""
    with clock.standing_at(at(9)):
        other = gate.request(replace(call(case), channel="sms", call_kind=None))
        assert isinstance(other, Permit)
        assert isinstance(gate.request(replace(call(case), channel="public_notice")), Refusal)
    with clock.standing_at(at(10)):
        made = gate.request(call(case))
        assert isinstance(made, Permit)
        gate.place_stop(
            case.creditor.id, case.debtor_id, "opt_out", channel="email", reference="talk", actor=SYSTEM
        )
    return made


@contextmanager
def as_the_application() -> Iterator[None]:
    """The rest of a block runs as a role that owns nothing; it is gone with the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE} NOLOGIN")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {ROLE}")
        cursor.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA public TO {ROLE}"
        )
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLE}")
        cursor.execute("SELECT gate_grant(%s)", [ROLE])
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")


def refused(sql: str, values: list[object] | None = None) -> str:
    """Try a statement; returns the database's reason."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return str(caught.value)


def test_the_application_works_as_a_role_that_owns_nothing(case: cast.Placed) -> None:
    with clock.standing_at(at(10)):
        assert isinstance(gate.request(call(case)), Permit)  # brings the key
        with as_the_application():
            made = gate.request(call(case))
            assert isinstance(made, Permit)
            use(made)
            gate.report_outcome(made.id, "no_answer", actor=SYSTEM)
            gate.place_stop(case.creditor.id, case.debtor_id, "hardship", reference="x", actor=SYSTEM)
            assert isinstance(gate.request(call(case)), Refusal)


BOOKS = (
    "permit",
    "permitend",
    "permitoutcome",
    "refusal",
    "stop",
    "stoplift",
    "consent",
    "inbound",
    "personfact",
)
ATTACKS = [
    *(f"TRUNCATE gate_{book} CASCADE" for book in (*BOOKS, "journal", "seal")),
    *(f"DELETE FROM gate_{book}" for book in (*BOOKS, "journal", "seal")),
    "UPDATE gate_permit SET expires_at = expires_at + interval '1 day'",
    "UPDATE gate_permit SET channel = 'visit'",
    "UPDATE gate_refusal SET verdict = 'permit'",
    "UPDATE gate_stop SET until = now()",
    "UPDATE gate_journal SET digest = sha256('x')",
    "UPDATE gate_seal SET hash = repeat('0', 64)",
    "ALTER TABLE gate_permit DISABLE TRIGGER ALL",
    "ALTER TABLE gate_permit DISABLE TRIGGER stamped",
    "DROP TRIGGER stamped ON gate_permit",
    "DROP TABLE gate_refusal CASCADE",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION gate_check_stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "SELECT * FROM gate_key",
    "INSERT INTO gate_key (key) VALUES ('mine')",
    "SELECT gate_take_key('mine')",
    "INSERT INTO gate_shape (book, columns) VALUES ('gate_permit', '[]')",
    "INSERT INTO gate_journal (book, row, shape, digest, at, xact) VALUES ('gate_permit', 'x', 1, 'x', now(), 1)",
]


def test_raw_sql_of_the_application_changes_nothing_in_the_books(permit: Permit) -> None:
    with as_the_application():
        for sql in ATTACKS:
            reason = refused(sql)
            assert any(word in reason for word in ("denied", "must be owner", "another key")), (sql, reason)


FORGED = """
INSERT INTO gate_permit SELECT (p).* FROM (SELECT jsonb_populate_record(g, %s::jsonb) AS p FROM gate_permit g
                                           WHERE id = %s) made
"""


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"expires_at": "2026-11-24T10:00:00+08:00"},
        {"channel": "visit"},
        {"content_hash": "0" * 64},
        {"at": "2026-11-23T09:30:00+08:00"},
        {"stamp": "\\x"},
    ],
)
def test_a_permit_cannot_be_forged_by_raw_sql(permit: Permit, change: dict[str, object]) -> None:
    """A copy of a true permit under another id, with its stamp, with none, with a longer life…"""
    with as_the_application():
        given = json.dumps({"id": str(uuid.uuid4()), **change})
        assert "stamp of the gate" in refused(FORGED, [given, permit.id])


def test_a_permit_cannot_be_forged_by_our_own_models(permit: Permit) -> None:
    true = models.Permit.objects.get(pk=permit.id)
    true.pk = uuid.uuid4()
    with pytest.raises(DatabaseError, match="stamp of the gate"), transaction.atomic():
        true.save(force_insert=True)
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        models.Permit.objects.filter(pk=permit.id).update(expires_at=at(23))
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        models.Refusal.objects.all().delete()


def test_a_permit_is_used_once_whoever_writes_the_row(case: cast.Placed, permit: Permit) -> None:
    with clock.standing_at(at(10, 1)):
        use(permit)
        with pytest.raises(PermitRefused):
            use(permit)
    reason = refused(
        "INSERT INTO gate_permitend SELECT permit_id, kind, channel, contact_point_id, content_hash, at "
        "FROM gate_permitend WHERE permit_id = %s",
        [permit.id],
    )
    assert "duplicate key" in reason or "column" in reason


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"channel": "sms"}, "another channel"),
        ({"contact_point_id": None}, "another channel, address"),
        ({"content_hash": "0" * 64}, "another channel, address or content"),
        ({"at": at(9, 59)}, "not valid"),
        ({"at": at(10, 16)}, "not valid"),
        ({"permit_id": uuid.uuid4()}, "no permit"),
    ],
)
def test_a_use_that_was_not_permitted_is_refused_by_the_database(
    permit: Permit, change: dict[str, object], why: str
) -> None:
    given = {
        "permit_id": permit.id, "kind": "used", "channel": permit.channel, "at": at(10, 5),
        "contact_point_id": permit.contact_point_id, "content_hash": permit.content_hash,
    }  # fmt: skip
    with pytest.raises(DatabaseError, match=why), transaction.atomic():
        models.PermitEnd.objects.create(**(given | change))


def test_no_setting_of_a_session_switches_the_guards_off(permit: Permit) -> None:
    """The trigger library skips its triggers when a session says so; ours do not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(tgrelid::regclass || ':' || tgname, ',') || ',' || string_agg(tgname, ',') "
            "FROM pg_trigger WHERE tgname LIKE 'pgtrigger%'"
        )
        row = cursor.fetchone()
        cursor.execute(
            "SELECT set_config('pgtrigger.ignore', %s, true)", ["{" + (row[0] if row else "") + "}"]
        )
    assert "only added to" in refused("DELETE FROM gate_refusal")
    assert "only added to" in refused("UPDATE gate_permit SET expires_at = expires_at + interval '1 day'")
    with pytest.raises(DatabaseError, match="another channel"), transaction.atomic():
        models.PermitEnd.objects.create(
            permit_id=permit.id, kind="used", channel="sms", at=at(10, 5),
            contact_point_id=permit.contact_point_id, content_hash=permit.content_hash,
        )  # fmt: skip


def test_a_clock_that_was_put_back_opens_nothing(case: cast.Placed) -> None:
    """Neither a request nor a permit that ran out: the books know a later moment."""
    with clock.standing_at(at(10)):
        first = gate.request(call(case))
        assert isinstance(first, Permit)
    with clock.standing_at(at(10, 20)):
        second = gate.request(call(case))
        assert isinstance(second, Permit)
        use(second)
        gate.report_outcome(second.id, "busy", actor=SYSTEM)
    with clock.standing_at(at(10, 10)):
        with pytest.raises(ClockWentBack):
            use(first)
        with pytest.raises(ClockWentBack):
            gate.request(call(case))
    with clock.standing_at(at(12)):
        early = replace(call(case), at=at(12) + timedelta(hours=2))
        with pytest.raises(ClockWentBack):
            gate.request(early)
