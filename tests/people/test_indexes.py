"""What is asked a thousand times a day is answered by an index, however many cases there are."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arrears.book.portfolio import api as portfolio
from arrears.foundation.api import Actor
from arrears.kernel import clock
from arrears.people.team import api as team
from arrears.people.team.contracts import Filters
from tests.desk.desk_case import MONDAY, at, desk_case

LARGE = (
    "portfolio_account",
    "portfolio_accountrole",
    "portfolio_party",
    "portfolio_contactpoint",
    "team_workitem",
)
ASKED: dict[str, Callable[[Actor], object]] = {
    "a contract number": lambda actor: portfolio.find(actor, "C-1"),
    "the beginning of one": lambda actor: portfolio.find(actor, "C-1-0"),
    "a phone": lambda actor: portfolio.find(actor, "13800000001"),
    "an e-mail": lambda actor: portfolio.find(actor, "debtor1@example.com"),
    "a name": lambda actor: portfolio.find(actor, "王一"),
    "the next case": lambda actor: team.next_for(actor, MONDAY),
    "one's own cases": lambda actor: team.worklist(actor, MONDAY, Filters(mine=True)),
    "the case's item": lambda actor: team.item_of(actor, 1, MONDAY),
}


@pytest.mark.django_db
def test_no_search_and_no_next_case_reads_a_whole_table() -> None:
    actor = desk_case().actor
    found: list[str] = []
    with clock.standing_at(at(10)), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for what, ask in ASKED.items():
            with CaptureQueriesContext(
                connection,
            ) as asked:
                ask(actor)
            statements = [
                one["sql"] for one in asked.captured_queries if one["sql"].lstrip().startswith("SELECT")
            ]
            assert any(table in sql for sql in statements for table in LARGE), what
            for sql in statements:
                found += [f"{what}: {line}" for line in _whole(cursor, sql)]
    assert found == []


def _whole(cursor: object, sql: str) -> list[str]:
    """Parts of a plan that read one of the large tables from end to end."""
    cursor.execute(f"EXPLAIN {sql}")  # type: ignore[attr-defined]  # a cursor of the test's connection
    lines = [row[0] for row in cursor.fetchall()]  # type: ignore[attr-defined]  # as above
    return [line.strip() for line in lines if re.search(rf"Seq Scan on ({'|'.join(LARGE)})\b", line)]
