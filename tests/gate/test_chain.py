"""The hash chain finds what was altered, whoever altered it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection

from arrears.foundation.api import SYSTEM
from arrears.gate import api as gate
from arrears.gate import chain
from arrears.gate.api import Permit
from arrears.kernel import clock
from tests import cast
from tests.gate.test_door import at, call, use
from tests.quiet import older_ones_ended

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case() -> cast.Placed:
    placed = cast.place(cast.creditor(), "C-1", cast.person("王一", 1), first_due=date(2026, 9, 1))
    with clock.standing_at(at(10)):
        permit = gate.request(call(placed))
        assert isinstance(permit, Permit)
        use(permit)
        gate.report_outcome(permit.id, "no_answer", actor=SYSTEM)
        gate.place_stop(placed.creditor.id, placed.debtor_id, "hardship", reference="talk", actor=SYSTEM)
        gate.request(call(placed))
    older_ones_ended()
    return placed


@contextmanager
def as_the_owner_of_the_tables() -> Iterator[None]:
    """Somebody with the keys to the database itself, who switches the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")


def alter(sql: str) -> None:
    with as_the_owner_of_the_tables(), connection.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount > 0


def test_an_untouched_chain_is_sound_and_tells_its_tail(case: cast.Placed) -> None:
    before = chain.verify()
    assert before.sound
    assert (before.sealed, before.unsealed) == (0, 5)
    assert chain.seal_pending() == 5
    assert chain.seal_pending() == 0
    with clock.standing_at(at(11)):
        gate.request(call(case))
    after = chain.verify()
    assert after.sound
    assert (after.sealed, after.unsealed, after.seals) == (5, 1, 1)


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("UPDATE gate_permit SET asked_by = 'nobody'", "gate_permit"),
        ("UPDATE gate_refusal SET verdict = 'permit'", "gate_refusal"),
        ("UPDATE gate_stop SET until = now()", "gate_stop"),
        ("DELETE FROM gate_refusal", "gate_refusal"),
        ("UPDATE gate_permitoutcome SET result = 'conversation'", "gate_permitoutcome"),
        ("UPDATE gate_journal SET digest = sha256('x') WHERE book = 'gate_permit'", "seal"),
        ("DELETE FROM gate_journal WHERE book = 'gate_stop'", "seal"),
        ("UPDATE gate_seal SET hash = repeat('0', 64)", "seal"),
    ],
)
def test_what_was_altered_behind_the_gate_is_found(case: cast.Placed, sql: str, found: str) -> None:
    chain.seal_pending()
    alter(sql)
    report = chain.verify()
    assert not report.sound
    assert any(line.startswith(found) for line in report.broken), report.broken


def test_a_row_slipped_in_without_the_journal_is_found(case: cast.Placed) -> None:
    alter(
        "INSERT INTO gate_permitoutcome (permit_id, result, detail, at, reported_at, by) "
        "SELECT id, 'delivered', '{}', now(), now(), 'x' FROM gate_permit LIMIT 1"
    )
    assert any("not in the journal" in line for line in chain.verify().broken)


def test_the_shapes_of_the_books_are_taken_down(case: cast.Placed) -> None:
    """A migration that changes a book has to take its shape, else old digests could not be checked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM gate_shape")
        before = cursor.fetchone()
        cursor.execute("SELECT gate_take_shapes()")
        cursor.execute("SELECT count(*) FROM gate_shape")
        assert cursor.fetchone() == before
