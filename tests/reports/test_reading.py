"""Statements that join rooms are planned in a way of their own, and leave the connection as it was."""

from __future__ import annotations

import pytest
from django.db import connection

from arrears.reports.queries.reading import fetch, fetch_joined

ASKED = "SELECT current_setting('enable_nestloop'), current_setting('jit')"


@pytest.mark.django_db
def test_no_nested_loops_and_no_compiling_for_the_statement_alone() -> None:
    before = fetch(ASKED, {})
    assert before[0][0] == "on"
    assert fetch_joined(ASKED, {}) == [("off", "off")]
    assert fetch(ASKED, {}) == before, "within the transaction of a caller too"
    assert connection.in_atomic_block
